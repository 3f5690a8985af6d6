"""What a life-cycle step is given and what it gives back: plain values, nothing of Pulumi's.

The door (Pulumi's dynamic host today) turns its requests into a `Call` and the results into its
own answers, so the same life cycle can serve another door.
"""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.lifecycle.changed_paths import ChangedPath
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.lifecycle.urn_names import name_of


class LifecycleError(GoogleTuningError):
    """A step that can't be done; `str()` is one sentence that says why and what to do next."""


@dataclass(frozen=True)
class Row:
    """One resource of the stack's state; `created` is the creation time that the state has of it.

    `inputs` are as they are stored: secret values are ciphertext, each in a map of its own. A row
    that is `leaving` is of an object that the engine is deleting, or has deleted: it waits to be
    deleted, or for its replacement. `urn` is in the form in which two urns of one resource are
    equal, and `stored_urn` as the state has it. `provider` is the reference to the
    provider that served it last: `URN::ID`. `protected`: the engine refuses to delete it.
    """

    urn: str
    id: str
    created: str | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    leaving: bool = False
    stored_urn: str = ""
    provider: str = ""
    protected: bool = False

    @property
    def address(self) -> str:
        """The urn for a command or an alias: as the state has it."""
        return self.stored_urn or self.urn

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return name_of(self.urn)


@dataclass(frozen=True)
class StackState:
    """What the stack's own state said before this run's first create.

    `lineage` tells this state from every other one, also from a stack of the same name in another
    backend; `rows` are the resources in it that have an id; `pending` are the urns whose create was
    under way when a run was killed, and `begun` has the inputs of these creates.

    `earlier` are the lineages of the state's other providers: a run that was killed may have
    trained under one of them, before the plugin was upgraded, the resource moved to another
    provider or the program to the other door. What they made is looked for; nothing is made under
    them. `blind`: an earlier run may have trained without any lineage.

    Where the door knows the lineage by itself and the state can't be `read`, nothing is known but
    the lineage: what is found may be in the state or not.
    """

    lineage: str
    rows: tuple[Row, ...] = ()
    pending: frozenset[str] = frozenset()
    begun: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()
    blind: bool = True
    read: bool = True

    @property
    def lineages(self) -> tuple[str, ...]:
        """All of them, the own one first."""
        return (self.lineage, *self.earlier)


def _silent(_text: str) -> None:
    """Print nothing: a call that nobody watches."""


@dataclass(frozen=True)
class Call:
    """One request of the engine.

    `urn` is None where the host doesn't say; it is in the form of `Row.urn`, and `sent_urn` as the
    engine said it. `timeout_seconds` is the resource's `customTimeouts`.
    `progress` shows on the resource's status line until the next one, and `ended` what came of
    it, with which the line ends; `say` and `warn` stay in the
    output. `state` reads the stack's state (None: it can't be read); it may block for a moment.
    `run` is what this run of the engine knows of all its resources. `secret_inputs` are the inputs
    that are secret, in the program or in the state: no sentence shows their values. `deadline` is
    the instant on `clock` at which the step has to end, in whatever phase it is. `as_data`: the
    stack's configuration declares the resource, and no program. `any_language`: a program of any
    of Pulumi's languages does, and not one in Python alone.
    """

    urn: str | None = None
    timeout_seconds: float | None = None
    cancel: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[str], None] = _silent
    ended: Callable[[str], None] = _silent
    say: Callable[[str], None] = _silent
    warn: Callable[[str], None] = _silent
    state: Callable[[], StackState | None] = lambda: None
    run: Run = field(default_factory=Run)
    clock: Callable[[], float] = time_limit.monotonic
    secret_inputs: frozenset[str] = frozenset()
    deadline: float = math.inf
    as_data: bool = False
    any_language: bool = False
    sent_urn: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return self.clock() >= self.deadline

    @property
    def name(self) -> str:
        """The resource's name in the program, from its urn."""
        return name_of(self.urn) if self.urn else "model"

    @property
    def address(self) -> str | None:
        """The urn for a command: as the state has it, where it has one."""
        state = self.state()
        rows = (row.address for row in state.rows if row.urn == self.urn) if state else ()
        return next(iter(rows), self.sent_urn or self.urn)


@dataclass(frozen=True)
class Ready:
    """The object exists and is usable, or is not waited for.

    `inputs`, from a read, are what the server has of what the program declared.
    """

    id: str
    outputs: dict[str, Any]
    inputs: dict[str, Any] | None = None


@dataclass(frozen=True)
class NotReady:
    """The object exists and the state must know it, but it isn't usable: `reason` says why."""

    id: str
    outputs: dict[str, Any]
    reason: str
    inputs: dict[str, Any] | None = None


@dataclass(frozen=True)
class Gone:
    """There is no such object on the server."""


@dataclass(frozen=True)
class Change:
    """What a diff found: `replaces` and `patches` name fields, and `summary` says it in words.

    A replacement is `certain` unless it rests on values that a preview doesn't know yet. `paths`
    are the inputs that change, as deep as it is known.
    """

    replaces: tuple[str, ...] = ()
    certain: bool = False
    patches: tuple[str, ...] = ()
    delete_before_replace: bool = False
    must_wait: bool = False
    summary: str | None = None
    paths: tuple[ChangedPath, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.replaces or self.patches or self.must_wait)


Values = Mapping[str, Any]


@contextlib.contextmanager
def in_time(call: Call, seconds: float | None) -> Iterator[Call]:
    """Give a step this long, in all of its phases: what it sends, looks for and waits for."""
    if seconds is None:
        yield call
        return
    with time_limit.until(time_limit.monotonic() + seconds):
        yield replace(call, deadline=call.clock() + seconds)
