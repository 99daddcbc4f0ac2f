"""Where things stand in a frame."""
