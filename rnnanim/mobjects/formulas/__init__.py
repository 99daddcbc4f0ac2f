"""Formulas that come out of the picture: the chain rule of a route, the rules of a step, sums of routes."""
