"""Base models that the Gemini API no longer tunes, and what to use instead: from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pulumi_google_tuning.fields.catalogue import catalogue


@dataclass(frozen=True)
class Retired:
    """A base model that Google no longer tunes."""

    base_model: str
    api: str
    since: str
    """The day, ISO 8601."""
    instead: str
    source: str
    """Google's page that says so."""

    def sentence(self) -> str:
        """Describe it: what can't be tuned, since when, the source, and what to use instead."""
        page = self.source.removeprefix("https://")
        return (
            f"{self.base_model} can no longer be tuned on the {self.api} (since {self.since}, "
            f"{page}): use {self.instead}"
        )


def retired(base_model: str, today: date) -> Retired | None:
    """Look a base model up, with or without `models/`; None when it may be tuned on the day."""
    found = catalogue().of_gemini_api(base_model)
    ends = found.ended(today) if found else None
    if found is None or ends is None:
        return None
    name = base_model if "/" in base_model else f"models/{base_model}"
    instead = f"TuningJob with {found.value('successor')} on Vertex AI"
    return Retired(name, found.api, ends.value, instead, ends.url)
