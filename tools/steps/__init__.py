"""The steps of `make setup`, one subject a file. Standard library only, Python 3.10 and later."""
