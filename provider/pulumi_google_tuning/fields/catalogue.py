"""The catalogue of base models: what Google says of each, with its source and date.

`schema/catalogue.json` holds the facts and `schema/catalogue.schema.json` their form. Here they are
looked up, by any spelling of a model's name. What the catalogue doesn't know is None, and never
refused: Google moves first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

from pulumi_google_tuning.fields.messages import closest
from pulumi_google_tuning.fields.model_names import one_form
from pulumi_google_tuning.fields.schema_files import load_schema

_GEMINI_API: Final = "models/"
_NUMBERS: Final = re.compile(r"[\d.]+")
_LIKENESS: Final = 0.85
"""Of a misspelt name to the one that is meant, 0 to 1."""
NOT_TUNED: Final = "not to be tuned"
OLD_DAYS: Final = 60
"""After so many days the catalogue has to be looked over."""


@dataclass(frozen=True)
class Fact:
    """One thing that Google says, and where."""

    value: Any
    source: str
    """The source's title."""
    url: str
    date: str
    """The day of the page, or on which it was read, ISO 8601."""
    note: str | None = None

    def where(self) -> str:
        """Return the address and the date: `docs.cloud.google.com/…, 2026-09-25`."""
        return f"{self.url.removeprefix('https://')}, {self.date}"


class BaseModel:
    """A base model; a fact that nothing is known about is None."""

    def __init__(self, entry: Mapping[str, Any], family: Mapping[str, Any], document: Any) -> None:
        """Store an entry of the catalogue over its family's facts."""
        self._entry = {**family, **entry}
        self._document = document
        self.name: str = entry["name"]
        self.family: str = family["title"]
        self.kind: str = family["kind"]
        self.api: str = entry.get("api", "Vertex AI")
        self.methods: Mapping[str, Mapping[str, Any]] = entry.get("methods", {})
        self.names = frozenset(map(one_form, (self.name, *entry.get("aliases", ()))))

    def fact_keys(self) -> list[str]:
        """Return the keys of what is known about it, its family's facts included."""
        return [key for key, said in self._entry.items() if _is_fact(said)]

    def fact(self, key: str) -> Fact | None:
        """Return a fact by its key in the catalogue."""
        return _fact(self._entry.get(key), self._document)

    def value(self, key: str) -> Any:
        """Return a fact's value alone."""
        found = self.fact(key)
        return None if found is None else found.value

    def price(self, method: str) -> Fact | None:
        """Return the US dollars for a million training tokens of a method."""
        return _fact(self._entry.get("prices", {}).get(method), self._document)

    def source_of(self, method: str) -> Fact:
        """Return who says that the model can be tuned by a method."""
        said = self.methods[method]
        found = _fact({"value": True, "source": said["source"]}, self._document)
        assert found is not None
        return found

    def covers(self, name: str) -> bool:
        """Return whether a name is this model's, or one of those that are like it."""
        return one_form(name) in self.names or any(
            fnmatchcase(name, pattern) for pattern in self._entry.get("covers", ())
        )

    def is_open_to_all(self, today: date) -> bool:
        """Return whether a project that never tuned it may on a day, as far as is known."""
        return self.state(today).startswith(("can be tuned", "retires", "ends "))

    def end(self) -> Fact | None:
        """Return the day from which on nobody can tune it, or on which Google retires it."""
        return self.fact("ends") or self.fact("retires")

    def ended(self, today: date) -> Fact | None:
        """Return since when nobody can tune it; None where somebody still can, as far as known."""
        ends = self.fact("ends")
        return ends if ends is not None and ends.value <= today.isoformat() else None

    def state(self, today: date) -> str:
        """Return in words whether it can be tuned on a day."""
        if self.value("tunable") is False:
            return NOT_TUNED
        ends, retires, closed = (self.value(k) for k in ("ends", "retires", "closedToNewUsers"))
        day = today.isoformat()
        if ends is not None:
            return f"ended {ends}" if ends <= day else f"ends {ends}"
        if retires is not None and retires <= day:
            return f"retired {retires}, extended access"
        if closed is not None and closed <= day:
            return f"closed to new users, retires {retires}"
        if retires is not None:
            return f"retires {retires}"
        return "can be tuned"


class Catalogue:
    """All base models and methods, as of one day."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Read a document of the catalogue's schema."""
        self._document = document
        self.as_of = date.fromisoformat(document["asOf"])
        families = document["families"]
        self.models = tuple(
            BaseModel(entry, families[entry["family"]], document) for entry in document["models"]
        )

    def of_vertex(self, name: str) -> BaseModel | None:
        """Look a base model of Vertex AI up, by any spelling of its name."""
        found = (each for each in self.models if each.kind != "gemini-api")
        return next((each for each in found if each.covers(name)), None)

    def of_gemini_api(self, name: str) -> BaseModel | None:
        """Look a base model of the Gemini API up, with or without `models/`."""
        full = name if "/" in name else _GEMINI_API + name
        found = (each for each in self.models if each.kind == "gemini-api")
        return next((each for each in found if each.covers(full)), None)

    def one_name(self, name: str) -> str:
        """Return the one name of a model of Vertex AI, for all its spellings and aliases."""
        found = self.of_vertex(name)
        return one_form(name if found is None else found.name)

    def same(self, one: str, other: str) -> bool:
        """Return whether two names are one model's: other spellings of it, or its aliases."""
        return self.one_name(one) == self.one_name(other)

    def open_like(self, name: str) -> list[str]:
        """Return the open models that a text without an @ may mean: `google/gemma-3-4b-it`."""
        given = name.rpartition("/")[2].lower()
        models = (each.name for each in self.models if each.kind == "open")
        return [
            full
            for full in models
            if given in (full.partition("@")[2], full.partition("@")[0].partition("/")[2])
        ]

    def meant_by(self, name: str) -> str | None:
        """Return the model of Vertex AI of which an unknown name is a misspelling.

        A name whose numbers alone are others is none: it may be a model that is newer than this.
        """
        names = (one.name for one in self.models if one.kind != "gemini-api")
        meant = closest(name, names, _LIKENESS)
        if meant is None or _NUMBERS.sub("", meant) == _NUMBERS.sub("", name.lower()):
            return None
        return meant

    def tunable(self, method: str, today: date) -> list[BaseModel]:
        """Return the models that a method takes on a day, without those that are retired."""
        return [
            each for each in self.models if method in each.methods and each.is_open_to_all(today)
        ]

    def places(self) -> list[str]:
        """Return where the models of Gemini that name their places can be tuned."""
        found = (each.value("tunedIn") for each in self.models if each.kind == "gemini")
        return list(dict.fromkeys(place for places in found for place in places or ()))

    def method_of(self, spec_name: str) -> str | None:
        """Return the method that a spec of a TuningJob asks for; None for one not known here."""
        methods = self._document["methods"].items()
        return next((name for name, said in methods if said["spec"] == spec_name), None)

    def method_fact(self, method: str, key: str) -> Fact | None:
        """Return a fact about a method, which holds for every model."""
        return _fact(self._document["methods"][method].get(key), self._document)

    def quota(self, key: str) -> Fact:
        """Return what Google grants a project that has asked for no more."""
        found = _fact(self._document["quotas"][key], self._document)
        assert found is not None
        return found

    def age_days(self, today: date) -> int:
        """Return how many days ago the facts were last looked at."""
        return (today - self.as_of).days


@cache
def catalogue() -> Catalogue:
    """Read the catalogue once a process."""
    return Catalogue(load_schema("catalogue.json"))


def _is_fact(said: Any) -> bool:
    return isinstance(said, Mapping) and {"value", "source"} <= said.keys()


def _fact(said: Mapping[str, Any] | None, document: Mapping[str, Any]) -> Fact | None:
    if said is None:
        return None
    source = document["sources"][said["source"]]
    return Fact(said["value"], source["title"], source["url"], source["date"], said.get("note"))
