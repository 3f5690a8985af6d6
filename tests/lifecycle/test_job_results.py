"""What came out of a tuning job, over gRPC: rows left out, cost, evaluations, settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests
from support import report_state
from support.cli_world import run
from support.emulator import Emulator
from support.job_world import JobWorld, checked
from support.plugin import InitFailed
from support.world import World

LONG = "x" * 530_000  # more tokens than a row may have
PLACE = "gs://bucket/evaluations"


@pytest.fixture
def jobs(world: World) -> JobWorld:
    """Return a world with a dataset to tune on."""
    return JobWorld(world)


def _data(jobs: JobWorld, long: int = 1) -> str:
    """Store 20 good rows, and too long ones on the lines from 3 on; give the address."""
    rows = []
    for number in range(20 + long):
        text = LONG if 2 <= number < 2 + long else f"question {number}?"
        turns = [
            {"role": "user", "parts": [{"text": text}]},
            {"role": "model", "parts": [{"text": "yes"}]},
        ]
        rows.append(json.dumps({"contents": turns}))
    jobs.put("gs://my-data/lost.jsonl", rows)
    return "gs://my-data/lost.jsonl"


def test_all_that_came_out_is_told(jobs: JobWorld) -> None:
    """Rows that were left out, chosen settings, cost, evaluations and metrics are outputs."""
    plugin = jobs.plugin()
    spec = {
        "training_dataset_uri": _data(jobs),
        "evaluation_config": {
            "metrics": [{"rougeSpec": {"rougeType": "rougeL"}}],
            "output_config": {"gcsDestination": {"outputUriPrefix": PLACE}},
        },
    }
    inputs = checked(plugin, base_model="gemini-2.5-flash", supervised_tuning_spec=spec)
    object_id, outputs = plugin.create("numbers", inputs)
    (warning,) = plugin.engine.said("left out of the training by Google")
    assert (
        f"1 row of {_data(jobs)} was left out of the training by Google: line 3 (The example has"
    ) in warning.message
    stats = outputs["tuningDataStats"]["supervisedTuningDataStats"]
    assert (stats["truncatedExampleIndices"], stats["totalTruncatedExampleCount"]) == ([3], 1)
    assert outputs["chosenHyperParameters"]["epochCount"] == 3
    tokens = stats["totalBillableTokenCount"] * 3
    billing = outputs["billing"]
    assert (billing["tokens"], billing["currency"]) == (tokens, "USD")
    assert billing["cost"] == pytest.approx(tokens * 5 / 1e6)
    runs = outputs["evaluateDatasetRuns"]
    assert [run["checkpointId"] for run in runs] == ["1", "2", "3"]
    response = runs[2]["evaluateDatasetResponse"]
    (result,) = response["aggregationOutput"]["aggregationResults"]
    assert result["rougeMetricValue"]["score"] == 0.875
    assert response["outputInfo"]["gcsOutputDirectory"].startswith(PLACE)
    assert outputs["gcsMetricsUri"].startswith("gs://")
    assert "xxx" not in json.dumps(outputs)
    assert "more than" not in json.dumps(outputs)  # a reason may quote a row
    dearer = jobs.plugin(pricePerMillionTokens="100")
    assert dearer.read("numbers", object_id, outputs, inputs)[1]["billing"] == billing


def test_too_many_rows_that_are_left_out_fail_the_resource(jobs: JobWorld) -> None:
    """With `maxDroppedRows` the job stays, is not trained again, and is taken by a higher limit."""
    plugin = jobs.plugin()
    spec = {"training_dataset_uri": _data(jobs, 2)}
    inputs = checked(plugin, supervised_tuning_spec=spec, max_dropped_rows=1)
    with pytest.raises(
        InitFailed, match=r"2 rows of gs://.* were left out.*maxDroppedRows is 1"
    ) as failed:
        plugin.create("numbers", inputs)
    object_id, outputs = failed.value.id, failed.value.properties
    with pytest.raises(InitFailed, match="maxDroppedRows is 1"):
        plugin.read("numbers", object_id, outputs, inputs)
    with pytest.raises(InitFailed, match="maxDroppedRows is 1"):
        plugin.update("numbers", object_id, outputs, inputs, inputs)
    enough = checked(plugin, supervised_tuning_spec=spec, max_dropped_rows=2)
    plugin.update("numbers", object_id, outputs, inputs, enough)
    assert len(jobs.names()) == 1


def test_a_job_has_curves_in_the_report(
    jobs: JobWorld, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report draws the losses stored at `gcsMetricsUri`, and none once they are deleted."""
    monkeypatch.chdir(tmp_path)
    spec = {"training_dataset_uri": _data(jobs, 0)}
    _, outputs = jobs.plugin().create(
        "numbers", checked(jobs.plugin(), supervised_tuning_spec=spec)
    )
    state = report_state.state(report_state.resource("TuningJob", "numbers", outputs))
    Path("exported.json").write_text(json.dumps(state), encoding="utf-8")
    words = ("report", "--state", "exported.json", "--emulator", emulator.url)
    emulator.settings(buckets="declared")  # Google's own bucket is there all the same
    assert run(*words).exit_code == 0
    page = Path("report.html").read_text(encoding="utf-8")
    assert "total loss of numbers by step" in page
    assert "0.3366" in page
    assert "No curves" not in page
    place = outputs["gcsMetricsUri"].removeprefix("gs://")
    bucket, _, folder = place.partition("/")
    gone = f"{emulator.url}/storage/v1/b/{bucket}/o/{folder}%2Fmetrics.jsonl"
    assert requests.delete(gone, timeout=60).status_code == 204
    assert run(*words).exit_code == 0
    page = Path("report.html").read_text(encoding="utf-8")
    assert f"No curves from gs://{place}: there is no object" in page
    assert "total loss of numbers by step" not in page
