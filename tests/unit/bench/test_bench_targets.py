"""A target is met or missed by the row that has its sizes, and by no other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bench import tables, topics
from bench.targets import MET, MET_THERE, MISSED, NOT_MEASURED, OTHER_SIZE, judged, lines, targets

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


def _mix(megabytes_a_second: float) -> dict[str, Any]:
    floor = {"cpuSeconds": 10 / megabytes_a_second}
    return {"topic": "shapes", "name": "mix, with jiter", "bytes": 10_000_000, "floor": floor}


@pytest.mark.parametrize(
    ("target", "found", "speed", "there", "verdict"),
    [
        (_MOST, 5.9, 87, 2.95, MET_THERE),
        (_MOST, 6.1, 87, 3.05, MISSED),
        (_MOST, 2.9, 87, 1.45, MET),
        (_MOST, 5.9, 400, None, MISSED),
        ({**_MOST, "fixed": 2}, 3.9, 87, 2.95, MET_THERE),
        ({**_MOST, "figure": "ratio", "fixed": 1}, 4.9, 87, 2.95, MET_THERE),
        (_LEAST, 1.6, 87, 3.2, MET_THERE),
        ({**_MOST, "figure": "ratio"}, 3.5, 87, None, MISSED),
    ],
)
def test_a_slower_machine_is_told(
    target: dict[str, Any], found: float, speed: float, there: float | None, verdict: str
) -> None:
    """Seconds and MB/s are also as the machine of the goals would have found them; ratios aren't.

    On a faster machine what was found stands: nobody's miss is made of a goal that was met. A
    moment in which it was disturbed excuses nothing.
    """
    rows = [_row(**{target["figure"]: found}), _mix(speed / 2), _mix(speed)]
    (one,) = judged(rows, [target])
    assert (one.get("there"), one["verdict"]) == (there, verdict)


@pytest.mark.parametrize(
    "reading",
    [
        {"topic": "large-shapes", "name": "mix", "floor": {"megabytesASecond": 87}},
        {
            "topic": "large-file",
            "name": "SHA-256 + json.loads, after",
            "megabytes": 174,
            "cpuSeconds": 2,
        },
    ],
    ids=["large shapes", "large file"],
)
def test_the_quickest_reading_of_mixed_rows_counts(reading: dict[str, Any]) -> None:
    """Whichever topic has read them: the rows of a large file are the same mix."""
    (one,) = judged([_row(wallSeconds=5), _mix(50), reading], [_MOST])
    assert one["there"] == 2.5
    others = [{**reading, "name": "SHA-256, after"}, {**reading, "name": "tiny"}]
    (one,) = judged([_row(wallSeconds=5), _mix(87), *others], [_MOST])
    assert one["there"] == 2.5


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
