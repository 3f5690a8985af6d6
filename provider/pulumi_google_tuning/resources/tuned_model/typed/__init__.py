"""Typed forms of `TunedModel`, written by `make generate`."""
