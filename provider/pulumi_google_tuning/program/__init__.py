"""What runs in the user's program: the resource classes' base, their arguments, functions."""
