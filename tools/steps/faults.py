"""How a step tells what it does, and how it fails."""

from __future__ import annotations


class SetupError(Exception):
    """A step can't be done; its text is one sentence that says what is missing and how to get it.

    It is shown without a traceback.
    """


def say(text: str) -> None:
    """Print a line at once: the next one may take minutes."""
    print(f"setup: {text}", flush=True)
