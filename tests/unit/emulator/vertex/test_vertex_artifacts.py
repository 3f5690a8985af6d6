"""What a tuning job's success brings."""

from __future__ import annotations

import pytest

from google_tuning_emulator.vertex.artifacts import _checkpoints
from google_tuning_emulator.vertex.life import Life
from google_tuning_emulator.vertex.records import JobRecord


@pytest.mark.parametrize(
    ("epochs", "shown"),
    [
        (1, [1]),
        (3, [1, 2, 3]),
        (10, list(range(1, 11))),
        (25, [2, 5, 7, 10, 12, 15, 17, 20, 22, 25]),
    ],
)
def test_checkpoints(epochs: int, shown: list[int]) -> None:
    """One an epoch, at most ten, evenly spaced, always with the last; its step is the last."""
    life = Life(created_ns=0, length_ns=0, total_steps=50, epoch_count=epochs)
    spec = "supervisedTuningSpec"
    job = JobRecord("1", "us-central1", "v1", {spec: {}}, spec, "x", life)
    found = _checkpoints(job)
    assert [each.epoch for each in found] == shown
    assert [each.checkpoint_id for each in found] == [str(n + 1) for n in range(len(shown))]
    assert found[-1].step == 50
    job.request[spec]["exportLastCheckpointOnly"] = True
    assert _checkpoints(job) == []
