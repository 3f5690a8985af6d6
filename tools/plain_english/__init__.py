"""The check of plain English that `make lint` runs: words.py, sentences.py, and where text is."""
