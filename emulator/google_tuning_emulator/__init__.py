"""A local stand-in for Google's tuning APIs.

It answers as Google does (same routes, JSON forms, errors and limits) and trains nothing: a
training's progress is computed from its age, and inference answers come from the examples.
It shares no code and no schema with the provider, so a misreading can't hide in both.
"""

__version__ = "0.1.0"
