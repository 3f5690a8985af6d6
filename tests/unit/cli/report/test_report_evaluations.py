"""The scores of a job's evaluation on the page: each run's, and curves over the checkpoints."""

from __future__ import annotations

from typing import Any

from pulumi_google_tuning.cli.report import evaluations
from pulumi_google_tuning.cli.report.model import Curve, Fact


def _run(checkpoint: str, score: Any) -> dict[str, Any]:
    result = {"aggregationMetric": "AVERAGE", "rougeMetricValue": {"score": score}}
    output = {"aggregationResults": [result]}
    return {
        "checkpointId": checkpoint,
        "evaluateDatasetResponse": {"aggregationOutput": output},
    }


CHECKPOINTS = [{"checkpointId": "1", "step": 10}, {"checkpointId": "2", "step": 20}]


def test_scores_are_facts_and_a_curve() -> None:
    """Nobody hands in a file: the state has the scores, and the steps of their checkpoints."""
    values = {
        "evaluateDatasetRuns": [_run("2", 0.5), _run("1", 0.25)],
        "tunedModel": {"checkpoints": CHECKPOINTS},
    }
    assert evaluations.curves(values) == (Curve("average ROUGE", ((10, 0.25), (20, 0.5))),)
    assert evaluations.facts_of(values)[0] == Fact("checkpoint 2", "average ROUGE 0.5")


def test_a_failed_run_says_why_and_odd_ones_nothing() -> None:
    """An error is shown without rows; what isn't a score is left out, and one point is no curve."""
    row = '{"contents": [{"role": "user", "parts": [{"text": "private"}]}]}'
    failed = {"checkpointId": "1", "error": {"code": 3, "message": f"bad row {row}"}}
    odd = [None, 7, {"evaluateDatasetResponse": []}, _run("2", "NaN"), _run("2", None)]
    values = {
        "evaluateDatasetRuns": [failed, *odd, _run("2", 1)],
        "tunedModel": {"checkpoints": CHECKPOINTS},
    }
    said = evaluations.facts_of(values)
    assert said[0].value.startswith("failed: bad row")
    assert "private" not in str(said)
    assert evaluations.curves(values) == ()
