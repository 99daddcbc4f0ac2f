"""Which colour role of the theme a symbol has."""

HUE = {"W_x": "wx", "W_h": "wh", "W_y": "wy"}
