"""A field in words, for the reference in docs/ and the docstrings: what it is and its limits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

_MANY_VERSIONS: Final = "apiVersion"
Schema = Mapping[str, Any]


def describe(schema: Schema) -> str:
    """Return the description, the limits, the form, the default and the versions."""
    says = schema.get("description", "")
    sentences = [says]
    limits = [limit for limit in _limits(schema) if not _says(says, limit)]
    if limits:
        sentences.append(f"{', '.join(limits)}.".capitalize())
    if "x-form" in schema:
        sentences.append(f"Form: {schema['x-form']}.")
    elif "x-example" in schema:
        sentences.append(f"Such as `{schema['x-example']}`.")
    if "default" in schema:
        sentences.append(f"Default: `{json.dumps(schema['default']).strip(chr(34))}`.")
    elif "x-default" in schema:
        sentences.append(f"Default: `{schema['x-default']}`.")
    if "x-env" in schema:
        sentences.append(f"Else the environment's `{schema['x-env']}`.")
    if schema.get("x-secret"):
        sentences.append("A secret: set it with `--secret`.")
    sentences.append(versions(schema))
    return " ".join(part for part in sentences if part).replace("\n", " ")


def versions(schema: Schema) -> str:
    """Return which API versions alone know a field, or nothing."""
    known = schema.get("x-versions")
    if not known:
        return ""
    return f"Only with `{_MANY_VERSIONS}` {' or '.join(f'`{one}`' for one in known)}."


def together(schema: Schema, spell: Callable[[str], str]) -> list[str]:
    """Return which fields exclude each other, and of which one is needed, a sentence each."""
    needed = [set(group) for group in schema.get("x-one-of", ())]
    sentences = []
    for group in schema.get("x-exclusive", ()):
        names = ", ".join(f"`{spell(name)}`" for name in group)
        sentences.append(f"{'Exactly' if set(group) in needed else 'At most'} one of {names}.")
    exclusive = [set(group) for group in schema.get("x-exclusive", ())]
    sentences += [
        f"One of {', '.join(f'`{spell(name)}`' for name in group)}, or both."
        for group in schema.get("x-one-of", ())
        if set(group) not in exclusive
    ]
    return sentences


def _says(description: str, limit: str) -> bool:
    """Return whether a description has a limit already, for why it is one."""
    return bool(re.search(rf"{re.escape(limit)}(?![.,]?\d)", description.lower()))


def _limits(schema: Schema) -> Iterator[str]:
    for keyword, word in (
        ("minimum", "at least {}"),
        ("exclusiveMinimum", "greater than {}"),
        ("maximum", "at most {}"),
        ("exclusiveMaximum", "less than {}"),
        ("maxLength", "at most {} characters"),
        ("maxItems", "at most {} items"),
    ):
        value = schema.get(keyword)
        # The limits of a 32-bit or 64-bit number are nobody's concern.
        if value is not None and abs(value) < 2**31 - 1:
            yield word.format(f"{value:,}")
