"""The turns of a row: what JSON Schema can't say of who speaks when.

Everything here takes a row that its schema has accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_FUNCTIONS: Final = ("functionCall", "functionResponse")
_MEDIA: Final = ("fileData", "inlineData")


def turn_problems(row: Mapping[str, Any], rule: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the order of a row's turns, by the schema's `x-turns`.

    Two turns of one role in a row are refused, unless one of them is about a function: several
    calls, or several answers, may stand in turns of their own.
    """
    name, last, first = rule["in"], rule["last"], rule.get("first")
    found: list[str] = []
    turns = row[name]
    previous: Mapping[str, Any] | None = None
    asked = False
    for i, turn in enumerate(turns):
        role = turn["role"]
        if role == first:
            if i:
                found.append(f'{name}[{i}].role is "{first}", which may only stand first')
        elif previous is not None and previous["role"] == role and not _functions(previous, turn):
            found.append(f'{name}[{i}].role is "{role}", as is the one before; they take turns')
        if role == "user":
            asked = True
        previous = turn
    if previous is not None and previous["role"] != last:
        found.append(
            f'{name}[{len(turns) - 1}].role is "{previous["role"]}"; the last turn must be '
            f'"{last}"{_reason(last)}'
        )
    if not asked:
        found.append(f'{name} has no turn of "user"')
    completions = row.get("completions")
    if completions is not None and completions[0]["score"] == completions[1]["score"]:
        found.append(
            f"completions[0].score and completions[1].score are both "
            f"{completions[0]['score']:g}; the preferred one has 1, the other 0"
        )
    return found


def is_multimodal(row: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    """Return whether a row holds anything but text: a file, or data in base64."""
    return any(
        kind in part
        for turn in row[rule["in"]]
        for part in turn.get("parts", ())
        for kind in _MEDIA
    )


def _functions(*turns: Mapping[str, Any]) -> bool:
    return any(
        kind in part for turn in turns for part in turn.get("parts", ()) for kind in _FUNCTIONS
    )


def _reason(last: str) -> str:
    return ": the model learns its own last turn" if last == "model" else ": completions answer it"
