"""A target is met or missed by the row that has its sizes, and by no other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bench import tables, topics
from bench.targets import MET, MISSED, NOT_MEASURED, OTHER_SIZE, judged, lines, targets

_TARGET = {"what": "a start", "topic": "start", "row": "tool", "at": {"models": 2}}
_MOST: dict[str, Any] = {**_TARGET, "figure": "wallSeconds", "most": 3}
_LEAST: dict[str, Any] = {**_TARGET, "figure": "megabytesASecond", "least": 3}


def _row(**figures: Any) -> dict[str, Any]:
    return {"topic": "start", "name": "tool", "models": 2, "load": {"others": 0.1}, **figures}


@pytest.mark.parametrize(
    ("target", "row", "verdict"),
    [
        (_MOST, _row(wallSeconds=3), MET),
        (_MOST, _row(wallSeconds=3.01), MISSED),
        (_LEAST, _row(megabytesASecond=3), MET),
        (_LEAST, _row(megabytesASecond=2.9), MISSED),
        (_MOST, _row(wallSeconds=1, models=1), OTHER_SIZE),
        (_MOST, _row(wallSeconds=1, name="other"), NOT_MEASURED),
        (_MOST, _row(wallSeconds=1, topic="idle"), NOT_MEASURED),
    ],
)
def test_a_verdict(target: dict[str, Any], row: dict[str, Any], verdict: str) -> None:
    """Most and least are both met at the goal itself; a row of another size says nothing."""
    (one,) = judged([row], [target])
    assert one["verdict"] == verdict


def test_a_busy_machine_is_told() -> None:
    """Who reads that a target was missed reads in the same line that others were at work."""
    busy = _row(wallSeconds=9, load={"others": 1.5})
    (line,) = lines(judged([busy], [_MOST]))
    assert re.search(r"\b9 s +at most 3 s +missed, while others used 1.5 cores", line)


def test_each_target_is_of_a_topic() -> None:
    """A target whose topic is misspelt would never be measured; each topic has its table."""
    assert {target["topic"] for target in targets()} <= set(topics.TOPICS)
    assert set(tables.COLUMNS) == set(topics.TOPICS)
    for target in targets():
        assert ("most" in target) != ("least" in target)


def test_all_topics_can_be_imported() -> None:
    """Each name leads to a function, which says in a line what it measures."""
    assert all(line for _, line in topics.described())
