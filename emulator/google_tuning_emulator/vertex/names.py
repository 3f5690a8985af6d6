"""Names of projects, locations and what is in them, as requests write and answers show them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from google_tuning_emulator.wire.errors import ApiError, error_info

_PROJECT_ID = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]|[a-z0-9.-]+:[a-z][a-z0-9-]+")
_LOCATION = re.compile(r"[a-z]+-[a-z]+[0-9]{1,2}|global|us|eu")
_MULTI_REGIONS = {"us-": "us", "europe-": "eu"}
_REGION_OF_GLOBAL = "us-central1"
_MODEL = re.compile(r"projects/([^/]+)/locations/([^/]+)/models/([^/@]+)(?:@([^/@]+))?")


@dataclass(frozen=True)
class Place:
    """A location of the one project there is; ``number`` is the project's."""

    number: str
    location: str

    @property
    def name(self) -> str:
        """The location's resource name, with the project number as Google writes it."""
        return f"projects/{self.number}/locations/{self.location}"

    def of(self, collection: str, resource_id: str) -> str:
        """Return the name of something in this place."""
        return f"{self.name}/{collection}/{resource_id}"


def place(project: str, location: str, number: str) -> Place:
    """Return the place that a request names by project id or number.

    Raises:
        ApiError: 403 for another project's number or an impossible id, 400 for no location.

    """
    if project != number and not _PROJECT_ID.fullmatch(project):
        raise ApiError(
            403,
            f"Permission denied on resource project {project}.",
            details=[error_info("CONSUMER_INVALID", consumer=f"projects/{project}")],
        )
    if not _LOCATION.fullmatch(location):
        raise ApiError(400, f"Unsupported region for Vertex AI: {location}.")
    return Place(number, location)


@dataclass(frozen=True)
class ModelReference:
    """A model, and which of its versions: a number, an alias, or empty for the default."""

    model_id: str
    version: str = ""
    location: str = ""


def split_version(text: str) -> ModelReference:
    """Return the reference of ``ID``, ``ID@2`` or ``ID@alias``."""
    model_id, _, version = text.partition("@")
    return ModelReference(model_id, version)


def serving_location(base_model: str, location: str) -> str:
    """Return where what a job makes is: a Gemini 3 in the multi-region, never at `global`.

    https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning of 2026-09-25.
    """
    if base_model.rpartition("/")[2].startswith("gemini-3"):
        return next(
            (there for begins, there in _MULTI_REGIONS.items() if location.startswith(begins)),
            location,
        )
    return _REGION_OF_GLOBAL if location == "global" else location


def model_reference(name: str, here: Place, also_in: tuple[str, ...] = ()) -> ModelReference | None:
    """Return what a model's full name refers to; None if it isn't one, or is elsewhere."""
    found = _MODEL.fullmatch(name)
    if found is None or found[2] not in (here.location, *also_in):
        return None
    if found[1] != here.number and not _PROJECT_ID.fullmatch(found[1]):
        return None
    return ModelReference(found[3], found[4] or "", found[2])


def random_number(digits: int = 19) -> str:
    """Return an id as Vertex AI makes them: a random number that fits 63 bits."""
    return str(10 ** (digits - 1) + secrets.randbelow(8 * 10 ** (digits - 1)))
