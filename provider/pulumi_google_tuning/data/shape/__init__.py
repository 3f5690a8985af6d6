"""The shape of a file of rows: its encoding, how rows stand in it, and what is wrong with both."""
