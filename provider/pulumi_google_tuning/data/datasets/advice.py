"""What a valid file of training data might still lack: advice, never a refusal."""

from __future__ import annotations

from typing import Final

from pulumi_google_tuning.fields.catalogue import Fact, catalogue

_SUPERVISED: Final = "supervised"
_SUPERVISED_FORMS: Final = ("gemini", "messages")


def recommended_start() -> Fact | None:
    """Return with how many training examples Google's page says to start supervised tuning."""
    return catalogue().method_fact(_SUPERVISED, "recommended")


def too_few(subject: str, count: int) -> str | None:
    """Return that there are fewer training rows than Google recommends; None for enough."""
    start = recommended_start()
    if start is None or count >= start.value["trainingExamples"]:
        return None
    rows = "row" if count == 1 else "rows"
    return (
        f"{subject} has {count:,} {rows}. Google recommends at least "
        f"{start.value['trainingExamples']:,} to start with ({start.where()})"
    )


def advice(subject: str, count: int, form: str) -> str | None:
    """Return what to say of a file whose use isn't known: it may be validation data."""
    said = too_few(subject, count) if form in _SUPERVISED_FORMS else None
    return said and f"{said}. Validation data may have fewer"
