"""Stacks' states, read for one question: does one of them still hold an object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi_google_tuning.cli.shared import pulumi
from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.doors.shared.pulumi_cli import stack_export
from pulumi_google_tuning.doors.shared.stack_state import OfAny, read_state
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.instants import is_before, is_instant
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.identity import (
    Identity,
    identities,
    trained_in_every_version,
)
from pulumi_google_tuning.lifecycle.urn_names import name_of

_WORD = re.compile(r"[A-Za-z0-9-]+")
# Forced replacements of the same inputs that are looked for; each makes the next number.
_ATTEMPTS = 8
_CREATED = "createTime"


@dataclass(frozen=True)
class Owner:
    """The resource that an object was made for, told by its identity.

    keep: why the object is wanted though it isn't in the state. interrupted: a run that ended early
    was creating it. managed: the state has an object of the resource. held_since: when Google
    made the oldest one, RFC 3339; None: not known. beyond: it is a later attempt than the one that
    the state has.
    """

    stack: str
    resource: str
    keep: str | None
    interrupted: bool
    managed: bool
    held_since: str | None
    beyond: bool


@dataclass(frozen=True)
class GivenState:
    """A stack's state.

    written: when it was last written, RFC 3339, by the clock of the machine that did it; None: it
    doesn't say. live: it was just read, so that it is the stack's newest; else it is a file.
    """

    title: str
    written: str | None
    live: bool
    words: frozenset[str] = field(repr=False)
    deployment: Mapping[str, Any] = field(repr=False)

    def holds(self, identifier: str) -> bool:
        """Return whether an id is anywhere in it: as an id, an input or an output of anything.

        An id is the last part of a name, so that it doesn't matter how a project is written.
        """
        return identifier in self.words

    def owners(self, kind: Trained) -> dict[str, Owner]:
        """Compute the keys under which this stack's resources train, each with its resource.

        The identity is a hash of the id of a provider in this state, so a key that is found on the
        server can't be another stack's, unless that one began as a copy of this state.
        """
        found: dict[str, Owner] = {}
        since = self._held_since(kind)
        managed = {
            _urn_of(resource)
            for resource, pending in self._resources(kind)
            if resource.get("id") and not pending
        }
        for resource, pending in self._resources(kind):
            urn, inputs = _urn_of(resource), resource.get("inputs") or {}
            state = read_state({"deployment": self.deployment}, urn, OfAny())
            if state is None or kind.explicit_id(inputs):
                continue
            try:
                asked = trained_in_every_version(kind.schema, inputs)
            except (KeyError, TypeError):  # a secret, whose text isn't known here
                continue
            name = name_of(urn)
            keep = _why_kept(resource)
            cut_off = pending or not resource.get("id")
            there = urn in managed
            held = False
            for identity in _identities(state.lineages, urn, asked):
                key = kind.id_for(inputs, name, identity)
                owner = Owner(self.title, name, keep, cut_off, there, since.get(urn), held)
                found.setdefault(key, owner)
                held = held or self.holds(key.rsplit("/", 1)[-1])
        return found

    def _held_since(self, kind: Trained) -> dict[str, str]:
        """Return when Google made the oldest object of each resource in this state, by urn.

        Google's clock alone: the moments of the state itself are of other clocks.
        """
        since: dict[str, str] = {}
        for resource, pending in self._resources(kind):
            urn, created = _urn_of(resource), (resource.get("outputs") or {}).get(_CREATED)
            if not pending and isinstance(created, str) and is_instant(created):
                known = since.setdefault(urn, created)
                since[urn] = created if is_before(created, known) else known
        return since

    def _resources(self, kind: Trained) -> Iterator[tuple[Mapping[str, Any], bool]]:
        """Yield the resources of a kind, what an interrupted run was creating first."""
        wanted = kind.schema.title
        for operation in self.deployment.get("pending_operations") or ():
            resource = operation.get("resource") or {}
            if operation.get("type") == "creating" and _name_of(resource) == wanted:
                yield resource, True
        for resource in self.deployment.get("resources") or ():
            if _name_of(resource) == wanted:
                yield resource, False


def _why_kept(resource: Mapping[str, Any]) -> str | None:
    inputs = resource.get("inputs") or {}
    if resource.get("retainOnDelete") or inputs.get("deletionPolicy") == "RETAIN":
        return "its resource is configured to keep it on delete"
    return None


def _identities(
    lineages: tuple[str, ...], urn: str, asked: list[dict[str, Any]]
) -> Iterator[Identity]:
    for lineage in lineages:
        for trained in asked:
            yield from identities(lineage, urn, trained, _ATTEMPTS)


def read(given: Sequence[str]) -> list[GivenState]:
    """Read stacks, each a name or the file of an exported state.

    Raises GoogleTuningError for one that can't be read: a stack that isn't looked at would make
    orphans of all that it needs.
    """
    return [_of_file(one) if _is_file(one) else _of_stack(one) for one in given]


def stack_names(given: Sequence[str]) -> list[str]:
    """Return those of the stacks that are names."""
    return [one for one in given if not _is_file(one)]


def _is_file(given: str) -> bool:
    return given.endswith(".json") or Path(given).is_file()


def _of_stack(name: str) -> GivenState:
    return _state(f"stack {name}", stack_export(name, pulumi.project_folder()), live=True)


def _of_file(path: str) -> GivenState:
    try:
        exported = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise GoogleTuningError(
            f"--stack {path}: could not read the file: {error.strerror}"
        ) from None
    except (ValueError, RecursionError):
        raise _no_state(path) from None
    return _state(path, exported, live=False)


def _state(title: str, exported: Any, *, live: bool) -> GivenState:
    deployment = exported.get("deployment") if isinstance(exported, dict) else None
    if live and deployment is None:
        raise GoogleTuningError(
            f"{title} has no state, so every object would look like an orphan. If it had one, "
            "restore it: in the backend, copy STACK.json.bak over STACK.json"
        )
    if not isinstance(deployment, dict):
        raise _no_state(title)
    manifest = deployment.get("manifest")
    written = manifest.get("time") if isinstance(manifest, dict) else None
    if not live and not isinstance(written, str):
        raise _no_state(title)
    words = frozenset(_collect_words(deployment))
    return GivenState(title, written, live, words, deployment)


def _no_state(title: str) -> GoogleTuningError:
    return GoogleTuningError(
        f"{title} is not an exported state. Create one with `pulumi stack export --file {title}`"
    )


def _name_of(resource: Mapping[str, Any]) -> str | None:
    return tokens.name_in(str(resource.get("type")))


def _urn_of(resource: Mapping[str, Any]) -> str:
    """Return the urn that the resource's identity is made of."""
    return tokens.one_form(str(resource.get("urn")))


def _collect_words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _WORD.findall(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _WORD.findall(str(key))
            yield from _collect_words(item)
    elif isinstance(value, list):
        for item in value:
            yield from _collect_words(item)
