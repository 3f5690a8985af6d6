"""A dataset of a tuning job: rows in Google's forms, checked in one pass."""
