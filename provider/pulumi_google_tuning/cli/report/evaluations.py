"""What a job's evaluation gave, for the page: its last scores, and a curve over the checkpoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pulumi_google_tuning.cli.report.model import Curve, Fact
from pulumi_google_tuning.cli.report.models import facts
from pulumi_google_tuning.cli.report.values import figure, items, mapping, number, text, whole
from pulumi_google_tuning.fields.foreign import foreign

_NAMES: Final = {
    "bleuMetricValue": "BLEU",
    "rougeMetricValue": "ROUGE",
    "exactMatchMetricValue": "exact match",
    "pointwiseMetricResult": "rater",
    "customCodeExecutionResult": "own code",
}


def facts_of(values: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return the scores of every run, and why one failed."""
    found: list[tuple[str, str | None, bool]] = []
    for run in _runs(values):
        checkpoint = text(run.get("checkpointId"))
        at = f"checkpoint {checkpoint}" if checkpoint else "result"
        error = text(mapping(run.get("error")).get("message"))
        scores = ", ".join(f"{name} {figure(score)}" for name, score in _scores(run))
        found.append((at, f"failed: {foreign(error)}" if error else scores or None, False))
    return facts(*found)


def curves(values: Mapping[str, Any]) -> tuple[Curve, ...]:
    """Return each score by the step of its checkpoint, where there are two of them or more."""
    points: dict[str, dict[float, float]] = {}
    steps = {
        text(one.get("checkpointId")): whole(one.get("step"))
        for one in map(mapping, items(mapping(values.get("tunedModel")).get("checkpoints")))
    }
    for run in _runs(values):
        step = steps.get(text(run.get("checkpointId")))
        if step is not None:
            for name, score in _scores(run):
                points.setdefault(name, {})[step] = score
    return tuple(
        Curve(name, tuple(sorted(series.items())))
        for name, series in sorted(points.items())
        if len(series) > 1
    )


def _runs(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from map(mapping, items(values.get("evaluateDatasetRuns")))


def _scores(run: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    output = mapping(mapping(run.get("evaluateDatasetResponse")).get("aggregationOutput"))
    for result in map(mapping, items(output.get("aggregationResults"))):
        how = (text(result.get("aggregationMetric")) or "").lower()
        for key, name in _NAMES.items():
            score = number(mapping(result.get(key)).get("score"))
            if score is not None:
                yield f"{foreign(how)} {name}".strip(), score
