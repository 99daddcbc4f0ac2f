"""``python -m rnnanim``, and the command `rnnanim`."""


def main() -> None:
    """Run the command line; signals are taken before anything is loaded."""
    from rnnanim.cli import signals

    signals.end_at_once()
    from rnnanim.cli import main as command_line

    command_line.main()


if __name__ == "__main__":
    main()
