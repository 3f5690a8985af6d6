"""`google-tuning import`: the import file for what a project holds."""
