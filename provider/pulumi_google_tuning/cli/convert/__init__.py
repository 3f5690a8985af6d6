"""`google-tuning convert`: training data turned into the form that is wanted."""
