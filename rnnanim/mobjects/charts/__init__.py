"""What measures: axes and curves, bars that add up, products over decades."""
