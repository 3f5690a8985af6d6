"""Typed forms of `TuningJob`, written by `make generate`."""
