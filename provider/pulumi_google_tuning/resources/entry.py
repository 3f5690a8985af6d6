"""What the rest of the package needs to know of a resource: one entry for each.

A resource's folder exports its `Entry`, and resources/registry.py lists them. The stack as data,
the documentation, the schema for editors, the public names, the command line and the report read
that list, so nothing else names a resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, cast

from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.abilities.waited_for import Progress
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.resources.function import Function

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.program.resource import TuningResource


class Trainings(Protocol):
    """The trainings of one kind that Google lists, no matter who started them, for `watch`."""

    def listed(self) -> dict[str, Json]:
        """List every training there is, ended ones too, by name."""
        ...

    def read(self, name: str) -> Json | None:
        """Read one; None where there is none."""
        ...

    def title(self, obj: Mapping[str, Any]) -> str:
        """Return the name that its owner gave it."""
        ...

    def progress(self, name: str, obj: Mapping[str, Any]) -> Progress:
        """Return how far it is."""
        ...

    def failure(self, name: str, obj: Mapping[str, Any]) -> str:
        """Return why it failed, in Google's words."""
        ...


@dataclass(frozen=True)
class Watched:
    """How `watch` reaches a kind's trainings. `api` is `gemini` or `vertex`, `title` its name."""

    api: str
    title: str
    open: Callable[[Session], Trainings]
    """Raises ConfigError where the configuration doesn't say where to look."""


def _nowhere(session: Session) -> str | None:
    del session
    return None


def _nothing(obj: Mapping[str, Any]) -> Iterable[str | None]:
    del obj
    return ()


def _always(session: Session, name: str, obj: Mapping[str, Any]) -> bool:
    del session, name, obj
    return True


@dataclass(frozen=True)
class Leftovers:
    """How `orphans` looks for what this provider may have made of a kind."""

    kind: Trained
    plural: str
    """What people call them: `tuning jobs`."""
    listed: Callable[[Session], dict[str, Json]]
    """List those that show an identity of ours, by name."""
    place: Callable[[Session], str | None] = _nowhere
    """Return where alone they are looked for. Raises ConfigError where that isn't known."""
    made: Callable[[Mapping[str, Any]], Iterable[str | None]] = _nothing
    """Name what else an object has made: a stack may hold that alone."""
    remains: Callable[[Session, str, Mapping[str, Any]], bool] = _always
    """Return whether anything is left to delete."""


@dataclass(frozen=True)
class Links:
    """How a stack's resources refer to each other: where their outputs hold Google's names."""

    makes: tuple[str, ...] = ()
    """The name of the model that it made."""
    answers: tuple[str, ...] = ()
    """The name that answers a prompt."""
    tuned_from: tuple[str, ...] = ()
    """The tuned model that it was tuned from."""
    permits: tuple[str, ...] = ()
    """The model that it is a permission on."""
    address: tuple[str, ...] = ()
    """Where it has put its data."""


@dataclass(frozen=True)
class Entry:
    """A resource, as the rest of the package knows it.

    What a Python program uses of it (its class, typed arguments, functions) is imported where it is
    asked for: it needs the Pulumi SDK, which the native plugin starts without.
    """

    kind: Kind
    section: str
    """Where the stack as data declares it: `tunedModels`."""
    section_description: str
    summary: str
    """What it is, in a line of the documentation's index."""
    exported: tuple[str, ...]
    """The outputs that the root program exports, by the API's names."""
    public_modules: tuple[str, ...] = ()
    """The modules of its folder whose `__all__` is public: typed arguments, functions."""
    functions: tuple[Function, ...] = ()
    """The functions that read it."""
    links: Links = field(default_factory=Links)
    watched: Watched | None = None
    leftovers: Leftovers | None = None

    def exports(self, resource: TuningResource) -> dict[str, Any]:
        """Return what is worth knowing of a resource, under the API's names."""
        return {output: getattr(resource, snake(output)) for output in self.exported}

    @property
    def resource(self) -> type[TuningResource]:
        """Return its class in a Python program, of the module `resource` in its folder."""
        found = getattr(import_module(f"{self._folder}.resource"), self.title)
        return cast("type[TuningResource]", found)

    @property
    def public(self) -> tuple[ModuleType, ...]:
        """Return the modules whose `__all__` is public."""
        return tuple(import_module(f"{self._folder}.{name}") for name in self.public_modules)

    @property
    def _folder(self) -> str:
        return type(self.kind).__module__.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Return the name of its folder, which its schema and its page have, too."""
        return self._folder.rpartition(".")[2]

    @property
    def title(self) -> str:
        """Return the name of its class: `TunedModel`."""
        return self.schema.title

    @property
    def schema(self) -> ResourceSchema:
        """Return its schema."""
        return self.kind.schema

    @property
    def token(self) -> str:
        """Return the type that Pulumi knows it by, in a Python program."""
        return tokens.token_of(self.title)
