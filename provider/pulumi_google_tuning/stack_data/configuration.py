"""What is wrong with the stack's configuration as a whole, also where nothing is declared.

A stack as data that isn't found is not an empty one: everything would be deleted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi.runtime import config as sdk

from pulumi_google_tuning.fields.messages import closest
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX, NAMESPACE
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data.config_file import ConfigFile, with_resources
from pulumi_google_tuning.stack_data.project import Project
from pulumi_google_tuning.stack_data.sections import KEY

_NEAR: Final = 0.85
_SWITCHES: Final = ("delete", "retrain")
_SAID: Final = ("allow", "deny")


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing that is wrong, and its line; 0 where it has none."""

    line: int
    text: str


def heard() -> dict[str, Any]:
    """Return the whole configuration that the engine gave, by full names."""
    given = sdk.CONFIG.get() or sdk.get_config_env()
    return dict(given) if isinstance(given, Mapping) else {}


def mistakes(
    project: Project, project_name: str, stack: str, *, wanted: bool
) -> tuple[list[Mistake], ConfigFile | None]:
    """Find what is wrong around the data; `wanted` is whether the data is to be found here."""
    given = heard()
    file = ConfigFile.find(project, project_name, stack, given)
    lines = {} if file is None else file.lines
    found = [Mistake(*one) for one in (() if file is None else file.unheard)]
    found += [Mistake(lines.get(key, 0), text) for key, text in _settings(given)]
    is_there = bool(str(given.get(KEY) or "").strip())
    found += [
        Mistake(lines.get(key, 0), text)
        for key, text in _strangers(given, project_name, missing=wanted and not is_there)
    ]
    if wanted and not is_there:
        found.append(Mistake(lines.get(KEY, 0), _missing(KEY in given, project, stack)))
    return found, file


def repeated_key(text: str) -> str | None:
    """Return a key that appears twice in a JSON text, of which only the last would count."""
    twice: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in found]
        twice.extend(name for i, name in enumerate(names) if name in names[:i])
        return dict(found)

    json.loads(text, object_pairs_hook=pairs)
    return twice[0] if twice else None


def _settings(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Judge each of our keys by itself, then all of them together."""
    ours = {
        key.removeprefix(KEY_PREFIX): value
        for key, value in given.items()
        if key.startswith(KEY_PREFIX) and key != KEY
    }
    is_right = True
    for name, value in ours.items():
        try:
            Config.from_mapping({name: value}, {})
        except ConfigError as error:
            # One key alone may need another one beside it.
            alone = str(error).startswith(f"{KEY_PREFIX}{name} ")
            if alone and name != "impersonateServiceAccount":
                is_right = False
                yield KEY_PREFIX + name, str(error)
    if is_right:
        try:
            Config.from_mapping(ours, {})
        except ConfigError as error:
            yield "", str(error)


def _strangers(
    given: Mapping[str, Any], project_name: str, *, missing: bool
) -> Iterator[tuple[str, str]]:
    """Find keys of other namespaces that were meant for ours."""
    names = load_schema("config")["properties"]
    for key, value in given.items():
        namespace, _, name = key.partition(":")
        if namespace == NAMESPACE:
            continue
        if namespace == project_name:
            is_switch = name in _SWITCHES and str(value).strip() in _SAID
            if is_switch or (missing and (name == "resources" or name in SECTIONS)):
                inside = f"Indent it under {KEY}" if name in SECTIONS else ""
                write = inside or f"Write {KEY_PREFIX}{name}"
                yield key, f"{name}: has no effect in the project's own namespace. {write}"
        elif name in names and _is_near(namespace):
            yield key, f"{key}: has no effect; did you mean {KEY_PREFIX}{name}?"


def _is_near(namespace: str) -> bool:
    bare, ours = (re.sub(r"[^a-z0-9]", "", one.lower()) for one in (namespace, NAMESPACE))
    return ours in bare or closest(bare, [ours], _NEAR) is not None


def _missing(is_there: bool, project: Project, stack: str) -> str:
    others = [one for one in with_resources(project) if not one.startswith(f"Pulumi.{stack}.")]
    elsewhere = f" ({', '.join(others)} has it, and this stack is {stack})" if others else ""
    what = "is empty" if is_there else f"isn't set{elsewhere}"
    return (
        f"{KEY}: {what}, so all resources of the stack would be deleted. Write a map with any "
        f"of {', '.join(SECTIONS)}, or {{}} to declare nothing"
    )
