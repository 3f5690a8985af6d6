"""Rows that Google left out of a training: told with line and reason, never with their content."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.resources.tuning_job import dropped

ROW = '{"contents": [{"role": "user", "parts": [{"text": "very private"}]}]}'


def job(name: str = "supervisedTuningDataStats", **stats: Any) -> dict[str, Any]:
    """Return a job with these statistics."""
    return {"state": "JOB_STATE_SUCCEEDED", "tuningDataStats": {name: stats}}


@pytest.mark.parametrize(
    ("given", "number", "said"),
    [
        (job(), 0, ""),
        ({}, 0, ""),
        (
            job(
                totalTruncatedExampleCount="1",
                truncatedExampleIndices=["7"],
                droppedExampleReasons=["Too many tokens."],
            ),
            1,
            "1 row was left out of the training by Google: line 7 (Too many tokens)",
        ),
        (
            job(totalTruncatedExampleCount="1200", truncatedExampleIndices=list(range(1, 11))),
            1200,
            (
                "1,200 rows were left out of the training by Google: line 1; line 2; line 3; "
                "line 4; line 5; and 1,195 more"
            ),
        ),
        (
            job(totalTruncatedExampleCount=3),
            3,
            "3 rows were left out of the training by Google",
        ),
        (
            job("preferenceOptimizationDataStats", droppedExampleIndices=["2", "5"]),
            2,
            "2 rows were left out of the training by Google: line 2; line 5",
        ),
        (
            job("distillationDataStats", trainingDatasetStats={"droppedExampleIndices": ["2"]}),
            1,
            "1 row was left out of the training by Google: line 2",
        ),
        (job(truncatedExampleIndices="7", droppedExampleReasons=7), 0, ""),
    ],
)
def test_what_was_left_out_is_told(given: dict[str, Any], number: int, said: str) -> None:
    """Number, lines and reasons, of every method, and of odd answers what can be read."""
    assert dropped.count(given) == number
    assert dropped.told(given) == said


def test_no_row_is_in_a_reason() -> None:
    """Google may quote the row: its content never gets into a message."""
    given = job(truncatedExampleIndices=["1"], droppedExampleReasons=[f"Bad example: {ROW}"])
    assert "private" not in dropped.told(given)
