"""What the emulator keeps of jobs, models, endpoints and operations. Instants in nanoseconds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.training.outcome import Outcome
from google_tuning_emulator.vertex.life import Life

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass
class Record:
    """Something that is kept as JSON text."""

    def to_text(self) -> str:
        """Return the record as JSON text for the store."""
        return json.dumps(vars(self), default=vars)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the record that ``to_text`` wrote."""
        return cls(**json.loads(text))


@dataclass
class Checkpoint:
    """The model as it was after an epoch, and the endpoint that serves it."""

    checkpoint_id: str
    epoch: int
    step: int
    endpoint_id: str


@dataclass
class JobRecord(Record):
    """A tuning job. ``request`` is what was asked for, with what the server filled in."""

    job_id: str
    location: str
    api_version: str
    request: dict[str, Any]
    spec: str
    base_model: str
    life: Life
    statistics: dict[str, Any] = field(default_factory=dict)
    parent_model_id: str = ""
    # Where its model and its endpoints are; empty: where it is.
    served_in: str = ""
    # The hyperparameters that the server chose: shown once the job was trained.
    chosen: dict[str, Any] = field(default_factory=dict)
    # Whether it names a model that there isn't, should it end without one.
    names_missing_model: bool = False
    # Trained, and brought to no endpoint: what a failure to create one leaves, and open models.
    unserved: bool = False
    weights_only: bool = False
    # What a success brought; empty before it, kept for ever after.
    model_id: str = ""
    version_id: str = ""
    endpoint_id: str = ""
    checkpoints: list[Checkpoint] = field(default_factory=list)

    @property
    def serving_location(self) -> str:
        """Where what it makes is."""
        return self.served_in or self.location

    @property
    def dataset_uri(self) -> str:
        """The training data's URI."""
        spec = self.request[self.spec]
        return str(spec.get("trainingDatasetUri") or spec.get("promptDatasetUri", ""))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the record that ``to_text`` wrote."""
        values = json.loads(text)
        life = values.pop("life")
        failure = life.pop("failure")
        checkpoints = [Checkpoint(**each) for each in values.pop("checkpoints")]
        outcome = Outcome(**failure) if failure else None
        return cls(life=Life(**life, failure=outcome), checkpoints=checkpoints, **values)


@dataclass
class ModelVersion:
    """One version of a model; ``job_id`` is the job whose examples it answers from."""

    version_id: str
    created_ns: int
    job_id: str
    aliases: list[str] = field(default_factory=list)
    description: str = ""


@dataclass
class ModelRecord(Record):
    """A model with its versions, oldest first; labels and names are the model's."""

    model_id: str
    location: str
    created_ns: int
    updated_ns: int
    base_model: str
    display_name: str = ""
    description: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    next_version: int = 1
    versions: list[ModelVersion] = field(default_factory=list)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the record that ``to_text`` wrote."""
        values = json.loads(text)
        versions = [ModelVersion(**each) for each in values.pop("versions")]
        return cls(versions=versions, **values)

    def version(self, wanted: str) -> ModelVersion | None:
        """Return the version of a number or an alias; the default one for an empty text."""
        return next(
            (
                each
                for each in self.versions
                if wanted == each.version_id or (wanted or "default") in each.aliases
            ),
            None,
        )


@dataclass
class Deployment:
    """A model version on an endpoint."""

    deployed_id: str
    model_id: str
    version_id: str
    created_ns: int
    display_name: str = ""
    checkpoint_id: str = ""


@dataclass
class EndpointRecord(Record):
    """An endpoint and what is deployed on it."""

    endpoint_id: str
    location: str
    created_ns: int
    updated_ns: int
    display_name: str = ""
    description: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    deployments: list[Deployment] = field(default_factory=list)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the record that ``to_text`` wrote."""
        values = json.loads(text)
        deployments = [Deployment(**each) for each in values.pop("deployments")]
        return cls(deployments=deployments, **values)


@dataclass
class OperationRecord(Record):
    """A long-running operation: what it will do when its time has come, and what came of it.

    ``collection`` and ``resource_id`` name what it works on; ``arguments`` are the effect's.
    """

    operation_id: str
    location: str
    api_version: str
    kind: str
    collection: str
    resource_id: str
    created_ns: int
    done_ns: int
    arguments: dict[str, Any] = field(default_factory=dict)
    applied: bool = False
    error: dict[str, Any] | None = None
