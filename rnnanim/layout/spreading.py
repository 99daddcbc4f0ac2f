"""Labels side by side that would meet, moved apart."""

from __future__ import annotations

from collections.abc import Sequence


def spread(heights: Sequence[float], least: float) -> list[float]:
    """Return heights moved apart, so that any two are at least so far from each other, in the order they were in.

    >>> spread([1.0, 0.9, -1.0], 0.3)
    [1.1, 0.8, -1.0]
    """
    order = sorted(range(len(heights)), key=lambda i: -heights[i])
    clusters: list[list[int]] = []
    for i in order:
        clusters.append([i])
        while len(clusters) > 1 and _middle(heights, clusters[-2]) - _middle(heights, clusters[-1]) < least * (
            (len(clusters[-2]) + len(clusters[-1])) / 2
        ):
            clusters[-2:] = [clusters[-2] + clusters[-1]]
    found = list(heights)
    for cluster in clusters:
        top = _middle(heights, cluster) + least * (len(cluster) - 1) / 2
        for place, i in enumerate(cluster):
            found[i] = round(top - least * place, 9)
    return found


def _middle(heights: Sequence[float], cluster: Sequence[int]) -> float:
    return sum(heights[i] for i in cluster) / len(cluster)
