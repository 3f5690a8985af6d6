"""Jobs that are sent at the same instant."""

from __future__ import annotations

from pathlib import Path

from google_tuning_emulator.clock import NANOS, Clock
from google_tuning_emulator.database import Database
from google_tuning_emulator.settings import Settings
from google_tuning_emulator.vertex.life import Life
from google_tuning_emulator.vertex.records import JobRecord
from google_tuning_emulator.vertex.store import VertexStore
from google_tuning_emulator.vertex.world import Vertex


def job(name: str, created_ns: int) -> JobRecord:
    """Return a job of an hour."""
    life = Life(created_ns=created_ns, length_ns=3600 * NANOS, total_steps=10, epoch_count=1)
    return JobRecord(name, "us-central1", "v1", {}, "supervisedTuningSpec", "m", life)


def test_the_one_accepted_last_waits_though_it_was_sent_first(tmp_path: Path) -> None:
    """With room for one, a job never starts before it was accepted, beside the one that runs."""
    clock = Clock()
    settings = Settings(max_concurrent_tuning_jobs=1)
    vertex = Vertex(VertexStore(Database(str(tmp_path / "db"))), settings, clock)
    first, second = job("1", clock.now_ns()), job("2", clock.now_ns())
    vertex.accept(second, [])
    vertex.accept(first, [])
    now_ns = vertex.settle()
    states = {each.job_id: each.life.state(now_ns) for _, each in vertex.store.all_jobs()}
    assert states == {"1": "JOB_STATE_QUEUED", "2": "JOB_STATE_PENDING"}
