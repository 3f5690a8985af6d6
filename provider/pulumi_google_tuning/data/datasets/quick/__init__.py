"""A quick way to know that a row is good, in front of the whole check in rows.py.

It may only ever say "good". Whatever it isn't certain of is read by `DatasetSchema.read`, so each
verdict and each message is that of the whole check.
"""
