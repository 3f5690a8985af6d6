"""The turns of a row: what JSON Schema can't say of who speaks when.

Everything here takes a row that its schema has accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_FUNCTIONS: Final = frozenset(("functionCall", "functionResponse"))
MEDIA: Final = ("fileData", "inlineData")
"""The keys of a part that is a file, or data in base64."""
_MEDIA: Final = frozenset(MEDIA)
_ANSWERS: Final = "user"
"""Who speaks where a function's answer has no role."""


def turn_problems(
    row: Mapping[str, Any], rule: Mapping[str, Any], most_images: int | None = None
) -> list[str]:
    """Return what is wrong with a row's turns, by the schema's `x-turns`.

    `most_images`: how many a row may have; None leaves files and data unlooked at.
    """
    if "pair" in rule:
        return []
    name = rule["in"]
    roles = [turn.get("role") or (_ANSWERS if _is_answer(turn) else "") for turn in row[name]]
    if "" in roles:
        return [f"{name}[{i}].role is required" for i, role in enumerate(roles) if not role]
    found = _out_of_order(row[name], roles, rule)
    if most_images is not None:
        found += _media_problems(row, rule, most_images)
    completions = row.get("completions")
    if completions is not None and completions[0]["score"] == completions[1]["score"]:
        found.append(
            f"completions[0].score and completions[1].score are both "
            f"{completions[0]['score']:g}. The preferred one must have 1, the other one 0"
        )
    return found


def _out_of_order(
    turns: list[Mapping[str, Any]], roles: list[str], rule: Mapping[str, Any]
) -> list[str]:
    """Return what is wrong with who speaks when.

    Two turns of one role in a row are refused, unless one of them is about a function: several
    calls, or several answers, may be in turns of their own.
    """
    name, last, first = rule["in"], rule["last"], rule.get("first")
    found: list[str] = []
    for i, role in enumerate(roles):
        if role == first:
            if i:
                found.append(f'{name}[{i}].role is "{first}", which may only be first')
        elif i and roles[i - 1] == role and not _functions(turns[i - 1], turns[i]):
            found.append(
                f'{name}[{i}].role is "{role}", as is the one before. Roles must alternate'
            )
    if roles[-1] != last:
        found.append(
            f'{name}[{len(turns) - 1}].role is "{roles[-1]}". The last turn must be '
            f'"{last}"{_reason(rule)}'
        )
    if "user" not in roles:
        found.append(f'{name} has no turn of "user"')
    return found


def _media_problems(row: Mapping[str, Any], rule: Mapping[str, Any], most: int) -> list[str]:
    name = rule["in"]
    found = [
        f"{name}[{i}] contains a file or data, but the model only learns to answer with text"
        for i, turn in enumerate(row[name])
        if turn.get("role") not in (None, "user") and is_media(turn)
    ]
    images = images_of(row, rule)
    if images > most:
        found.append(f"has {images:,} images. Google takes at most {most:,} per row")
    return found


def is_multimodal(row: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    """Return whether a row holds anything but text: a file, or data in base64."""
    return "pair" not in rule and any(map(is_media, row[rule["in"]]))


def is_media(turn: Mapping[str, Any]) -> bool:
    """Return whether a turn holds a file, or data in base64."""
    return _have(turn, _MEDIA)


def images_of(row: Mapping[str, Any], rule: Mapping[str, Any]) -> int:
    """Count a row's images."""
    parts = [part for turn in row[rule["in"]] if is_media(turn) for part in turn["parts"]]
    return sum(is_image(part[kind]) for part in parts for kind in MEDIA if kind in part)


def is_image(media: Mapping[str, Any]) -> bool:
    """Return whether a file, or data in base64, is an image."""
    return is_image_type(str(media.get("mimeType")))


def is_image_type(mime_type: str) -> bool:
    """Return whether a MIME type is an image's."""
    return mime_type.lower().startswith("image/")


def _is_answer(turn: Mapping[str, Any]) -> bool:
    return all("functionResponse" in part for part in turn["parts"])


def _functions(*turns: Mapping[str, Any]) -> bool:
    return any(_have(turn, _FUNCTIONS) for turn in turns)


def _have(turn: Mapping[str, Any], kinds: frozenset[str]) -> bool:
    for part in turn.get("parts", ()):  # noqa: SIM110 - a generator a turn takes twice the time
        if not kinds.isdisjoint(part):
            return True
    return False


def _reason(rule: Mapping[str, Any]) -> str:
    if rule["last"] != "user":
        return ": the model learns its own last turn"
    return f": {rule.get('answer', 'completions answer it')}"
