"""A dataset of a tuning job: rows in Google's formats, checked in one pass."""
