"""Where the stack as data is read: the project's folder, the stack's file, lines and secrets.

Paths in the data are relative to the folder of `Pulumi.yaml`, which is always known: the engine
names it. The working directory is another one where `Pulumi.yaml` says `main`, or in an inline
program; the stack's file may be anywhere (`--config-file`, `stackConfigDir`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final

import yaml  # type: ignore[import-untyped] # comes with pulumi; its stubs don't

from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.stack_data.project import Project
from pulumi_google_tuning.stack_data.sections import KEY, Path
from pulumi_google_tuning.stack_data.yaml_file import documents, entries_of, line_of, value_of

_SECURE: Final = "secure"
_STRING: Final = "tag:yaml.org,2002:str"


@dataclass(frozen=True)
class StackFile:
    """The stack's file, read beside the configuration that the engine gave."""

    name: str
    """As a person at the terminal would open it."""
    lines: Mapping[Path, int] = field(default_factory=dict)
    secrets: frozenset[Path] = frozenset()
    """What is encrypted in it; `()` is all of it."""

    @classmethod
    def find(cls, project: Project, stack: str, data: Any) -> StackFile | None:
        """Find the file that `data` came from.

        None when there is none, or another than the engine read (`--config-file`, an environment
        of Pulumi ESC): what it holds must be what the engine gave.
        """
        for path in project.stack_files(stack):
            for root in documents(path)[:1]:
                found = _Reading()
                held = entries_of(value_of(root, "config")).get(KEY)
                if held and found.read(held.value, data, (), held.line):
                    name = os.path.relpath(path, FilePath.cwd())
                    return cls(name, found.lines, frozenset(found.secrets))
        return None

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest one above it in the file."""
        at: Path = ()
        for step in path:
            # A failure names a field as the API does; the file may have Python's spelling.
            spellings = {step, snake(step)} if isinstance(step, str) else {step}
            further = next(((*at, one) for one in spellings if (*at, one) in self.lines), None)
            if further is None:
                break
            at = further
        return self.lines[at]


class _Reading:
    """Compares a file's nodes with the values that the engine made of them."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.secrets: set[Path] = set()

    def read(self, node: yaml.Node, data: Any, path: Path, line: int | None = None) -> bool:
        self.lines[path] = line_of(node) if line is None else line
        if isinstance(node, yaml.MappingNode):
            entries = entries_of(node)
            if list(entries) == [_SECURE] and not _has_secure(data):
                self.secrets.add(path)
                return True
            return (
                isinstance(data, Mapping)
                and set(entries) == set(data)
                and all(
                    self.read(value, data[name], (*path, name), line)
                    for name, (line, value) in entries.items()
                )
            )
        if isinstance(node, yaml.SequenceNode):
            return (
                isinstance(data, list)
                and len(data) == len(node.value)
                and all(self.read(n, data[i], (*path, i)) for i, n in enumerate(node.value))
            )
        if isinstance(data, (Mapping, list)):  # the whole as JSON in a string
            return not path and _json(node.value) == data
        # What YAML makes of other scalars (0x10, a date) is the engine's to say.
        return bool(node.tag != _STRING or node.value == data)


def _has_secure(data: Any) -> bool:
    return isinstance(data, Mapping) and _SECURE in data


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
