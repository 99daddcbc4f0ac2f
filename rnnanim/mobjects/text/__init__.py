"""Words, formulas and numbers, from one engine."""
