"""The shape of a file of rows: its encoding, its layout, and what is wrong with both."""
