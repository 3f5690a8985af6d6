"""Who holds an object: the rows of the stack's state, and the creates of this run.

The engine deletes a row's object without asking whether another row has it too. So a create takes
nothing that another row holds, and a delete leaves alone what another row holds or this run took
over. It rests on no resource option: a program can override those.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, KnownByInputs, Recreatable
from pulumi_google_tuning.lifecycle.abilities.kept import Referenced
from pulumi_google_tuning.lifecycle.call import Call, Row
from pulumi_google_tuning.lifecycle.held import may_be_same_instant
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.renaming import ways_to_rename


def known_by(kind: Kind, inputs: Mapping[str, Any]) -> str | None:
    """Return what an object is known by before it exists; None where the provider names it."""
    if isinstance(kind, FoundAgain):
        chosen = kind.explicit_id(inputs)
        return kind.id_for(inputs, "", None) if isinstance(chosen, str) else None
    return KnownByInputs.of(kind).known_by(inputs)


class Holding:
    """Who holds the objects of one kind, as one call sees it."""

    def __init__(self, kind: Kind, call: Call) -> None:
        self._kind = kind
        self._call = call
        state = call.state()
        self._rows = state.rows if state else ()
        self._comparable = FoundAgain.of(kind).comparable_id

    # -- for a create ----------------------------------------------------------------------------

    def rows_of(self, obj: Mapping[str, Any]) -> list[Row]:
        """Return the rows that have this very object, those that leave included."""
        return self._having(self._kind.object_id(obj), Recreatable.of(self._kind).created_at(obj))

    def other_row(self, obj: Mapping[str, Any]) -> Row | None:
        """Return the row of another resource that holds the object."""
        rows = (row for row in self.rows_of(obj) if row.urn != self._call.urn)
        return next((row for row in rows if not row.leaving), None)

    def own_rows(self, obj: Mapping[str, Any]) -> list[Row]:
        """Return the rows of this very resource that have the object."""
        return [row for row in self.rows_of(obj) if row.urn == self._call.urn]

    def row_at(self, inputs: Mapping[str, Any]) -> Row | None:
        """Return the row of another resource that holds the place the inputs name."""
        wanted = known_by(self._kind, inputs)
        if wanted is None:
            return None
        for row in self._rows:
            there = row.id == wanted or known_by(self._kind, row.inputs) == wanted
            if there and row.urn != self._call.urn and not row.leaving:
                return row
        return None

    def refusal(self, object_id: str, row: Row) -> str:
        """Return why the object of another row isn't taken, and what to do."""
        held = f"{object_id} belongs to {row.name} in this stack"
        if self._call.run.held.declares(row.urn):
            return f"{held}. Two resources can't share one {self._kind.noun}, so remove one of them"
        ways = ways_to_rename(row, self._call)
        return (
            f"{held}. {ways}. If both are declared, remove one of them. If you removed {row.name} "
            f"on purpose, first run `pulumi up` without {self._call.name}"
        )

    def refusal_in_this_run(self, object_id: str) -> str | None:
        """Claim an object; return why it isn't taken: another resource of this run has it."""
        first = self._call.run.held.claim(self._comparable(object_id), self._call.name)
        if first == self._call.name:
            return None
        return (
            f"{object_id} was taken over for {first} in this run. Two resources can't share one "
            f"{self._kind.noun}, so remove one of them"
        )

    # -- for an import, or a program that only reads ----------------------------------------------

    def import_refusal(self, obj: Mapping[str, Any]) -> str | None:
        """Claim an object that is imported; return why it isn't: another resource has it.

        Its row may have left the program, and the engine would delete the object with it.
        """
        object_id = self._kind.object_id(obj)
        other = self.other_row(obj) or self._row_of_address(object_id)
        if other is None:
            return self.refusal_in_this_run(object_id)
        return (
            f"{object_id} belongs to {other.name} in this stack, so it was not imported. Two "
            f"resources can't share one {self._kind.noun}. {ways_to_rename(other, self._call)}"
        )

    def _row_of_address(self, object_id: str) -> Row | None:
        """Return another row of what the id names, under an id that says more: a reference."""
        addresses = Referenced.of(self._kind).addresses
        for row in self._rows:
            says_more = self._comparable(row.id) != self._comparable(object_id)
            same = says_more and addresses(object_id, {}) & addresses(row.id, {})
            if same and row.urn != self._call.urn and not row.leaving:
                return row
        return None

    def refusal_in_place(self, obj: Mapping[str, Any]) -> str | None:
        """Return why an object isn't read in the place of another: the engine would delete that."""
        object_id, mine = self._kind.object_id(obj), self.replaced_row()
        if mine is None or self._comparable(mine.id) == self._comparable(object_id):
            return None
        return (
            f"this resource manages {mine.id}, which `pulumi up` would delete to put {object_id} "
            f"in its place. Give {object_id} a resource of its own, under another name. If this "
            f"stack shall no longer manage {mine.id}, first run `pulumi state delete "
            f"'{mine.address}'`, which deletes nothing at Google"
        )

    def replaced_row(self) -> Row | None:
        """Return the row of this very resource, unless this run found it gone or deleted it."""
        run, urn = self._call.run, self._call.urn
        if urn is None or run.replaces(urn) or run.lost(urn):
            return None
        rows = (row for row in self._rows if row.urn == urn and not row.leaving)
        there = (row for row in rows if not run.held.was_deleted(self._comparable(row.id)))
        return next(there, None)

    # -- for a delete ----------------------------------------------------------------------------

    def keeper(self, object_id: str, outputs: Mapping[str, Any]) -> str | None:
        """Note a delete, and return why the object is to be left alone; None: delete it.

        Of several rows that have one object, the last one that is deleted takes it along.
        """
        created = Recreatable.of(self._kind).created_at(outputs)
        held = self._call.run.held
        taken = held.taken_by(self._comparable(object_id), created)
        if taken is not None:
            return f"this run took it over for {taken}"
        left = self._having(object_id, created)
        for urn in held.note_delete(self._comparable(object_id), self._call.urn):
            mine = [row for row in left if row.urn == urn] or left
            if mine:
                left.remove(max(mine, key=lambda row: row.leaving))
        other = next((row for row in left if not row.leaving), None)
        return f"it also belongs to {other.name} in this stack" if other else None

    def _having(self, object_id: str, created: Any) -> list[Row]:
        """Return the rows that have an object; a later one under the same id is another."""
        return [
            row
            for row in self._rows
            if self._comparable(row.id) == self._comparable(object_id)
            and self._is_of(row.created, created)
        ]

    def _is_of(self, kept: str | None, created: Any) -> bool:
        at = Recreatable.of(self._kind).created_at({"createTime": kept})
        return may_be_same_instant(at, created)
