"""The rest of the stack's file, and which parts of it Pulumi never reads.

The engine reads `config:` of the first document, and says nothing of the rest: a key beside
`config:`, a misspelt `config:`, a second document. In a stack as data that is what deletes
everything, so it is read here once more.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final

import yaml  # type: ignore[import-untyped] # comes with pulumi; its stubs don't

from pulumi_google_tuning.fields.messages import closest
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data.project import Project
from pulumi_google_tuning.stack_data.sections import KEY
from pulumi_google_tuning.stack_data.yaml_file import (
    SUFFIXES,
    Entry,
    documents,
    entries_of,
    line_of,
    value_of,
)

_CONFIG: Final = "config"
# https://github.com/pulumi/pulumi/blob/master/sdk/go/common/workspace/project.go, ProjectStack.
_KNOWN: Final = (_CONFIG, "environment", "secretsprovider", "encryptedkey", "encryptionsalt")


@dataclass(frozen=True)
class ConfigFile:
    """The stack's file as it is written."""

    name: str
    """As a person at the terminal would open it."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key of the configuration, by its name with the namespace."""
    unheard: tuple[tuple[int, str], ...] = ()
    """What Pulumi takes no notice of: the line, and a sentence."""

    @classmethod
    def find(
        cls, project: Project, name: str, stack: str, heard: Collection[str]
    ) -> ConfigFile | None:
        """Read the file that the engine read; `heard` are the keys that it found.

        None when there is none, or another than the engine read (`--config-file`): what the file
        configures must all have been heard, and the stack as data must be from it.
        """
        for path in project.stack_files(stack):
            written = documents(path)
            if not written:
                continue
            entries = entries_of(written[0])
            config = value_of(written[0], _CONFIG)
            lines = {_full_name(key, name): line for key, (line, _) in entries_of(config).items()}
            if not set(lines) <= set(heard) or (KEY in heard and KEY not in lines):
                return None
            unheard = [*_beside(entries, heard), *_further(written), *_twice(config)]
            return cls(os.path.relpath(path, FilePath.cwd()), lines, tuple(unheard))
        return None


def with_resources(project: Project) -> list[str]:
    """Return the names of the stacks' files that hold a stack as data."""
    return [
        path.name
        for path in sorted(project.config.glob("Pulumi.*.*"))
        if path.suffix in SUFFIXES
        and any(KEY in entries_of(value_of(root, _CONFIG)) for root in documents(path)[:1])
    ]


def _full_name(key: str, project: str) -> str:
    """Return a key as the engine names it: without a namespace it is the project's."""
    if ":" not in key:
        return f"{project}:{key}"
    namespace, _, name = key.partition(":")
    return f"{namespace}:{name.removeprefix('config:')}"  # an older spelling


def _beside(entries: Mapping[str, Entry], heard: Collection[str]) -> Iterator[tuple[int, str]]:
    for key, (line, value) in entries.items():
        if key in _KNOWN:
            continue
        if key.startswith(KEY_PREFIX) or key in SECTIONS:
            yield line, f"{key}: Pulumi reads nothing beside {_CONFIG}. Move it into {_CONFIG}"
            continue
        inside = [one for one in entries_of(value) if one.startswith(KEY_PREFIX)]
        if any(one not in heard for one in inside):
            near = closest(key, [_CONFIG], 0.6)
            meant = f'; did you mean "{_CONFIG}"?' if near else f": move it into {_CONFIG}"
            yield line, f"{key}: Pulumi reads nothing here, so {inside[0]} has no effect{meant}"


def _further(written: list[Any]) -> Iterator[tuple[int, str]]:
    reason = "another document begins here, but Pulumi reads only the first. Join them"
    for document in written[1:]:
        if isinstance(document, yaml.CollectionNode):
            yield line_of(document), reason


def _twice(config: Any) -> Iterator[tuple[int, str]]:
    """Find repeated keys: in JSON the last one silently wins.

    However deep: that there is too much of it is said of the data itself.
    """
    ahead = [config]
    met: set[int] = set()  # what has an anchor is written once, and is found again by each alias
    while ahead:
        node = ahead.pop()
        if id(node) in met:
            continue
        met.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            ahead += node.value
        if not isinstance(node, yaml.MappingNode):
            continue
        seen: dict[str, yaml.Node] = {}
        for key, value in node.value:
            first = seen.setdefault(key.value, key) if isinstance(key, yaml.ScalarNode) else key
            if first is not key:
                where = f"first in line {line_of(first)}"
                yield line_of(key), f"{key.value}: appears twice, {where}. Keep one"
            ahead.append(value)
