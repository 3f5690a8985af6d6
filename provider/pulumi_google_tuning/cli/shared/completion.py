"""What a shell completes: names of stacks and of their rows, from the project's files alone.

No `pulumi` is run and nothing is asked of anybody: a press of Tab has to answer at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pulumi_google_tuning.cli.shared import pulumi
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data.project import Project
from pulumi_google_tuning.stack_data.yaml_file import SUFFIXES, documents, entries_of, value_of

_STACK_FILE = "Pulumi."


def complete_row(incomplete: str) -> list[str]:
    """Return the names of trainings in the stacks as data that begin with a word."""
    found = {name for file in _stack_files() for name in _rows(file)}
    return sorted(name for name in found if name.startswith(incomplete))


def complete_stack(incomplete: str) -> list[str]:
    """Return the names of the stacks that have a file and begin with a word."""
    found = {file.stem.removeprefix(_STACK_FILE) for file in _stack_files()}
    return sorted(name for name in found if name.startswith(incomplete))


def _stack_files() -> Iterator[Path]:
    folder = pulumi.project_folder()
    if folder is None:
        return
    for file in sorted(Project.at(str(folder)).config.glob(f"{_STACK_FILE}*.*")):
        if file.suffix in SUFFIXES:
            yield file


def _rows(file: Path) -> Iterator[str]:
    for document in documents(file):
        declared = value_of(value_of(document, "config"), f"{KEY_PREFIX}resources")
        for section, entry in SECTIONS.items():
            if entry.watched is not None:
                yield from entries_of(value_of(declared, section))
