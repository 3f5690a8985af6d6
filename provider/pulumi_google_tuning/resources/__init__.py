"""The resources and functions of this package, one file each."""
