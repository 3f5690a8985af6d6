"""The program's project and its stack's file: where each of them is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml  # type: ignore[import-untyped] # comes with pulumi; its stubs don't

from pulumi_google_tuning.stack_data.yaml_file import LOADER, SUFFIXES


@dataclass(frozen=True)
class Project:
    """The folders of a Pulumi project."""

    root: FilePath
    """Where `Pulumi.yaml` is."""
    host: FilePath
    """Where the engine runs providers: `main` of `Pulumi.yaml`, or the root."""
    config: FilePath
    """Where the stacks' files are: `stackConfigDir`, or the root."""

    @classmethod
    def at(cls, root: str | None) -> Project:
        """Read `Pulumi.yaml` in `root`; the working directory where there is no engine."""
        if not root:
            here = FilePath.cwd()
            return cls(here, here, here)
        folder = FilePath(root)
        content = _project_file(folder)
        main = folder / str(content.get("main") or "")
        config = folder / str(content.get("stackConfigDir") or "")
        return cls(folder, main if main.is_dir() else main.parent, config)

    def stack_files(self, stack: str) -> Iterator[FilePath]:
        """Yield where a stack's file may be, in the engine's order."""
        for suffix in SUFFIXES:
            yield self.config / f"Pulumi.{stack.replace('/', '-')}{suffix}"

    def for_host(self, path: str) -> str:
        """Write a path of the data for the provider; it stays relative, so states agree."""
        return self._seen_from(self.host, path)

    def for_program(self, path: str) -> str:
        """Write a path of the data for this process."""
        return self._seen_from(FilePath.cwd(), path)

    def _seen_from(self, folder: FilePath, path: str) -> str:
        if FilePath(path).is_absolute() or _same(self.root, folder):
            return path
        try:
            return os.path.relpath(self.root.resolve() / path, folder.resolve())
        except ValueError:  # another drive, on Windows
            return str(self.root / path)


def _same(one: FilePath, other: FilePath) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _project_file(folder: FilePath) -> Mapping[str, Any]:
    for suffix in SUFFIXES:
        try:
            text = (folder / f"Pulumi{suffix}").read_text(encoding="utf-8")
            content = yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader, in C or in Python
        except (OSError, ValueError, yaml.YAMLError):
            continue
        return content if isinstance(content, Mapping) else {}
    return {}
