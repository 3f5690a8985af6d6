"""What a resource can do beside being made, read and deleted: one small class for each ability.

A kind that has an ability inherits its class and overrides what it has to say. The life cycle asks
`Ability.of(kind)`, which answers for a kind without the ability too: the class's own methods are
the neutral answers (no plan, no problem, ready at once). Where it goes another way altogether, it
asks `isinstance(kind, FoundAgain)` or `isinstance(kind, Trained)`.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pulumi_google_tuning.lifecycle.kind import Kind

if TYPE_CHECKING:
    from datetime import date

    from typing_extensions import Self

    from pulumi_google_tuning.fields.messages import Failure
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call
    from pulumi_google_tuning.lifecycle.place import Place
    from pulumi_google_tuning.lifecycle.run import Run


class Ability:
    """What some kinds can do."""

    @classmethod
    def of(cls, kind: Kind) -> Self:
        """Return the kind as one with this ability; for one without it, the neutral answers."""
        return kind if isinstance(kind, cls) else cls()


class Phase(enum.Enum):
    """The phase of an object."""

    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """An object's phase, in words for the resource's status line: `step 19/38 50% loss 0.73`."""

    phase: Phase
    text: str = ""
    percent: float | None = None


# -- what becomes of an object -----------------------------------------------------------------


class WaitedFor(Ability):
    """An object that is usable some time after its create."""

    def progress(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Progress:
        """Return the progress of the object.

        `obj` is the server's, or the stored outputs; `values` the inputs, or the outputs again.
        """
        del obj, values
        return Progress(Phase.READY)

    def phase(self, obj: Mapping[str, Any]) -> Phase:
        """Return the object's phase alone, from its state and nothing else."""
        del obj
        return Phase.READY

    def failure(self, session: Session, object_id: str, values: Mapping[str, Any]) -> str:
        """Return Google's words on why the object failed."""
        del session, object_id, values
        return "Google gave no reason"

    def warning_when_ready(self, obj: Mapping[str, Any]) -> str | None:
        """Return what to know of an object that is ready."""
        del obj
        return None

    def note_when_ready(self, obj: Mapping[str, Any]) -> str | None:
        """Return where to find what was made, where no output says it."""
        del obj
        return None

    def list_all(self, session: Session, values: Mapping[str, Any]) -> dict[str, Json]:
        """List every object that `get` could read, by id: one poll for many who wait.

        What no list shows is read one by one.
        """
        del session, values
        return {}

    def list_watched(
        self, session: Session, values: Mapping[str, Any], wanted: Collection[str]
    ) -> dict[str, Json]:
        """List at least the wanted ids, as far as a list shows them: no page more than that."""
        del wanted
        return self.list_all(session, values)

    def is_told_by_list(self, obj: Mapping[str, Any]) -> bool:
        """Return whether a list tells more of an object than a read: its place among others."""
        del obj
        return False

    def poll_group(self, values: Mapping[str, Any]) -> str:
        """Name what one `list_all` covers."""
        del values
        return type(self).__name__

    def read_in_full(self, session: Session, obj: Json) -> Json:
        """Read what a list doesn't show of an object, once it is ready.

        A request, so it is no part of `Normalised.shown`, which compares and is asked in a preview.
        """
        del session
        return obj


class AmongMany(Ability):
    """An object that lists show as a read does: many are seen with one request."""

    def among_many(
        self, session: Session, object_id: str, values: Mapping[str, Any]
    ) -> Json | None:
        """Return the object as lists of this moment show it, where many are read at once.

        They may lag: what differs from the state has to be read. `values` are as those of `get`.
        """
        del session, object_id, values
        return None


class FoundAgain(Ability):
    """An object that a run finds again after an earlier one was cut off, by its identity.

    The identity is made of the state's lineage, the urn, what was trained on and the attempt.
    """

    identity_is_unique: ClassVar[bool] = False
    """Whether an identity is so long that nothing else can have it: no comparison is needed."""
    list_lag_seconds: ClassVar[float] = 0.0
    """How long `find` may not show what Google accepted: where it has only a list to look in."""

    def explicit_id(self, inputs: Mapping[str, Any]) -> str | None:
        """Return the id that the user chose, if the user chose one."""
        del inputs
        return None

    def key_of(self, obj: Mapping[str, Any]) -> str:
        """Return the key of `id_for` that an object carries."""
        return str(obj["name"])

    def comparable_id(self, object_id: str) -> str:
        """Return an id in the form in which two forms of one id are equal."""
        return object_id


class Trained(FoundAgain, WaitedFor, Kind):
    """A kind of which making one is a paid training: it is always found again and waited for."""

    def find_all(
        self, session: Session, keys: tuple[str, ...], inputs: Mapping[str, Any]
    ) -> dict[str, Json]:
        """Return what several keys find, by key; where only a list tells, of one list."""
        found = ((key, self.find(session, key, inputs)) for key in keys)
        return {key: obj for key, obj in found if obj is not None}


class KnownByInputs(Ability):
    """An object that is known by what its inputs name: anyone may have made one there already.

    What is there already is taken over only where the program says so, or where this resource's
    own create was cut off.
    """

    def known_by(self, inputs: Mapping[str, Any]) -> str | None:
        """Return what the inputs name; None where that isn't known, or secret."""
        del inputs
        return None

    def describe_found(self, obj: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
        """Return what is there already: `X has the role READER on MODEL`."""
        del obj, inputs
        return "it exists"


class Recreatable(Ability):
    """An object that somebody may delete and make again under the same id."""

    def created_at(self, values: Mapping[str, Any]) -> str | None:
        """Return the creation time, which tells an object from a later one of the same id."""
        del values
        return None


class Located(Ability):
    """An object of one server, project and location: missing from another one, it isn't gone.

    Whatever kind has it names its `place` as an output.
    """

    api: ClassVar[str] = "gemini"
    """The API whose endpoint is its server's: `gemini`, `vertex` or `storage`."""
    id_has_project: ClassVar[bool] = False
    """Whether the id names project and location, so that the configured ones don't lead astray."""

    def place(
        self, config: Config, project: str | None, object_id: str, values: Mapping[str, Any]
    ) -> Place:
        """Return the place of the object under a configuration, whose project is `project`."""
        raise NotImplementedError("a kind that is Located says where")

    def is_in(self, object_id: str, place: Place) -> bool:
        """Return whether the id itself says that the object is in a place's project."""
        del object_id, place
        return False

    def id_in(self, object_id: str, place: Place) -> str:
        """Return the id by which the object is asked for in another place's project."""
        del place
        return object_id

    def is_that(self, outputs: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
        """Return whether what a server has under the id is the object that the state knows.

        Where Google tells the creation time, it must be known and the same.
        """
        mine, theirs = outputs.get("createTime"), obj.get("createTime")
        if mine is None and theirs is None:
            return True
        return _moment(mine) == _moment(theirs)


def _moment(time: Any) -> str | None:
    """Return a time stamp without the zeros that one answer has and another hasn't."""
    if not time:
        return None
    seconds, _, fraction = str(time).rstrip("Z").partition(".")
    return f"{seconds}.{fraction.rstrip('0')}"


class Breakable(Ability):
    """An object that may be there and of no use, or lack a part, after changes made elsewhere."""

    def unusable_reason(self, obj: Mapping[str, Any]) -> str | None:
        """Return why nothing usable is left of an object that can be read, and never will be."""
        del obj
        return None

    def missing_part(self, obj: Mapping[str, Any]) -> str | None:
        """Return what an object lacks that is there: never made, or taken away."""
        del obj
        return None

    def mends(self, inputs: Mapping[str, Any]) -> bool:
        """Return whether an update makes what is missing; else it is only told of."""
        del inputs
        return False

    def mending(self, outputs: Mapping[str, Any], inputs: Mapping[str, Any]) -> str | None:
        """Return what an update will make of what the state knows to be missing, for a preview."""
        del outputs, inputs
        return None

    def mend(self, session: Session, obj: Json, inputs: Mapping[str, Any], call: Call) -> Json:
        """Make what is missing and return the object with it.

        Killed at any instant and run again, it continues where it stopped, making nothing twice.
        """
        del session, inputs, call
        return obj


class Referenced(Ability):
    """An object that other resources' inputs name by something else than its id."""

    def addresses(self, object_id: str, outputs: Mapping[str, Any]) -> set[str]:
        """Return the names by which other resources' inputs may refer to the object."""
        del outputs
        return {object_id}


# -- its fields --------------------------------------------------------------------------------


class Patched(Ability):
    """An object of which something can be changed in place: its schema has `x-change: patch`."""

    patch_after_create: ClassVar[bool] = False
    """Whether Google may leave out a part of what a create asked for, so that it is patched."""

    def unpatchable(self, obj: Mapping[str, Any]) -> str | None:
        """Return why there is nothing that could be patched; `obj` may be the stored outputs."""
        del obj
        return None

    def patch(
        self,
        session: Session,
        object_id: str,
        inputs: Mapping[str, Any],
        body: Json,
        mask: list[str],
        old_inputs: Mapping[str, Any],
    ) -> Json:
        """Change the fields in `mask` and return the object."""
        raise NotImplementedError("a kind with fields that are patched inherits Patched")


class Normalised(Ability):
    """An object whose values Google shows in another place or another form than they were given."""

    def shown(self, obj: Mapping[str, Any], inputs: Mapping[str, Any], read: Json) -> Json:
        """Return what the object has of the inputs, in the program's form where both mean the same.

        `read` is what the object has at the paths that the schema names. Numbers, prefixes, orders
        and what is empty need nothing here: comparison.py knows their forms.
        """
        del obj, inputs
        return read

    def is_equivalent(
        self,
        field_name: str,
        object_id: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        config: Config,
    ) -> bool:
        """Return whether an input that is written otherwise asks for what the object is already."""
        del field_name, object_id, old, new, config
        return False


class Derived(Ability):
    """An object with outputs that are in none of its fields (`x-derived`)."""

    def derived(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
        """Compute those outputs."""
        del obj, values
        return {}


# -- what is said before it is made ------------------------------------------------------------


class Judged(Ability):
    """Inputs of which more can be wrong than the schema says."""

    def problems(self, inputs: Mapping[str, Any], config: Config) -> list[Failure]:
        """Find what is wrong with the inputs under this configuration."""
        del inputs, config
        return []

    def documented_problems(
        self, inputs: Mapping[str, Any], config: Config, today: date
    ) -> list[Failure]:
        """Find what Google's pages say is refused of a new training, on a day.

        Asked with secret inputs as unknown ones: what is said names one input beside another. With
        `google-tuning:catalogue` on `warn` it stops nothing, since Google moves first.
        """
        del inputs, config, today
        return []

    def training_problems(self, inputs: Mapping[str, Any], run: Run) -> list[Failure]:
        """Return problems that only matter if these inputs would be trained now.

        A limit that Google moves must not stop those who were within it.
        """
        del inputs, run
        return []


class Planned(Ability):
    """An object of which can be told before what it will cost."""

    def plan(self, inputs: Mapping[str, Any], config: Config, run: Run) -> str | None:
        """Return what a create will cost: `trains 38 steps: …`."""
        del inputs, config, run
        return None


@dataclass(frozen=True)
class Notice:
    """What is said once a run of what many resources may name."""

    text: str
    warns: bool = True
    """Whether it is a warning; else it is only told."""


class Advised(Ability):
    """Inputs that may be right and unwise."""

    def notices(self, inputs: Mapping[str, Any], today: date, *, trains: bool) -> list[Notice]:
        """Tell what may have changed, or will, of what the inputs name, on a day.

        `trains`: for a new training; else for what was trained on them.
        """
        del inputs, today, trains
        return []

    def advice(self, inputs: Mapping[str, Any], run: Run) -> list[str]:
        """Warn of what the inputs ask for and that will not work well."""
        del inputs, run
        return []
