"""What the emulator keeps of a tuned model and of a permission."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from google_tuning_emulator.gemini.life import Training
from google_tuning_emulator.training.outcome import Outcome

EVERYONE = "EVERYONE"


@dataclass
class TunedModelRecord:
    """A tuned model; its examples and permissions are kept beside it."""

    model_id: str
    api_version: str
    operation_id: str
    base_model: str
    source_model: str
    training: Training
    hyperparameters: dict[str, float]
    temperature: float
    top_p: float
    top_k: int
    display_name: str = ""
    description: str = ""
    reader_project_numbers: list[int] = field(default_factory=list)
    patched_ns: int | None = None

    @property
    def name(self) -> str:
        """The resource name."""
        return f"tunedModels/{self.model_id}"

    @property
    def operation_name(self) -> str:
        """The resource name of the operation that creates it."""
        return f"{self.name}/operations/{self.operation_id}"

    def update_ns(self, now_ns: int) -> int:
        """Return when it last changed: created, training ended, or patched."""
        times = [self.training.created_ns]
        if self.patched_ns is not None:
            times.append(self.patched_ns)
        if self.training.ends_ns is not None and self.training.ends_ns <= now_ns:
            times.append(self.training.ends_ns)
        return max(times)

    def to_text(self) -> str:
        """Return the record as JSON text for the store."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> TunedModelRecord:
        """Return the record that ``to_text`` wrote."""
        values: dict[str, Any] = json.loads(text)
        training = values.pop("training")
        failure = training.pop("failure")
        outcome = Outcome(**failure) if failure else None
        return cls(training=Training(**training, failure=outcome), **values)


@dataclass(frozen=True)
class PermissionRecord:
    """Who may do what with a tuned model. ``email`` is empty for EVERYONE."""

    model_id: str
    permission_id: str
    grantee_type: str
    email: str
    role: str

    @property
    def name(self) -> str:
        """The resource name."""
        return f"tunedModels/{self.model_id}/permissions/{self.permission_id}"

    @property
    def grantee(self) -> str:
        """What makes a grantee the same: the address, however it is written, or EVERYONE."""
        return self.email.lower() if self.grantee_type != EVERYONE else EVERYONE
