"""``evaluateDatasetRuns``: what a job's evaluation gave, a run for each of its checkpoints.

Nothing is evaluated. A score is made up from the checkpoint's epoch, the same every time, and
better the later it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from google_tuning_emulator.vertex.names import Place
    from google_tuning_emulator.vertex.records import JobRecord

# The result's name by the metric's: `AggregationResult` and `Metric` of the discovery document.
_RESULTS = {
    "bleuSpec": "bleuMetricValue",
    "rougeSpec": "rougeMetricValue",
    "exactMatchSpec": "exactMatchMetricValue",
    "customCodeExecutionSpec": "customCodeExecutionResult",
}
_DEFAULT_AGGREGATION = "AVERAGE"


def runs(job: JobRecord, here: Place) -> list[dict[str, Any]]:
    """Return a job's evaluation runs; none where it asked for no evaluation."""
    config = job.request[job.spec].get("evaluationConfig")
    if not isinstance(config, dict):
        return []
    points = [(each.checkpoint_id, each.epoch) for each in job.checkpoints]
    return [
        {
            **({"checkpointId": checkpoint} if checkpoint else {}),
            "evaluationRun": here.of("evaluationRuns", f"{job.job_id}{number:02d}"),
            "evaluateDatasetResponse": _response(config, epoch, f"{job.job_id}{number:02d}"),
        }
        for number, (checkpoint, epoch) in enumerate(points or [("", job.life.epoch_count)], 1)
    ]


def _response(config: dict[str, Any], epoch: int, folder: str) -> dict[str, Any]:
    score = round(1 - 0.5 / (epoch + 1), 4)
    results = [
        {
            "aggregationMetric": str(aggregation),
            _result_of(metric): {"score": score},
        }
        for metric in config.get("metrics", [])
        if isinstance(metric, dict)
        for aggregation in metric.get("aggregationMetrics") or [_DEFAULT_AGGREGATION]
    ]
    destination = config.get("outputConfig", {}).get("gcsDestination", {})
    prefix = str(destination.get("outputUriPrefix", "")).rstrip("/")
    return {
        "aggregationOutput": {"aggregationResults": results},
        "outputInfo": {"gcsOutputDirectory": f"{prefix}/{folder}"},
    }


def _result_of(metric: dict[str, Any]) -> str:
    known = (result for name, result in _RESULTS.items() if name in metric)
    return next(known, "pointwiseMetricResult")
