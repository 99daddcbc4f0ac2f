"""The network: nodes, weights and edges, folded, unrolled and as a chain of states."""
