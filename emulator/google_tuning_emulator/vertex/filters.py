"""The ``filter`` of the lists: equality and presence, joined by AND."""

from __future__ import annotations

import re
from dataclasses import dataclass

from google_tuning_emulator.wire.errors import Violation, bad_request

_TERM = re.compile(
    r"\s*(labels\.[\w-]+|\w+)\s*(?:(=)\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"':=]+))|(:)\s*\*)\s*"
)


@dataclass(frozen=True)
class Condition:
    """A field and the value that it must have, None: any that isn't empty."""

    field: str
    value: str | None


@dataclass(frozen=True)
class Filter:
    """Conditions that must all hold."""

    conditions: tuple[Condition, ...] = ()

    def matches(self, values: dict[str, str], labels: dict[str, str]) -> bool:
        """Return whether a resource has what is asked for."""
        for condition in self.conditions:
            if condition.field.startswith("labels."):
                found = labels.get(condition.field.removeprefix("labels."))
            else:
                found = values.get(condition.field) or None
            if found is None or condition.value not in (None, found):
                return False
        return True


def parse_filter(text: str, fields: tuple[str, ...]) -> Filter:
    """Read a filter over labels and the named fields.

    Raises:
        ApiError: 400 for anything but ``labels.key=value``, ``labels.key:*``, ``field=value``
            and several of them joined by AND.

    """
    if not text.strip():
        return Filter()
    conditions = []
    for term in re.split(r"\s+AND\s+", text):
        found = _TERM.fullmatch(term)
        name = found[1] if found else ""
        if found is None or not (name.startswith("labels.") or name in fields):
            raise bad_request(
                [
                    Violation(
                        "filter",
                        f"Invalid filter '{text}': use labels.KEY=VALUE, labels.KEY:* or one of "
                        f"{', '.join(fields)} with =, joined by AND.",
                    )
                ]
            )
        value = next((found[i] for i in (3, 4, 5) if found[i] is not None), "")
        conditions.append(Condition(name, None if found[6] else value))
    return Filter(tuple(conditions))
