"""What rendering takes, beside stock manim and beside the least that it could take: ``python -m benchmarks``."""
