"""Training data turned from one form into another, row by row, none lost without a word."""
