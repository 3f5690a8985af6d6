"""Measurements: `make bench`. Each compares side by side in one run, and says ratios."""
