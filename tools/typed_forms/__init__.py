"""Writes resources/NAME/typed/ from schema/: what type checkers and editors know of a resource.

`base.py` has the class's arguments and attributes, `args.py` the nested arguments, `outputs.py` the
nested outputs. `make generate` runs it; a test fails where a file differs from what this writes.
"""
