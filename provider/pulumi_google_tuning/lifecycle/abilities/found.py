"""How an object is found again, and told from others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pulumi_google_tuning.lifecycle.abilities.ability import Ability
from pulumi_google_tuning.lifecycle.abilities.waited_for import WaitedFor
from pulumi_google_tuning.lifecycle.kind import Kind

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.place import Place


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
