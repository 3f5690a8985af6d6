"""Base models that can no longer be tuned, and what to use instead: data with dates and source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Final

from pulumi_google_tuning.fields.schema_files import schema_path

_COLLECTION: Final = "models/"


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


def retired(base_model: str) -> Retired | None:
    """Look a base model up, with or without `models/`; None when nothing is known against it."""
    name = base_model if "/" in base_model else _COLLECTION + base_model
    known = _load_base_models()
    for entry in known["retired"]:
        if fnmatchcase(name, entry["match"]):
            return Retired(name, entry["api"], entry["since"], entry["instead"], known["source"])
    return None


@lru_cache(maxsize=1)
def _load_base_models() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(schema_path("base_models.json").read_text(encoding="utf-8"))
    return known
