"""What a project holds that a stack could take in: tuned models and tuning jobs, by filters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import typer

from pulumi_google_tuning.cli.shared import output
from pulumi_google_tuning.cli.shared.text import state_word
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import durations, tolerant
from pulumi_google_tuning.fields.instants import is_before, is_instant
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, WaitedFor
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.registry import RESOURCES

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BASES = (
    ("baseModel",),
    ("tunedModelSource", "baseModel"),
    ("tunedModelSource", "tunedModel"),
    ("preTunedModel", "tunedModelName"),
)


@dataclass(frozen=True)
class Candidate:
    """An object that could be imported; `title` is the name that its owner gave it, if any."""

    entry: Entry
    id: str
    title: str = ""
    obj: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def last_part(self) -> str:
        """Return the id's last part."""
        return self.id.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Wish:
    """What is wanted; an empty filter lets everything through."""

    names: Sequence[str] = ()
    """Patterns of a display name, an id or its last part."""
    labels: Mapping[str, str | None] = field(default_factory=dict)
    states: frozenset[str] = frozenset()
    since: str | None = None
    bases: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no filter is set."""
        return not (self.names or self.labels or self.states or self.since or self.bases)

    def takes(self, one: Candidate) -> bool:
        """Return whether an object passes the filters."""
        obj = one.obj
        labels = tolerant.mapping(obj.get("labels"))
        return (
            (not self.names or _matches((one.title, one.id, one.last_part), self.names))
            and all(
                key in labels and value in (None, labels[key]) for key, value in self.labels.items()
            )
            and (not self.states or state_word(obj.get("state")) in self.states)
            and not (self.since and is_before(obj.get("createTime"), self.since))
            and (not self.bases or _matches(_bases_of(obj), self.bases))
        )

    def why_not(self, one: Candidate) -> str | None:
        """Return why an object that passes isn't of use; a state that was named is."""
        phase = WaitedFor.of(one.entry.kind).phase(one.obj)
        if self.states or phase is Phase.READY:
            return None
        state = state_word(one.obj.get("state"))
        why = "its training failed" if phase is Phase.FAILED else "it still trains"
        return f"{why} (--state {state} includes it)"


def wish(
    names: Sequence[str],
    labels: Sequence[str],
    states: Sequence[str],
    since: str | None,
    bases: Sequence[str],
) -> Wish:
    """Read the options. Raises typer.BadParameter."""
    pairs = (label.partition("=") for label in labels)
    return Wish(
        tuple(names),
        {key: value if equals else None for key, equals, value in pairs},
        frozenset(state_word(state.upper()) for state in states),
        None if since is None else _instant(since),
        tuple(bases),
    )


def found(session: Session) -> Iterator[Candidate]:
    """List what the project holds; an API that doesn't answer is noted.

    Raises GoogleTuningError where none answers.
    """
    failed: list[GoogleTuningError] = []
    watched = [(entry, entry.watched) for entry in RESOURCES if entry.watched]
    for entry, how in watched:
        try:
            trainings = how.open(session)
            listed = trainings.listed()
        except GoogleTuningError as error:
            failed.append(error)
            if len(failed) == len(watched):
                raise
            output.note(f"skipping the {entry.kind.noun}s: {error}")
            continue
        for name, obj in listed.items():
            yield Candidate(entry, name, trainings.title(obj), obj)


def _matches(texts: Sequence[str], patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(text, pattern) for text in texts for pattern in patterns)


def _bases_of(obj: Mapping[str, Any]) -> list[str]:
    names = [name for path in _BASES if (name := tolerant.text_at(obj, *path))]
    return [part for name in names for part in (name, name.rsplit("/", 1)[-1])]


def _instant(given: str) -> str:
    """Read a day, an instant or an age: `2026-01-31`, `2026-01-31T12:00:00Z`, `30d`."""
    moment = f"{given}T00:00:00Z" if _DAY.fullmatch(given) else given
    if is_instant(moment):
        return moment
    try:
        age = timedelta(seconds=durations.parse(given))
    except ValueError:
        raise typer.BadParameter(
            f'"{given}" is neither a day (2026-01-31) nor an age (30d)', param_hint="--since"
        ) from None
    return f"{datetime.now(tz=timezone.utc) - age:%Y-%m-%dT%H:%M:%SZ}"
