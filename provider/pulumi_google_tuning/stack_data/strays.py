"""Keys of an entry that are no fields: what they were meant for, as far as that can be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.messages import Failure, closest
from pulumi_google_tuning.fields.spelling import spellings_of
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data import options
from pulumi_google_tuning.stack_data.options import OPTIONS

_NEAR: Final = 0.6


def take_out(section: str, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], list[Failure]]:
    """Return an entry without its options and its strays, and why each stray is none of it.

    What is no field and nothing of these either is left in: the check has words for it.
    """
    fields: dict[str, Any] = {}
    failures: list[Failure] = []
    for key, value in arguments.items():
        if key == OPTIONS:
            continue
        reason = _stray(section, str(key), value)
        if reason is None:
            fields[key] = value
        else:
            failures.append(Failure(str(key), reason))
    return fields, failures


def beside(section: str, key: str) -> str | None:
    """Return why a key is no option where it is a field of the entry."""
    if key in spellings_of(SECTIONS[section].schema.document["properties"]):
        return f"is a field: it belongs beside {OPTIONS}, not in it"
    return None


def _stray(section: str, key: str, value: Any) -> str | None:
    properties = SECTIONS[section].schema.document["properties"]
    fields = spellings_of(properties)
    if key in fields:
        return None
    known = options.spellings()
    if key in known:
        return f"is an option, not a field: it belongs in {OPTIONS}, as {OPTIONS}: {{{key}: …}}"
    meant = closest(key, (*fields, *known, OPTIONS), _NEAR)
    if meant == OPTIONS:
        return f'isn\'t a field; did you mean "{OPTIONS}"?'
    if meant in known:
        return f'isn\'t a field; did you mean "{meant}", in {OPTIONS}?'
    if meant is None and isinstance(value, Mapping) and fields.keys() & value.keys():
        return f"isn't a field; it looks like an entry of {section}: indent it less"
    return None
