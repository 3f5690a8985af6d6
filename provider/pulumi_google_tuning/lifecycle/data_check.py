"""How a check reads the rows of a dataset: watched, and not where they are known to be good."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.data.checked_data import format_of
from pulumi_google_tuning.data.datasets.known import Contents, Known, stored_dataset
from pulumi_google_tuning.data.pairs.examples import Reads
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.data.watch import Watch
from pulumi_google_tuning.fields.resource_schema import Field, ResourceSchema
from pulumi_google_tuning.fields.values import DataFile

if TYPE_CHECKING:
    from pulumi_google_tuning.data.datasets.dataset import Dataset
    from pulumi_google_tuning.lifecycle.call import Call

_AGAIN: Final = (
    "{name} is unchanged, but its rows were checked again: this version counts or checks otherwise"
)
_REFUSED: Final = (
    "{name} is unchanged and stays as it is, but this version's rules refuse its rows. Google may "
    "refuse them in the next training, or leave them out{problems}"
)


@dataclass
class DataCheck:
    """The reading of one check; what is to be said of it afterwards is in `notes` and `warnings`.

    `old_inputs` are the state's, which an earlier check has found good.
    """

    contents: Contents = field(default_factory=Contents)
    watch: Watch = field(default_factory=Watch)
    old_inputs: Mapping[str, Any] = field(default_factory=dict)
    secret_inputs: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    reads: Reads = field(default_factory=Reads)
    """Examples that other checks have read."""

    @classmethod
    def of(cls, call: Call, old_inputs: Mapping[str, Any]) -> DataCheck:
        """Return how the check of a call reads."""
        watch = Watch(call.cancel, call.progress)
        reads = call.run.data.reads
        return cls(call.run.contents, watch, old_inputs, call.secret_inputs, reads=reads)

    def dataset(self, schema: ResourceSchema, data: Field, value: Any, form: str) -> Dataset:
        """Return the dataset of a field's value. Raises DataError and ReadInterruptedError.

        Rows that an earlier version found good are uploaded already, and nothing is sent of them:
        where today's rules refuse them, that is a warning. Who replaces the dataset is refused, as
        the engine checks what it creates without old inputs.
        """
        # Its compiled schemas are for those alone who have a dataset.
        from pulumi_google_tuning.data.datasets.scan import scan  # noqa: PLC0415

        stored = stored_dataset(
            self.old_inputs.get(data.name), format_of(schema, data, self.old_inputs)
        )
        path = _path_of(value)
        name = path or data.name
        # Of rows that are in the program the dynamic door isn't told whether they are secret.
        is_secret = data.name in self.secret_inputs or path is None
        known = Known(self.contents, stored, secret=is_secret)
        try:
            found = scan(value, form, label=data.name, watch=self.watch, known=known)
        except DataError as error:
            if known.outdated is None:
                raise
            problems = "" if is_secret else f":\n{error}"
            self.warnings.append(_REFUSED.format(name=name, problems=problems))
            return replace(known.outdated, path=path)
        if known.outdated is not None:
            self.notes.append(_AGAIN.format(name=name))
        return found

    def tell(self, call: Call) -> None:
        """Say what there is to say."""
        for note in self.notes:
            call.say(note)
        for warning in self.warnings:
            call.warn(warning)


def _path_of(value: Any) -> str | None:
    """Return the path of a file; None for rows that are in the program."""
    if isinstance(value, (str, os.PathLike)):
        return os.fsdecode(value)
    return value.path if isinstance(value, DataFile) else None
