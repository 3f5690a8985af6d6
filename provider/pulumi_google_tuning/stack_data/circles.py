"""Circles of references and of `dependsOn`: nothing in one could be made first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data import options, references
from pulumi_google_tuning.stack_data.sections import Path, holds_data


def circles(data: Mapping[str, Any], secrets: frozenset[Path]) -> dict[tuple[str, str], str]:
    """Describe each circle once, by the entry from which it is entered first."""
    ahead = {
        (section, name): [
            *_referred(arguments, (section, name), secrets),
            *options.depends_on(options.read(arguments.get(options.OPTIONS, {}))[0]),
        ]
        for section, entries in data.items()
        if section in SECTIONS and isinstance(entries, Mapping)
        for name, arguments in entries.items()
        if isinstance(arguments, Mapping)
    }
    found: dict[frozenset[tuple[str, str]], tuple[tuple[str, str], str]] = {}
    ended: set[tuple[str, str]] = set()

    def follow(key: tuple[str, str], way: list[tuple[str, str]]) -> None:
        if key in way:
            circle = way[way.index(key) :]
            shown = " → ".join(".".join(step) for step in [*circle, key])
            reason = f"refers to itself: {shown}" if len(circle) > 1 else "refers to itself"
            found.setdefault(frozenset(circle), (key, reason))
        elif key not in ended:
            for one in ahead.get(key, []):
                follow(one, [*way, key])
            ended.add(key)

    for key in ahead:
        follow(key, [])
    return dict(found.values())


def _referred(
    arguments: Mapping[str, Any], path: tuple[str, str], secrets: frozenset[Path]
) -> Iterator[tuple[str, str]]:
    fields = {key: value for key, value in arguments.items() if key != options.OPTIONS}
    for text in _texts(fields, path, secrets):
        for part in references.parse(text)[0]:
            if isinstance(part, references.Reference):
                yield part.key


def _texts(value: Any, path: Path, secrets: frozenset[Path]) -> Iterator[str]:
    """Yield every text in which a reference counts."""
    if isinstance(value, str):
        if path not in secrets:
            yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            is_rows = len(path) == 2 and holds_data(str(path[0]), key) and isinstance(item, list)  # noqa: PLR2004 - section and name
            if not is_rows:
                yield from _texts(item, (*path, str(key)), secrets)
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            yield from _texts(item, (*path, i), secrets)
