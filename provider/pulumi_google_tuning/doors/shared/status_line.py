"""A resource's status line: the text beside its name while the engine works on it."""

from __future__ import annotations

from collections.abc import Callable


class StatusLine:
    """What the line shows, and what it shows again after a wait for an answer."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._shown = ""

    def show_progress(self, text: str) -> None:
        """Show how far the work is."""
        self._shown = text
        self._show(text)

    def show_wait(self, why: str | None) -> None:
        """Show why a request is sent again; None: it was answered."""
        text = self._shown if why is None else why
        if text:
            self._show(text)
