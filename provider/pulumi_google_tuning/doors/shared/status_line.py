"""A resource's status line: the text beside its name while the engine works on it."""

from __future__ import annotations

from collections.abc import Callable


class StatusLine:
    """What the line shows, and what it shows again after a wait for an answer."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._shown = ""
        self._noted = False
        self._waits = False

    def show_progress(self, text: str) -> None:
        """Show how far the work is."""
        self._shown, self._waits = text, False
        self._show(text)

    def note(self) -> None:
        """Remember that a line that stays was written beside the resource."""
        self._noted = True

    def show_over(self, text: str) -> None:
        """Show this instead of a note, which the engine would repeat with the row's next state.

        And instead of how far the work was, as it is done.
        """
        if self._noted or self._shown or self._waits:
            self._show(text)

    def show_end(self, text: str) -> None:
        """Show the result of the work; without a text only that it has ended, if it was shown."""
        said = text or ("done" if self._shown or self._waits else "")
        self._shown, self._waits = "", False
        if said:
            self._show(said)

    def show_wait(self, why: str | None) -> None:
        """Show why a request takes long or is sent again; None: it was answered."""
        text = self._shown if why is None else why
        if text:
            self._waits = why is not None
            self._show(text)
