"""Typed forms of `TunedModelPermission`, written by `make generate`."""
