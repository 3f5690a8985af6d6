"""A kind of resource that is trained, on a server that is a dictionary: birds in a cage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.fields.resource_schema import ResourceSchema, body_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import TransportError
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable
from pulumi_google_tuning.lifecycle.adoption import FindOrCreate, Found
from pulumi_google_tuning.lifecycle.call import Call, StackState
from pulumi_google_tuning.lifecycle.identity import Identity, readable_id, trained_on
from pulumi_google_tuning.lifecycle.run import Run

URN = "urn:pulumi:s::p::google-tuning:Bird::robin"
WREN = "urn:pulumi:s::p::google-tuning:Bird::wren"
INPUTS: dict[str, Any] = {"song": "trill"}


class BirdKind(Breakable, Trained):
    """A trained bird; the server is a dictionary."""

    schema = ResourceSchema.of(
        {
            "title": "Bird",
            "properties": {
                "song": {"x-change": "replace", "x-trained": True},
                "birdId": {"x-change": "refuse", "x-provider-only": True},
                "revision": {"x-change": "replace", "x-trained": True, "x-provider-only": True},
                "adopt": {"x-change": "none", "x-provider-only": True},
            },
        }
    )
    noun = "bird"

    def __init__(self) -> None:
        self.held: dict[str, Json] = {}
        self.answers: list[Exception] = []
        """What creates raise, one after another; the work of a lost one is done."""
        self.posts = 0
        self.looks: list[str] = []
        """The ids that were read."""

    def explicit_id(self, inputs: Mapping[str, Any]) -> str | None:
        """Return the user's own id."""
        return inputs.get("birdId")

    def id_for(self, inputs: Mapping[str, Any], name: str, identity: Identity | None) -> str:
        """Return the user's id, or one made of the identity."""
        return readable_id(name, identity) if identity else str(self.explicit_id(inputs))

    def find(self, session: Any, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look for a bird."""
        return self.get(session, key, inputs)

    def create(
        self, session: Any, key: str, inputs: Mapping[str, Any], data: Any, call: Call
    ) -> Json:
        """Train a bird, or lose the answer."""
        del session, data, call
        self.posts += 1
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or isinstance(answer, TransportError):
            self.held[key] = {"name": key, **body_of(self.schema, inputs)}
        if answer is not None:
            raise answer
        return self.held[key]

    def get(self, session: Any, object_id: str, values: Mapping[str, Any]) -> Json | None:
        """Read a bird."""
        del session, values
        self.looks.append(object_id)
        return self.held.get(object_id)

    def delete(self, session: Any, object_id: str, outputs: Mapping[str, Any], call: Call) -> None:
        """Set a bird free."""
        del session, outputs, call
        del self.held[object_id]

    def object_id(self, obj: Mapping[str, Any]) -> str:
        """Return its name."""
        return str(obj["name"])

    def list_all(self, session: Any, values: Mapping[str, Any]) -> dict[str, Json]:
        """List all birds."""
        del session, values
        return self.held

    def unusable_reason(self, obj: Mapping[str, Any]) -> str | None:
        """Return that it flew away."""
        return "it flew away" if obj.get("flown") else None


class Cage:
    """One stack's birds."""

    def __init__(self) -> None:
        self.kind = BirdKind()
        self.said: list[str] = []
        self.warned: list[str] = []
        self.stack: StackState | None = StackState("lineage")
        self.memory = Run()
        self.retrain = "allow"
        self.any_language = False

    def key(self, attempt: int = 0, lineage: str = "lineage") -> str:
        """Return the id that an attempt has."""
        trained = trained_on(self.kind.schema, INPUTS)
        return readable_id("robin", Identity(lineage, URN, trained, attempt))

    def hold(self, key: str, **more: Any) -> None:
        """Have a bird there already."""
        self.kind.held[key] = {"name": key, "song": "trill", **more}

    def run(self, **more: Any) -> Found:
        """Find or create."""
        call = Call(
            urn=URN,
            say=self.said.append,
            warn=self.warned.append,
            state=lambda: self.stack,
            run=self.memory,
            any_language=self.any_language,
        )
        inputs = {**INPUTS, **more}
        config = Config(retrain=self.retrain)
        made = FindOrCreate(self.kind, None, call, inputs, lambda: None, config)  # type: ignore[arg-type]
        return made.run()
