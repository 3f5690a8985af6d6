"""A resource's row on the terminal."""

from __future__ import annotations

from collections.abc import Callable


class Row:
    """A resource's row: what it shows, and what it shows again after a wait for an answer."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._shown = ""

    def progress(self, text: str) -> None:
        """Show how far the work is."""
        self._shown = text
        self._show(text)

    def waits(self, why: str | None) -> None:
        """Show why a call is sent again; None: it was answered."""
        text = self._shown if why is None else why
        if text:
            self._show(text)
