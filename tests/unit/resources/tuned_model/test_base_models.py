"""Base models that can no longer be tuned."""

from __future__ import annotations

from datetime import date

import pytest

from pulumi_google_tuning.resources.tuned_model.base_models import retired

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("base_model", "api", "since"),
    [
        ("models/gemini-1.5-flash-001-tuning", "Gemini API", "2025-05-31"),
        ("gemini-1.5-flash-001-tuning", "Gemini API", "2025-05-31"),
        ("models/gemini-1.0-pro-001", "Gemini API", "2025-02-15"),
        ("models/text-bison-001", "PaLM API", "2024-08-15"),
    ],
)
def test_a_retired_base_model(base_model: str, api: str, since: str) -> None:
    """The first line that matches says since when, who says so and what to use instead."""
    found = retired(base_model, TODAY)
    assert found is not None
    name = "models/" + base_model.removeprefix("models/")
    assert found.sentence() == (
        f"{name} can no longer be tuned on the {api} (since {since}, "
        "ai.google.dev/gemini-api/docs/model-tuning): use TuningJob with gemini-3.5-flash on "
        "Vertex AI"
    )


@pytest.mark.parametrize("base_model", ["models/custom", "tunedModels/gemini-1.5-x", ""])
def test_nothing_is_known_against_others(base_model: str) -> None:
    """A model that isn't on the list gets no warning."""
    assert retired(base_model, TODAY) is None
