"""What a row says of a training that is done."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.lifecycle.results import ready

AT_NINE = "2026-01-01T09:00:00Z"


@pytest.mark.parametrize(
    ("facts", "started", "ended", "said"),
    [
        (("38 steps", "loss 0.25"), AT_NINE, "2026-01-01T09:04:01Z", "38 steps, loss 0.25, 4 min"),
        (("38 steps", ""), AT_NINE, "2026-01-01T09:00:00.4Z", "38 steps, 1 s"),
        (("38 steps",), AT_NINE, None, "38 steps"),
        (("38 steps",), AT_NINE, "2026-01-01T08:00:00Z", "38 steps"),
        (("38 steps",), 7, "soon", "38 steps"),
    ],
    ids=["all", "less than a second", "no end", "clocks that differ", "odd answers"],
)
def test_what_is_known_is_told(
    facts: tuple[str, ...], started: object, ended: object, said: str
) -> None:
    """Steps, loss and time, each where it is known."""
    assert ready(facts, started, ended) == f"ready: {said}"


def test_nothing_known_is_ready() -> None:
    """A word stays, whatever the server leaves out."""
    assert ready((), None, None) == "ready"
