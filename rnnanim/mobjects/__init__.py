"""What the viewer sees: text, network, ribbons, bars."""
