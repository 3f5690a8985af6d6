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
    """Pick what a training depends on; a dataset counts by its digest, not by its path."""
    picked: dict[str, Any] = {}
    for field in schema.inputs:
        value = inputs.get(field.name)
        if not field.trained or value is None or value in ({}, []):
            continue
        # Data that a preview doesn't know yet has no digest either.
        has_digest = field.holds_data and isinstance(value, Mapping)
        picked[field.name] = value.get("sha256") if has_digest else value
    return picked


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
