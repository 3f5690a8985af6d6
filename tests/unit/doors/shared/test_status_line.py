"""What a resource's row shows while a call waits for an answer, and after it."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.doors.shared.status_line import StatusLine


def test_after_a_wait_the_row_shows_what_it_did_before() -> None:
    """Why a call is sent again is no news any more once it was answered."""
    shown: list[str] = []
    line = StatusLine(shown.append)
    line.show_progress("deleting the model")
    line.show_wait("retrying in 9 s: busy")
    line.show_wait(None)
    assert shown == ["deleting the model", "retrying in 9 s: busy", "deleting the model"]


def test_a_row_without_words_stays_so() -> None:
    """Where nothing was shown before there is nothing to show again."""
    shown: list[str] = []
    line = StatusLine(shown.append)
    line.show_wait("retrying in 9 s: busy")
    line.show_wait(None)
    assert shown == ["retrying in 9 s: busy"]


def test_a_row_ends_with_its_result() -> None:
    """What came of it is last, once; where nobody says what, only that it is over."""
    shown: list[str] = []
    line = StatusLine(shown.append)
    line.show_end("")
    assert shown == []
    line.show_progress("uploading")
    line.show_end("uploaded")
    line.show_end("")
    line.show_progress("deleting the model")
    line.show_end("")
    assert shown == ["uploading", "uploaded", "deleting the model", "done"]


def test_a_row_repeats_no_note() -> None:
    """A note stays in the output; the row then shows something shorter, if there was one."""
    shown: list[str] = []
    line = StatusLine(shown.append)
    line.show_over("checked")
    line.note()
    line.show_over("checked")
    assert shown == ["checked"]


def test_a_row_that_told_how_far_it_was_says_when_it_is_over() -> None:
    """The last percent of a check doesn't stay beside a row that is checked."""
    shown: list[str] = []
    line = StatusLine(shown.append)
    line.show_progress("checking 99 %")
    line.show_over("checked")
    assert shown == ["checking 99 %", "checked"]


@pytest.mark.parametrize("end", ["end", "over"])
def test_a_row_that_is_over_waits_for_nothing(end: str) -> None:
    """What a delete waited for doesn't stay beside it once it was deleted."""
    shown: list[str] = []
    line = StatusLine(shown.append)
    line.show_wait("waiting for Google's answer")
    line.show_wait(None)
    if end == "over":
        line.show_over("checked")
    else:
        line.show_end("")
    assert shown[1:] == ["checked" if end == "over" else "done"]
