"""Charts: heat maps with their scale, the complex plane, and contour bands of a surface."""
