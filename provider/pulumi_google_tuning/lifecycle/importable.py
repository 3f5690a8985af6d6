"""The ability of a kind whose objects a stack takes in that it didn't make: `pulumi import`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pulumi_google_tuning.lifecycle.abilities.ability import Ability

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call


@dataclass(frozen=True)
class Evidence:
    """What Google shows of the data that an object was made of, beside the data that is told.

    `against` says why it can't be that data; else `agrees` says what agrees. Neither: Google shows
    nothing that could be compared.
    """

    against: str | None = None
    agrees: str | None = None


class Importable(Ability):
    """An object that is taken in by its id, no matter who made it."""

    import_id: ClassVar[re.Pattern[str]] = re.compile("(?!)")
    """What an id looks like; a kind without the ability has none."""
    import_form: ClassVar[str] = ""
    """That in words, with an example."""
    lists_with: ClassVar[str] = ""
    """The command that lists such objects."""
    another_way: ClassVar[str] = "train again, change `revision` as well"
    """How to get an object of other data."""

    def inputs_of_id(self, session: Session, object_id: str) -> Json:
        """Return the inputs that the id alone tells."""
        del session, object_id
        return {}

    def inputs_of_object(self, session: Session, obj: Mapping[str, Any], inputs: Json) -> Json:
        """Return the inputs that a program needs to declare the object as it is.

        `inputs` are those of the id and what the object has at the paths that the schema names.
        """
        del session, obj
        return inputs

    def evidence(
        self,
        session: Session,
        object_id: str,
        old: Mapping[str, Any],
        told: Mapping[str, Any],
        data: Data | None,
        call: Call,
    ) -> Evidence:
        """Hold data that is told afterwards against what Google shows of the object.

        `old` are its inputs and outputs so far, `told` the inputs that tell of the data, and `data`
        is the data itself.
        """
        del session, object_id, old, told, data, call
        return Evidence()
