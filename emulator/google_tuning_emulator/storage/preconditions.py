"""``ifGenerationMatch`` and its kin.

See https://cloud.google.com/storage/docs/request-preconditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from google_tuning_emulator.storage.errors import condition_not_met, invalid

if TYPE_CHECKING:
    from google_tuning_emulator.storage.records import ObjectRecord

_NAMES = {
    "ifGenerationMatch": "generation_match",
    "ifGenerationNotMatch": "generation_not_match",
    "ifMetagenerationMatch": "metageneration_match",
    "ifMetagenerationNotMatch": "metageneration_not_match",
}


class NotModifiedError(Exception):
    """A read's ``…NotMatch`` doesn't hold: the client has this generation already, 304."""


@dataclass(frozen=True)
class Preconditions:
    """The numbers that a request gives; no object has generation 0."""

    generation_match: int | None = None
    generation_not_match: int | None = None
    metageneration_match: int | None = None
    metageneration_not_match: int | None = None

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Preconditions:
        """Read a request's query parameters.

        Raises:
            StorageError: 400 for one that isn't a number.

        """
        return cls(
            **{
                attribute: _number(name, parameters[name])
                for name, attribute in _NAMES.items()
                if name in parameters
            }
        )

    def as_json(self) -> dict[str, int | None]:
        """Return what a resumable upload keeps until its last byte."""
        return asdict(self)

    def check(self, live: ObjectRecord | None, *, reading: bool = False) -> None:
        """Let a request pass that meets this object, or none.

        Raises:
            StorageError: 412.
            NotModifiedError: A read that asked for anything but this generation.

        """
        generation = live.generation if live else 0
        metageneration = live.metageneration if live else 0
        if self.generation_match not in (None, generation) or self.metageneration_match not in (
            None,
            metageneration,
        ):
            raise condition_not_met()
        if generation == self.generation_not_match or (
            metageneration == self.metageneration_not_match
        ):
            raise NotModifiedError if reading else condition_not_met("If-None-Match")


def generation_of(parameters: Mapping[str, str]) -> int | None:
    """Return the generation that a request names, None if it takes the live one.

    Raises:
        StorageError: 400 for one that isn't a number.

    """
    given = parameters.get("generation")
    return None if given is None else _number("generation", given)


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise invalid(f"Invalid unsigned integer value: '{text}'.", name)
    return int(text)
