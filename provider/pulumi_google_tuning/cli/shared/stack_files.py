"""The stacks of the project that have a file, and what they declare as data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pulumi_google_tuning.cli.shared import pulumi
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX
from pulumi_google_tuning.stack_data.project import Project
from pulumi_google_tuning.stack_data.yaml_file import SUFFIXES, documents, entries_of, value_of

_STACK_FILE = "Pulumi."


def stacks() -> set[str]:
    """Return the names of the stacks."""
    return {file.stem.removeprefix(_STACK_FILE) for file in _files()}


def rows() -> set[str]:
    """Return the names of the resources that train, in all stacks."""
    return {name for file in _files() for name in _rows(file)}


def _files() -> Iterator[Path]:
    folder = pulumi.project_folder()
    if folder is None:
        return
    for file in sorted(Project.at(str(folder)).config.glob(f"{_STACK_FILE}*.*")):
        if file.suffix in SUFFIXES:
            yield file


def _rows(file: Path) -> Iterator[str]:
    from pulumi_google_tuning.resources.registry import SECTIONS  # noqa: PLC0415 - names of rows

    for document in documents(file):
        declared = value_of(value_of(document, "config"), f"{KEY_PREFIX}resources")
        for section, entry in SECTIONS.items():
            if entry.watched is not None:
                yield from entries_of(value_of(declared, section))
