"""References in the stack as data: `${tunedModels.base.name}`.

The grammar is that of Pulumi's own YAML: a step is `.name`, `[0]` or `["a.b"]` (for a name with a
dot, a bracket or a brace in it), and `$${` is written for the characters `${`. The first step below
the section is the resource's name, the others lead to one of its outputs, as deep as they like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi_google_tuning.fields.messages import nearest
from pulumi_google_tuning.fields.spelling import camel, snake
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data.sections import Path, part_at

_STEP: Final = r"""\.[^.\[\]{}"'\r\n]+|\["(?:[^"\\\r\n]|\\.)*"\]|\['[^'\r\n]*'\]|\[[0-9]{1,9}\]"""
_REFERENCE: Final = re.compile(rf"\$\{{([A-Za-z]\w*)((?:{_STEP})*)\}}")
_STEPS: Final = re.compile(_STEP)
_MARK: Final = re.compile(r"\$?\$\{")
_TAIL: Final = re.compile(r"[^}\r\n]{0,60}\}?")
_FORM: Final = "write ${tunedModels.NAME.OUTPUT}, or $${ for the characters ${"


@dataclass(frozen=True)
class Reference:
    """One reference."""

    text: str
    """As it is written, for messages."""
    section: str
    name: str
    steps: Path
    """The output's name, and the way into it."""

    @property
    def key(self) -> tuple[str, str]:
        """Return section and name of the resource."""
        return self.section, self.name


def parse(text: str) -> tuple[list[str | Reference], list[str]]:
    """Cut a text into plain parts and references; also say what was meant as one and isn't."""
    parts: list[str | Reference] = []
    reasons: list[str] = []
    end = 0
    for mark in _MARK.finditer(text):
        if mark.start() < end:
            continue
        parts.append(text[end : mark.start()])
        if mark[0] == "$${":
            parts.append("${")
            end = mark.end()
            continue
        found = _REFERENCE.match(text, mark.start())
        steps = [] if found is None else [_step(step) for step in _STEPS.findall(found[2])]
        if found is None or len(steps) < 2:  # noqa: PLR2004 - a name and an output
            tail = _TAIL.match(text, mark.end())
            reasons.append(f"{mark[0]}{tail[0] if tail else ''} is not a reference: {_FORM}")
            end = mark.end()
            continue
        parts.append(Reference(found[0], found[1], str(steps[0]), tuple(steps[1:])))
        end = found.end()
    parts.append(text[end:])
    return [part for part in parts if part != ""], reasons


def only_reference(parts: list[str | Reference]) -> Reference | None:
    """Return the reference that a text consists of: it keeps its type, and isn't made a string."""
    alone = parts[0] if len(parts) == 1 else None
    return alone if isinstance(alone, Reference) else None


def entry(text: str) -> tuple[str, str] | None:
    """Return section and name of an entry: `${tunedModels.base}`, or the same without `${}`."""
    found = _REFERENCE.fullmatch(text if text.startswith("${") else f"${{{text}}}")
    steps = [] if found is None else [_step(step) for step in _STEPS.findall(found[2])]
    return (found[1], str(steps[0])) if found is not None and len(steps) == 1 else None


def missing(text: str, key: tuple[str, str], data: Mapping[str, Any]) -> str:
    """Return why an entry that a text names isn't there; empty where it is."""
    section, name = key
    if section not in SECTIONS:
        return f"{text}: {section} isn't a section{nearest(section, SECTIONS)}"
    entries = data.get(section)
    names = list(entries) if isinstance(entries, Mapping) else []
    if name not in names:
        there = nearest(name, map(str, names)) or f" ({section} is empty)"
        return f"{text}: there is no {name} in {section}{there}"
    return ""


def target(reference: Reference, data: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, str]:
    """Return the schema of the output that is referred to, or say why there is none."""
    section, name = reference.key
    reason = missing(reference.text, reference.key, data)
    if reason:
        return None, reason
    outputs = {field.name: field.schema for field in SECTIONS[section].schema.outputs}
    at: Mapping[str, Any] = {"type": "object", "properties": outputs}
    so_far = f"{section}.{name}"
    for step in reference.steps:
        part = part_at(at, step)
        if part is None:
            return None, f"{reference.text}: {_no_step(so_far, at, step)}"
        at = part
        so_far += f"[{step}]" if isinstance(step, int) else f".{step}"
    return at, ""


def value_at(value: Any, steps: Path) -> Any:
    """Walk into an output's value; None where it ends before the steps do."""
    for step in steps:
        if isinstance(step, int):
            is_there = isinstance(value, (list, tuple)) and step < len(value)
            value = value[step] if is_there else None
        elif isinstance(value, Mapping):
            # The SDK gives nested keys in Python's spelling where it knows them, else in the API's.
            spellings = (step, snake(step), camel(step))
            value = next((value[one] for one in spellings if one in value), None)
        else:
            return None
    return value


def as_text(value: Any) -> str:
    """Write a value into a text as YAML has it: `true`, and 5 for the engine's 5.0."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _step(written: str) -> str | int:
    if written.startswith("."):
        return written[1:]
    inside = written[1:-1]
    if inside.startswith('"'):
        return re.sub(r"\\(.)", r"\1", inside[1:-1])
    return inside[1:-1] if inside.startswith("'") else int(inside)


def _no_step(so_far: str, at: Mapping[str, Any], step: str | int) -> str:
    json_type = at.get("type", "string")
    if isinstance(step, int):
        return f"{so_far} is not a list, so it has no [{step}]"
    if json_type == "array":
        return f"{so_far} is a list: write [0] for its first item"
    if "properties" not in at:
        return f"{so_far} has no parts"
    return f"{so_far} has no output {step}{nearest(step, at['properties'])}"
