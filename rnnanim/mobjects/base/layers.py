"""What lies on what: the z-indices of the picture."""

WIRE, THREAD, STREAM, FRONT, PART, TEXT, FLIGHT = range(0, 70, 10)
"""Layers: wires lie under threads, these under ribbons, fronts, units and tiles, numbers, and symbols in flight."""
