"""The identity of what a resource trains: the same for every run that asks for the same training.

A run that was cut off after its POST finds its training again by this identity, whatever was lost
with it; a forced replacement gets the next attempt number and so a new identity.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_google_tuning.fields.form import form_of
from pulumi_google_tuning.fields.projects import without_projects
from pulumi_google_tuning.fields.resource_schema import ResourceSchema

# 32 bits: with a thousand models in a project, one chance in ten thousand that two share a hash;
# an object found under our id is adopted only if it was trained on the same, so a collision costs
# an attempt, never a model.
_HASH_CHARS = 8
_MAX_ID_CHARS = 40
# A label has room for 80 bits.
_LABEL_HASH_CHARS = 20
_MAX_LABEL_CHARS = 63

MOST_ATTEMPTS = 1000
"""Forced replacements of the same inputs that are counted before a create gives up."""


@dataclass(frozen=True)
class Identity:
    """Who asks for what: `attempt` counts the forced replacements of the same inputs."""

    lineage: str
    urn: str
    trained: Mapping[str, Any]
    attempt: int = 0

    @property
    def digest(self) -> str:
        """Eight hexadecimal characters."""
        return self.hexdigest(_HASH_CHARS)

    def hexdigest(self, chars: int) -> str:
        """Return so many hexadecimal characters, at most 64."""
        said = {
            "attempt": self.attempt,
            "lineage": self.lineage,
            "trained": self.trained,
            "urn": self.urn,
        }
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:chars]


def identities(
    lineage: str, urn: str, trained: Mapping[str, Any], attempts: int = MOST_ATTEMPTS
) -> Iterator[Identity]:
    """Yield the identity of the first attempt, and those of the forced replacements after it.

    `trained` is what `trained_on` picks from the inputs.
    """
    for attempt in range(attempts):
        yield Identity(lineage, urn, trained, attempt)


def trained_on(schema: ResourceSchema, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Pick what a training depends on, each value in the one form of all its spellings.

    A dataset counts by its digest. The place is left out, since what is found was looked for there,
    and so are the projects in names: whether an id is a number's can't be told (matching.py
    compares what is found).
    """
    picked: dict[str, Any] = {}
    for field in schema.inputs:
        if field.trained and not field.place:
            form = form_of(field.schema, inputs.get(field.name))
            if form is not None:
                picked[field.name] = form if field.provider_only else without_projects(form)
    return picked


def trained_on_before(schema: ResourceSchema, inputs: Mapping[str, Any]) -> dict[str, Any] | None:
    """Pick it as the first versions did, as it is written; None where that is the same identity.

    What they made has that identity, and is looked for.
    """
    picked: dict[str, Any] = {}
    for field in schema.inputs:
        value = inputs.get(field.name)
        if not field.trained or value is None or value in ({}, []):
            continue
        # Data that a preview doesn't know yet has no digest either.
        has_digest = field.holds_data and isinstance(value, Mapping)
        picked[field.name] = value.get("sha256") if has_digest else value
    now = Identity("", "", trained_on(schema, inputs))
    return None if Identity("", "", picked).hexdigest(64) == now.hexdigest(64) else picked


def trained_in_every_version(
    schema: ResourceSchema, inputs: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return what makes today's identity, and before it what made that of the first versions."""
    before = trained_on_before(schema, inputs)
    return [*([] if before is None else [before]), trained_on(schema, inputs)]


def same_training(
    schema: ResourceSchema, one: Mapping[str, Any], other: Mapping[str, Any], configured: Any
) -> bool:
    """Return whether two inputs ask for one training, in one place.

    `configured` has the project and the location that count where the inputs don't say them.
    """
    return trained_on(schema, one) == trained_on(schema, other) and all(
        _in_place(field.name, one, configured) == _in_place(field.name, other, configured)
        for field in schema.inputs
        if field.place and one.get(field.name) != other.get(field.name)
    )


def _in_place(name: str, inputs: Mapping[str, Any], configured: Any) -> Any:
    return inputs.get(name) or getattr(configured, name, None)


def readable_id(name: str, identity: Identity) -> str:
    """Make an id of at most 40 characters: the resource's name as far as it goes, and the hash."""
    return _readable(name, identity.digest, _MAX_ID_CHARS)


def readable_label(name: str, identity: Identity) -> str:
    """Make a label's value of at most 63 characters, whose hash nothing else can have."""
    return _readable(name, identity.hexdigest(_LABEL_HASH_CHARS), _MAX_LABEL_CHARS)


def _readable(name: str, digest: str, most_chars: int) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    slug = slug.lstrip("0123456789-") or "model"
    room = most_chars - len(digest) - 1
    return f"{slug[:room].rstrip('-')}-{digest}"


def readable_part(key: str) -> str:
    """Return an id or a label of ours without its hash: what the resource's name is in it."""
    return key.rsplit("-", 1)[0]
