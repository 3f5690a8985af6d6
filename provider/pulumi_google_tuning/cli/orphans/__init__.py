"""`google-tuning orphans`: models and jobs that no stack owns."""
