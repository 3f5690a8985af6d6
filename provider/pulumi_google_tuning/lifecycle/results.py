"""What came of a training, in the few words that a row has room for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pulumi_google_tuning.fields.instants import seconds_between
from pulumi_google_tuning.lifecycle.spans import span


def ready(facts: Iterable[str], started: Any, ended: Any) -> str:
    """Return `ready: 38 steps, loss 0.25, 4 min`; what isn't known is left out."""
    seconds = seconds_between(started, ended)
    took = "" if seconds is None else span(max(seconds, 1.0))
    said = ", ".join(fact for fact in (*facts, took) if fact)
    return f"ready: {said}" if said else "ready"
