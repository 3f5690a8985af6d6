"""The same training under another row of the stack's state: most often a rename or a move.

To the engine a renamed resource is a new one and a deleted one, so the model would be trained a
second time, and the first one deleted. What counts as the same is what a diff counts as unchanged.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pulumi_google_tuning.fields.projects import asks_for_the_same
from pulumi_google_tuning.fields.resource_schema import Field
from pulumi_google_tuning.fields.values import contains_unknown
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Normalised
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, Row
from pulumi_google_tuning.lifecycle.cut_off import SECRET, contains_secret, was_cut_off
from pulumi_google_tuning.lifecycle.default_provider import is_default
from pulumi_google_tuning.lifecycle.denied import denial
from pulumi_google_tuning.lifecycle.forced import Forced
from pulumi_google_tuning.lifecycle.holding import Holding
from pulumi_google_tuning.lifecycle.identity import identities, trained_in_every_version
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.renaming import MOVED_ON, ways_to_rename_undeclared

# Forced replacements of one row that are counted where only its identity can be compared.
_ATTEMPTS = 8


class Likeness(enum.Enum):
    """How a row's training compares with the one that is asked for."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "the same in all that a preview knows"
    SECRET = "the same in all that isn't secret"  # noqa: S105 - no secret


class Newcomer:
    """A resource that the state doesn't have, and what the state has in its stead."""

    def __init__(self, kind: Kind, call: Call, inputs: Mapping[str, Any], config: Config) -> None:
        self._kind = kind
        self._call = call
        self._inputs = inputs
        self._config = config

    def problems(self) -> list[str]:
        """Return the problems of a create, for a preview; warn of what may be a rename."""
        if self._is_no_newcomer():
            self._tell_of_moved_names()
            return self._forced()
        holder = Holding(self._kind, self._call).row_at(self._inputs)
        if holder is not None and not self._call.run.replaces(holder.urn):
            return [Holding(self._kind, self._call).refusal(holder.id, holder)]
        twin = self._twin(self._is_of_identity)
        if twin is None:
            return []
        row, certain = twin
        if certain and denial("retrain", self._inputs, self._config) and not self._was_cut_off():
            return [self._denial(row)]
        self._tell(row, certain=certain)
        return []

    def refuse(self, finds: Callable[[str], str | None]) -> None:
        """Raise where a create would train again, or what another row has, and that is denied.

        `finds` returns the id of what a key finds on the server.
        """
        refusal = Forced(self._kind, self._call, self._inputs, self._config).refusal()
        if refusal:
            raise LifecycleError(f"{self._call.name}: {refusal}")
        if self._is_no_newcomer() or not denial("retrain", self._inputs, self._config):
            return

        def is_of_identity(row: Row) -> bool:
            return any(finds(key) == row.id for key in self._keys(row))

        twin = self._twin(is_of_identity)
        if twin is not None and twin[1]:
            raise LifecycleError(f"{self._call.name}: {self._denial(twin[0])}")

    def _is_no_newcomer(self) -> bool:
        """Return whether a resource of this urn is there: it is replaced."""
        state = self._call.state()
        urn = self._call.urn
        return (
            state is None
            or not state.read
            or urn is None
            or self._call.run.replaces(urn)
            or any(row.urn == urn for row in state.rows)
        )

    def _was_cut_off(self) -> bool:
        """Return whether a killed run may have begun just this: then it is resumed."""
        return was_cut_off(self._kind.schema, self._call, self._inputs)

    def _forced(self) -> list[str]:
        """Return why a replacement that no diff has asked for is refused; say it where it isn't."""
        forced = Forced(self._kind, self._call, self._inputs, self._config)
        if forced.row is None or self._was_cut_off():  # what a killed run began is resumed
            return []
        refusal = forced.refusal()
        is_told = refusal is not None or not isinstance(self._kind, Trained)
        said = [] if is_told else [forced.summary]
        if refusal is None and forced.condition:
            said = [f"{forced.summary}. {forced.condition}"]
        for sentence in said:
            if self._call.run.is_news(self._call.urn, sentence):
                self._call.say(sentence)
        return [refusal] if refusal else []

    def _tell_of_moved_names(self) -> None:
        """Warn where what replaces a training is there already, as one that leaves its row."""
        if self._call.run.replaces(self._call.urn):
            row, certain = self._twin(self._is_of_identity) or (None, False)
            if row is not None and certain:
                self._tell(row, certain=True)

    def _tell(self, row: Row, *, certain: bool) -> None:
        sentence = self._sentence(row, certain=certain)
        if self._call.run.is_news(self._call.urn, sentence):
            self._call.warn(sentence)

    # -- words -----------------------------------------------------------------------------------

    def _sentence(self, row: Row, *, certain: bool) -> str:
        verb = "is" if certain else "may be"
        return (
            f"the same training {verb} in this stack as {row.name} ({row.id}). "
            f"{self._ways(row)}. Otherwise it trains a second time, and costs as much again"
        )

    def _denial(self, row: Row) -> str:
        who, way = denial("retrain", self._inputs, self._config) or ("", "")
        return (
            f"{who} is deny, and the same training is in this stack as {row.name} ({row.id}). "
            f"{self._ways(row)}. To train it a second time, {way}, or give "
            f"{self._call.name} its own `revision`"
        )

    def _ways(self, row: Row) -> str:
        run = self._call.run
        if run.held.declares(row.urn) or run.replaces(self._call.urn):
            return MOVED_ON  # both names are taken
        return ways_to_rename_undeclared(row, self._call)

    # -- the same training -----------------------------------------------------------------------

    def _twin(self, is_of_identity: Callable[[Row], bool]) -> tuple[Row, bool] | None:
        """Return the row with the same training, and whether that is certain."""
        if not isinstance(self._kind, Trained):
            return None
        perhaps: tuple[Row, bool] | None = None
        for row in self._candidates():
            likeness = self._likeness(row)
            if self._may_be_declared_elsewhere(row) and likeness is not Likeness.OTHER:
                likeness = Likeness.UNKNOWN
            if likeness is Likeness.SAME or (likeness is Likeness.SECRET and is_of_identity(row)):
                return row, True
            if likeness is Likeness.UNKNOWN:
                perhaps = perhaps or (row, False)
        return perhaps

    def _candidates(self) -> Iterator[Row]:
        state = self._call.state()
        keeps = self._call.run.held.keeps
        for row in state.rows if state else ():
            stays = row.urn == self._call.urn or keeps(row.urn)
            if row.inputs and not row.leaving and not stays:
                yield row

    def _may_be_declared_elsewhere(self, row: Row) -> bool:
        """Return whether another provider may serve the row in this run, in a process of its own.

        It may be of another project or region too. That isn't so of a default provider's row where
        this is the default one: then it is of an earlier version of the plugin.
        """
        state = self._call.state()
        theirs, _, provider_id = row.provider.rpartition("::")
        if state is None or not theirs or provider_id == state.lineage:
            return False
        mine = next((one.stored_urn for one in state.rows if one.id == state.lineage), "")
        return not (is_default(theirs) and is_default(mine))

    def _likeness(self, row: Row) -> Likeness:
        fields = [field for field in self._kind.schema.inputs if field.trained]
        if not any(field.name in row.inputs for field in fields):
            return Likeness.OTHER
        unequal = [field.name for field in fields if not self._is_equal(field, row)]
        if not unequal:
            return Likeness.SAME
        mine = {name: self._inputs.get(name) for name in unequal}
        theirs = {name: row.inputs.get(name) for name in unequal}
        if not _is_open(mine, theirs):
            return Likeness.OTHER
        return Likeness.UNKNOWN if contains_unknown(mine) else Likeness.SECRET

    def _is_equal(self, field: Field, row: Row) -> bool:
        mine, theirs = self._inputs.get(field.name), row.inputs.get(field.name)
        if contains_unknown(mine) or contains_secret(theirs):
            return False
        return asks_for_the_same(field, theirs, mine) or Normalised.of(self._kind).is_equivalent(
            field.name, row.id, row.inputs, self._inputs, self._config
        )

    def _is_of_identity(self, row: Row) -> bool:
        """Return whether the row's id is one that its resource would get for these inputs."""
        return row.id in self._keys(row)

    def _keys(self, row: Row) -> Iterator[str]:
        state = self._call.state()
        for lineage in state.lineages if state else ():
            for trained in trained_in_every_version(self._kind.schema, self._inputs):
                for identity in identities(lineage, row.urn, trained, _ATTEMPTS):
                    yield self._kind.id_for(self._inputs, row.name, identity)


def _is_open(mine: Any, theirs: Any) -> bool:
    """Return whether two values agree in all that isn't unknown or secret."""
    if contains_unknown(mine) and not isinstance(mine, Mapping):
        return True
    if isinstance(theirs, Mapping) and SECRET in theirs:
        return True
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return all(_is_open(mine.get(key), theirs.get(key)) for key in {*mine, *theirs})
    return bool(mine == theirs)
