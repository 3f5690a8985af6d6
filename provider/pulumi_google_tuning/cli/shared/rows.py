"""The resources of the stack that is asked about, found by their names in the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pulumi_google_tuning.cli.shared import pulumi
from pulumi_google_tuning.doors.shared.pulumi_cli import PulumiError, stack_export
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.messages import nearest
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.lifecycle.urn_names import name_of

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.resources.entry import Entry

_GOOGLES = ("tunedModels/", "models/", "projects/", "publishers/")
_COMMANDS = {"gemini": "models", "vertex": "jobs"}


@dataclass(frozen=True)
class Row:
    """A resource that trains, as the stack's state has it."""

    name: str
    entry: Entry
    identifier: str
    outputs: Mapping[str, Any]

    @property
    def google_name(self) -> str:
        """Return Google's name of the tuned model or the tuning job."""
        return tolerant.text(self.outputs.get("name")) or self.identifier

    @property
    def reference(self) -> str:
        """Return the name with the section of the stack as data: `tuningJobs.sentiment`."""
        return f"{self.entry.section}.{self.name}"

    @property
    def api(self) -> str:
        """Return `gemini` or `vertex`."""
        return self.entry.watched.api if self.entry.watched else ""

    @property
    def api_version(self) -> str | None:
        """Return the API version of the resource; None for the default."""
        return tolerant.text(self.outputs.get("apiVersion"))

    def answering(self, session: Session) -> str:
        """Return the name that answers a prompt; Google is asked where the state has none yet.

        Raises ConfigError where there is none.
        """
        path = self.entry.links.answers
        found = tolerant.text_at(self.outputs, *path)
        if found is None:
            now = self.entry.kind.get(session, self.google_name, self.outputs) or {}
            found = tolerant.text_at(now, *path)
        if found is None:
            raise ConfigError(
                f"{self.reference} ({self.google_name}) has no endpoint yet, so nothing answers. "
                f"See how far it is: `google-tuning watch {self.name}`"
            )
        return found


class Rows:
    """The resources that train of one stack."""

    def __init__(self, exported: Mapping[str, Any], title: str) -> None:
        self._title = title
        self._rows = list(_rows(exported))

    def find(self, given: str, api: str | None = None) -> Row:
        """Find a resource by its name, its section and name, or the last part of Google's name.

        api: wanted are the resources of this one. Raises ConfigError where there is none, or more
        than one.
        """
        named = [row for row in self._rows if given in {row.name, row.reference}] or [
            row for row in self._rows if row.google_name.rsplit("/", 1)[-1] == given
        ]
        found = [row for row in named if api in {None, row.api}]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(f"{row.reference} ({row.google_name})" for row in found)
            raise ConfigError(
                f'{self._title} has {len(found)} resources named "{given}": {listed}. '
                "Write one of these names instead"
            )
        if named:
            row = named[0]
            raise ConfigError(
                f"{row.reference} is a {row.entry.title}: "
                f"`google-tuning {_COMMANDS.get(row.api, 'watch')} {row.name}` shows it"
            )
        raise ConfigError(f"{self._title} has no resource {_missing(given, self._known(api))}")

    def has(self, given: str) -> bool:
        """Return whether a resource has this name."""
        return any(given in {row.name, row.reference} for row in self._rows)

    def _known(self, api: str | None) -> list[str]:
        return [row.name for row in self._rows if api in {None, row.api}]


def read(stack: str | None, emulator: str | None, no_stack: bool) -> Rows | None:
    """Read the rows of the stack whose configuration a command uses; None where it uses none.

    Raises PulumiError.
    """
    found = exported(stack, emulator, no_stack)
    return None if found is None else Rows(*found)


def exported(
    stack: str | None, emulator: str | None, no_stack: bool
) -> tuple[Mapping[str, Any], str] | None:
    """Read the state of the stack whose configuration a command uses, and how to call the stack.

    None where it uses none. Raises PulumiError.
    """
    if not (stack or not (no_stack or emulator)):
        return None
    folder = pulumi.project_folder()
    if folder is None:
        return None
    try:
        state = stack_export(stack, folder)
    except PulumiError as error:
        if error.no_stack:
            return None
        raise
    return state, f"stack {stack}" if stack else "the selected stack"


def is_googles(name: str) -> bool:
    """Return whether a name can only be Google's, so that no stack need be read."""
    return name.startswith(_GOOGLES)


class Named(NamedTuple):
    """Google's name, and the API version that the resource asks for."""

    name: str
    api_version: str | None = None


@dataclass
class Finder:
    """Turns what a person wrote into rows or Google's names; the stack is read once, if needed."""

    stack: str | None
    emulator: str | None
    no_stack: bool

    @cached_property
    def rows(self) -> Rows | None:
        """Return the stack's rows; None where no stack is in use."""
        return read(self.stack, self.emulator, self.no_stack)

    def find(self, given: str, api: str | None, collection: str | None = None) -> Named:
        """Return Google's name of a tuned model or a tuning job.

        api: whose resources are meant, of both where it is None. collection: what a bare id is
        prefixed with where no stack is in use. Raises ConfigError, PulumiError.
        """
        if is_googles(given):
            return Named(given)
        if self.rows is not None:
            row = self.rows.find(given, api)
            return Named(row.google_name, row.api_version)
        if collection is None:
            raise ConfigError(
                f'"{given}" may be a resource of a stack, but no stack is in use here. '
                "Write Google's name, or run the command in the project's folder"
            )
        return Named(f"{collection}/{given}")


def same(one: str, other: str) -> bool:
    """Return whether two of Google's names are one object's: a project has an id and a number."""
    return vertex.bare(one) == vertex.bare(other)


def _missing(given: str, known: list[str]) -> str:
    there = nearest(given, known) or " (it has none that trains)"
    return f'"{given}"{there}. Google\'s own name works, too: tunedModels/ID or projects/…'


def _rows(exported: Mapping[str, Any]) -> Iterator[Row]:
    from pulumi_google_tuning.resources.registry import of_type  # noqa: PLC0415 - with a state alone

    for one in tolerant.mappings(tolerant.at(exported, "deployment", "resources")):
        entry = of_type(str(one.get("type", "")))
        # What a replacement has left to delete bears the same name, and isn't meant.
        if entry is None or entry.watched is None or one.get("delete"):
            continue
        yield Row(
            name_of(str(one.get("urn", ""))),
            entry,
            str(one.get("id", "")),
            tolerant.mapping(one.get("outputs")),
        )
