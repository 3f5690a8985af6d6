"""`google-tuning watch`: running trainings until all have finished."""
