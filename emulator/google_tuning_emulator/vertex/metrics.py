"""What Google stores of a training's metrics: `metrics.jsonl` in the job's folder.

Nothing is trained: the losses are made up, the same every time, and fall.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from google_tuning_emulator.vertex.records import JobRecord

_MOST_ROWS = 200


def bucket(project_number: str) -> str:
    """Return the name of Google's bucket for a project's metrics."""
    return f"tuning-metrics-{project_number}"


def object_name(job: JobRecord) -> str:
    """Return the name of a job's object."""
    return f"{job.job_id}/metrics.jsonl"


def content(job: JobRecord) -> bytes:
    """Return a finished job's metrics: JSON lines, at most 200 of them."""
    total, epochs = job.life.total_steps, job.life.epoch_count
    gap = max(1, math.ceil(total / _MOST_ROWS))
    has_validation = bool(job.request[job.spec].get("validationDatasetUri"))
    rows = []
    for step in sorted({*range(1, total + 1, gap), total} - {0}):
        loss = round(0.3 + 2 * math.exp(-4 * step / total), 4)
        row = {"step": step, "epoch": round(step * epochs / total, 3), "train_total_loss": loss}
        if has_validation:
            row["eval_total_loss"] = round(loss + 0.1, 4)
        rows.append(json.dumps(row) + "\n")
    return "".join(rows).encode()
