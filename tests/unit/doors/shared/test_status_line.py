"""What a resource's row shows while a call waits for an answer, and after it."""

from __future__ import annotations

from pulumi_google_tuning.doors.shared.status_line import StatusLine


def test_after_a_wait_the_row_shows_what_it_did_before() -> None:
    """Why a call is sent again is no news any more once it was answered."""
    shown: list[str] = []
    line = StatusLine(shown.append)
    line.show_progress("deleting the model")
    line.show_wait("tries again in 9 s: busy")
    line.show_wait(None)
    assert shown == ["deleting the model", "tries again in 9 s: busy", "deleting the model"]


def test_a_row_without_words_stays_so() -> None:
    """Where nothing was shown before there is nothing to show again."""
    shown: list[str] = []
    line = StatusLine(shown.append)
    line.show_wait("tries again in 9 s: busy")
    line.show_wait(None)
    assert shown == ["tries again in 9 s: busy"]
