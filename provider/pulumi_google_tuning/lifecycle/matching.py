"""Whether an object that was found is what a create asks for, and known to be ours.

Whatever is not known to be ours stops the create: failing closed costs a sentence, training twice
costs money, and taking someone else's model could destroy it later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.fields.form import form_of
from pulumi_google_tuning.fields.projects import name_two_projects
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, KnownByInputs, Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, StackState
from pulumi_google_tuning.lifecycle.comparison import shown, trained_differences
from pulumi_google_tuning.lifecycle.holding import Holding
from pulumi_google_tuning.lifecycle.kind import Kind

UNREADABLE = "this stack's state can't be read"


class Match:
    """Holds what is found against the inputs of one create."""

    def __init__(self, kind: Kind, call: Call, inputs: Mapping[str, Any]) -> None:
        self._kind = kind
        self._call = call
        self._inputs = inputs
        self._explicit = FoundAgain.of(kind).explicit_id(inputs) is not None

    def is_usable(self, found: Json) -> bool:
        """Return whether anything usable is left of an object."""
        return Breakable.of(self._kind).unusable_reason(found) is None

    def is_trained_otherwise(self, found: Json) -> bool:
        """Return whether an object was trained on something else than the inputs say."""
        return bool(self._differences(self._normalise_found(found)))

    def is_to_be_taken(self, key: str, found: Json, state: StackState | None) -> bool:
        """Return whether to resume what `key` finds; False: it is another training.

        Raises LifecycleError where that can't be known, or where the program has to say it.
        """
        if not isinstance(self._kind, FoundAgain) or self._explicit:
            self._refuse_held(found)
            if isinstance(self._kind, FoundAgain):
                return self._is_to_be_adopted(found)
            return self._is_ours(found, state)
        if self.is_replaced(found):
            return False
        if isinstance(self._kind, Trained) and (state is None or not self._call.urn):
            raise LifecycleError(self._unknown_owner(found, UNREADABLE))
        another = not self._kind.identity_is_unique and self.is_trained_otherwise(found)
        another = another or self._is_of_another_project(found)
        if another or not self.is_usable(found) or self.is_in_state(found):
            return False
        if state is not None and not state.read:
            # What is found may be in the state: the one that the new one is to replace.
            if isinstance(self._kind, Trained):
                self.adopt_on_demand(found, UNREADABLE)
            return isinstance(self._kind, Trained)
        self._call.say(f"resuming {key}, which an earlier run started")
        return True

    def _is_of_another_project(self, found: Json) -> bool:
        """Return whether an object was trained on a namesake, in a project that isn't the inputs'.

        An identity has no project in the names (lifecycle/identity.py).
        """
        return any(
            name_two_projects(
                form_of(field.schema, self._inputs.get(field.name)),
                form_of(field.schema, at_path(found, field.body_path)),
            )
            for field in self._kind.schema.inputs
            if field.trained and not field.provider_only
        )

    def is_in_state(self, found: Json) -> bool:
        """Return whether the state has this very object.

        It may have an earlier one under the same id, that was deleted: the engine keeps its entry
        while a replacement that deletes first is under way, and the found one is that replacement.
        """
        return bool(Holding(self._kind, self._call).rows_of(found))

    def adopt_on_demand(self, found: Json, doubt: str) -> Json:
        """Take over what isn't known to be ours where the program says so, and nowhere else."""
        if self._inputs.get("adopt") is not True:
            raise LifecycleError(self._unknown_owner(found, doubt))
        self._call.say(f"adopts {self._kind.object_id(found)}")
        return found

    def _refuse_held(self, found: Json) -> None:
        """Raise where a row of this state holds the object: the engine may delete that row."""
        holding = Holding(self._kind, self._call)
        object_id = self._kind.object_id(found)
        state = self._call.state()
        if state is not None and not state.read:
            raise LifecycleError(
                f"{object_id} already exists, and {UNREADABLE} (`pulumi stack export` failed): it "
                f"may be what a resource of this stack manages. Make that command work, and run "
                f"`pulumi up` again"
            )
        other = holding.other_row(found)
        if other is not None:
            raise LifecycleError(holding.refusal(object_id, other))
        claimed = holding.refusal_in_this_run(object_id)
        if claimed and self._inputs.get("adopt") is True:
            raise LifecycleError(claimed)
        own = any(not row.leaving for row in holding.own_rows(found))
        if (own and not self._was_deleted(found)) or self.is_replaced(found):
            raise LifecycleError(
                f"{self._call.name} already manages {object_id}, and its replacement can't exist "
                f"beside it. {self._way_to_delete_first}, so that the old one is deleted first"
            )

    @property
    def _way_to_delete_first(self) -> str:
        """What to do so that the engine deletes first; the classes for Python have it so."""
        if self._call.as_data:
            return "Remove `deleteBeforeReplace: false` from its options"
        if self._call.any_language:
            return "Add `deleteBeforeReplace: true` to its options"
        return "Remove `delete_before_replace=False` from its ResourceOptions"

    def is_replaced(self, found: Json) -> bool:
        """Return whether a diff of this run has found that the object is to be replaced."""
        object_id = self._kind.object_id(found)
        return self._call.run.replaces_address(object_id) and not self._was_deleted(found)

    def _was_deleted(self, found: Json) -> bool:
        """Return whether this run has deleted an object of this id: this is a later one."""
        object_id = FoundAgain.of(self._kind).comparable_id(self._kind.object_id(found))
        return self._call.run.held.was_deleted(object_id)

    def _is_ours(self, found: Json, state: StackState | None) -> bool:
        """Take over the object that the inputs name, if the state has this very object.

        A create that was cut off proves nothing: it may never have arrived, and the engine keeps
        its entry until somebody clears it, however long ago that was.
        """
        if any(row.leaving for row in Holding(self._kind, self._call).own_rows(found)):
            self._call.say(f"resuming {self._kind.object_id(found)}, which an earlier run created")
            return True
        if self._inputs.get("adopt") is not True:
            described = KnownByInputs.of(self._kind).describe_found(found, self._inputs)
            adopts = "adopt" in self._kind.schema.fields
            way = "Set adopt to true to take it over, or remove it first"
            way = way if adopts else "Remove it first"
            exists = f"{self._kind.object_id(found)}: {described} already"
            if state is not None and self._call.urn in state.pending:
                raise LifecycleError(
                    f"{exists}. An interrupted run of this stack may have created it, or someone "
                    f"else. {way}"
                )
            raise LifecycleError(f"{exists}, and nothing shows that this stack created it. {way}")
        self._call.say(f"adopts {self._kind.object_id(found)}")
        return True

    def _is_to_be_adopted(self, found: Json) -> bool:
        """Take over the object with the user's own id, where it was trained on the same."""
        object_id = self._kind.object_id(found)
        if self._inputs.get("adopt") is True:
            theirs = self._normalise_found(found)
            differences = self._differences(theirs)
            if differences:
                raise LifecycleError(
                    f"{object_id} exists, but its training differs from this resource: "
                    f"{self._compared(theirs, differences)}. Make them agree, or choose another id"
                )
        self.adopt_on_demand(found, "this stack did not create it")
        return True

    def _normalise_found(self, found: Json) -> Json:
        return shown(self._kind, found, self._inputs)

    def _differences(self, theirs: Json) -> list[str]:
        return trained_differences(self._kind.schema, self._inputs, theirs)

    def _compared(self, theirs: Json, differences: list[str]) -> str:
        differing = []
        for path in differences:
            here, there = (at_path(values, path.split(".")) for values in (self._inputs, theirs))
            differing.append(f"{path} is {there} there and {here} here")
        return ", ".join(differing)

    def _unknown_owner(self, found: Json, why: str) -> str:
        object_id = self._kind.object_id(found)
        exists = (
            f"{object_id} already exists (created {found.get('createTime', 'at an unknown time')}) "
            f"and {why}"
        )
        adopts = "To take it over, set adopt to true. "
        if self._call.run.replaces(self._call.urn):
            # What a replacement takes over may be what it replaces.
            adopts = ""
        other = "choose another tunedModelId" if self._explicit else "change revision"
        return f"{exists}. {adopts}To train another one, {other}"
