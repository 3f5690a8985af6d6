"""``Content-Range`` of a piece of a resumable upload.

See https://cloud.google.com/storage/docs/performing-resumable-uploads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from google_tuning_emulator.storage.errors import StorageError, invalid

_FORM = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)", re.ASCII)


@dataclass(frozen=True)
class ContentRange:
    """Which bytes come, the last one included, and how many there will be in all.

    ``first`` and ``last`` are None for a status query, ``total`` while nobody knows it.
    """

    first: int | None
    last: int | None
    total: int | None

    @classmethod
    def read(cls, header: str, length: int | None) -> ContentRange:
        """Read the header of a request with a body of ``length`` bytes, None for a chunked one.

        Without the header the body is all there is.

        Raises:
            StorageError: 400 for a header that isn't one, or says otherwise than the body.

        """
        if not header:
            if length is None:
                raise invalid("Failed to parse Content-Range header.")
            return cls(0, length - 1, length)
        found = _FORM.fullmatch(header.strip())
        if found is None:
            raise invalid("Failed to parse Content-Range header.")
        first, last, total = (
            int(text) if text and text != "*" else None for text in found.groups()
        )
        result = cls(first, last, total)
        result._check(length)
        return result

    @property
    def is_query(self) -> bool:
        """Whether no bytes come: the client asks what is there."""
        return self.first is None

    @property
    def length(self) -> int:
        """How many bytes come."""
        return 0 if self.first is None or self.last is None else self.last + 1 - self.first

    @property
    def is_final(self) -> bool:
        """Whether these are the last bytes."""
        return self.last is not None and self.last + 1 == self.total

    def check_fits(self, kept: int) -> None:
        """Compare with how many bytes were kept before.

        Raises:
            StorageError: 400 for bytes that come too early, or a total that is passed already.

        """
        if self.first is not None and self.first > kept:
            raise _wrong(
                f"the upload offset is {self.first} byte(s), which exceeds already uploaded "
                f"size of {kept} byte(s)."
            )

        if self.total is not None and self.total < kept:
            raise _wrong(
                f"the total size is {self.total} byte(s), but {kept} byte(s) were uploaded already."
            )

    def check_total(self, announced: int | None) -> None:
        """Compare with the size that was announced when the upload began.

        Raises:
            StorageError: 400 if they differ.

        """
        if None not in (announced, self.total) and announced != self.total:
            raise _wrong(
                f"the total size is {self.total} byte(s), but the upload was begun for "
                f"{announced} byte(s)."
            )

    def _check(self, length: int | None) -> None:
        if length is not None and length != self.length:
            raise _wrong(
                f"the request has {self.length} byte(s), but its body has {length} byte(s)."
            )
        if self.last is not None and self.total is not None and self.last >= self.total:
            raise _wrong(
                f"the last byte is number {self.last}, which exceeds the final size of "
                f"{self.total} byte(s)."
            )


def _wrong(what: str) -> StorageError:
    return invalid(f"Invalid request.  According to the Content-Range header, {what}")
