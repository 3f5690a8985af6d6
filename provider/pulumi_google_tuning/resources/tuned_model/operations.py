"""The long-running operations of tuned models: what a model itself doesn't tell of its training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import gemini

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

# Where Google's tutorials read them, of models of every version.
_VERSION = "v1"


def operations_of(session: Session, name: str) -> list[Json]:
    """Read the operations of a model, `tunedModels/ID`."""
    url = gemini.path({"apiVersion": _VERSION}, f"{name}/operations")
    return list(gemini.pages(session, url, "operations"))
