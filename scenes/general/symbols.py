"""The symbols of the scene, Typst math; a symbol has the same colour wherever it stands."""

THIN = "#h(0.1em)"


def fraction(above: str, below: str, *, built_up: bool = True) -> str:
    """Return a derivative in full size, over two lines or in one."""
    return f"display(frac({above}, {below}))" if built_up else f"{above} slash {below}"


def total(step: int | str, *, built_up: bool = True) -> str:
    """Return ∂h_t/∂W_x."""
    return fraction(f"partial h_({step})", "partial wx(W_x)", built_up=built_up)


def immediate(step: int | str, *, built_up: bool = True) -> str:
    """Return ∂⁺h_t/∂W_x, whose plus is the piece ``mark``."""
    return fraction(f'partial^(part("mark", +)) h_({step})', "partial wx(W_x)", built_up=built_up)


def jacobian(step: int | str) -> str:
    """Return J_t, in the hue of the weight that it passes."""
    return f"wh(J_{step})"
