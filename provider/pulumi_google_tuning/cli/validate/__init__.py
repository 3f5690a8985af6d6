"""`google-tuning validate`: check a data file, compare it with another, print its figures."""
