"""Typed forms of `TuningDataset`, written by `make generate`."""
