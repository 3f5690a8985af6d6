"""Training data: read, checked and identified."""
