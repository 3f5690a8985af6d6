"""Abilities: a resource needs the required members alone, and inherits what else it can do."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

import pytest

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle import abilities
from pulumi_google_tuning.lifecycle.abilities.ability import Ability
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Derived, Patched
from pulumi_google_tuning.lifecycle.abilities.waited_for import WaitedFor
from pulumi_google_tuning.lifecycle.call import Call, Gone, LifecycleError, Ready, Row, StackState
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.registry import RESOURCES


class NoteKind(Kind):
    """The least that a resource can be: a note in a dictionary, whose text is its id."""

    schema = ResourceSchema.of(
        {
            "title": "Note",
            "type": "object",
            "properties": {
                "text": {"type": "string", "x-change": "replace"},
                "color": {"type": "string", "x-change": "replace"},
            },
            "required": ["text"],
        }
    )
    noun = "note"

    def __init__(self) -> None:
        self.held: dict[str, Json] = {}

    def id_for(self, inputs: Mapping[str, Any], name: str, identity: Any) -> str:
        """Return the text."""
        del name
        assert identity is None
        return str(inputs["text"])

    def find(self, session: Any, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look among the notes."""
        return self.get(session, key, inputs)

    def create(
        self, session: Any, key: str, inputs: Mapping[str, Any], data: Any, call: Call
    ) -> Json:
        """Keep a note."""
        del session, data, call
        self.held[key] = dict(inputs)
        return self.held[key]

    def get(self, session: Any, object_id: str, values: Mapping[str, Any]) -> Json | None:
        """Read a note."""
        del session, values
        return self.held.get(object_id)

    def delete(self, session: Any, object_id: str, outputs: Mapping[str, Any], call: Call) -> None:
        """Forget a note."""
        del session, outputs, call
        del self.held[object_id]

    def object_id(self, obj: Mapping[str, Any]) -> str:
        """Return the text."""
        return str(obj["text"])


def unpolled(_kind: Kind, _values: Mapping[str, Any]) -> Any:
    """Fail a resource that is waited for though it can't be."""
    raise AssertionError("nobody waits for a note")


@pytest.fixture
def kind() -> NoteKind:
    """Return a kind without notes."""
    return NoteKind()


@pytest.fixture
def life(kind: NoteKind) -> Lifecycle:
    """Return the life cycle of notes."""
    return Lifecycle(kind, None, unpolled)  # type: ignore[arg-type]


URN = "urn:pulumi:s::p::google-tuning:Note::a"
for module in pkgutil.iter_modules(abilities.__path__, f"{abilities.__name__}."):
    importlib.import_module(module.name)
ABILITIES = [
    one for one in Ability.__subclasses__() if one.__module__.startswith(abilities.__name__)
]


def test_the_required_members_are_enough(life: Lifecycle, kind: NoteKind) -> None:
    """A resource without any ability is checked, made, read, found drifted, and deleted."""
    checked = life.check(Call(), {}, {"text": "a", "color": "red"})
    assert checked.failures == []
    made = life.create(Call(), checked.inputs)
    assert made == Ready("a", {"text": "a", "color": "red"})
    assert not life.diff(Call(), "a", checked.inputs, made.outputs, checked.inputs).any
    assert life.update(Call(), "a", checked.inputs, made.outputs, checked.inputs) == made
    kind.held["a"]["color"] = "blue"
    said: list[str] = []
    seen = life.read(Call(say=said.append), "a", checked.inputs, made.outputs)
    assert isinstance(seen, Ready)
    assert seen.inputs == {"text": "a", "color": "blue"}
    assert said == ['drifted: color: "red" → "blue"; changed outside this stack']
    life.delete(Call(), "a", made.outputs)
    assert kind.held == {}
    assert life.read(Call(), "a", checked.inputs, made.outputs) == Gone()


def test_what_is_there_already_is_taken_up_where_the_state_has_it(
    life: Lifecycle, kind: NoteKind
) -> None:
    """Without an identity the key alone finds, so the state has to tell whose it is.

    A create that was begun, and cut off, tells nothing: it may never have arrived.
    """
    kind.held["a"] = {"text": "a"}
    with pytest.raises(LifecycleError, match=r"a: it exists already.*\. Remove it first"):
        life.create(Call(urn=URN), {"text": "a"})
    begun = StackState("lineage", pending=frozenset({URN}))
    with pytest.raises(LifecycleError, match=r"An interrupted run of this stack may have created"):
        life.create(Call(urn=URN, state=lambda: begun), {"text": "a"})
    replaced = StackState("lineage", (Row(URN, "a", leaving=True),))
    made = life.create(Call(urn=URN, state=lambda: replaced), {"text": "a"})
    assert made == Ready("a", {"text": "a"})


def test_a_replacement_of_the_simplest_goes_first(life: Lifecycle) -> None:
    """What can't be told from its replacement is deleted before that is made."""
    change = life.diff(Call(), "a", {"text": "a"}, {"text": "a"}, {"text": "b"})
    assert change.delete_before_replace
    assert change.summary == "recreated: text changed, replaces a"


def test_what_is_gone_is_told(life: Lifecycle) -> None:
    """An update of what somebody deleted says how it is made again."""
    with pytest.raises(LifecycleError, match="a was deleted outside this stack"):
        life.update(Call(), "a", {"text": "a"}, {"text": "a"}, {"text": "a"})


@pytest.mark.parametrize("ability", ABILITIES, ids=lambda ability: ability.__name__)
def test_an_ability_answers_for_every_kind(ability: type[Ability], kind: NoteKind) -> None:
    """A kind without the ability gets the neutral answers, one with it is asked itself."""
    assert type(ability.of(kind)) is ability

    class Able(ability, NoteKind):  # type: ignore[valid-type, misc]
        """A note with the ability."""

    able = Able()
    assert ability.of(able) is able


@pytest.mark.parametrize("entry", RESOURCES, ids=lambda entry: entry.title)
def test_a_kind_has_what_its_schema_asks_for(entry: Entry) -> None:
    """A field that is patched, computed, waited for or trained on has the ability behind it."""
    kind = entry.kind
    fields = kind.schema.fields.values()
    assert isinstance(kind, Patched) == any(field.change == "patch" for field in fields)
    assert isinstance(kind, Derived) == any(field.derived for field in fields)
    assert isinstance(kind, WaitedFor) == ("wait" in kind.schema.fields)
    assert isinstance(kind, Trained) == ("retrain" in kind.schema.fields)
    assert isinstance(kind, FoundAgain) == any(field.trained for field in fields)
