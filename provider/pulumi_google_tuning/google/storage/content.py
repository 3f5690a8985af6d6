"""The content of an upload: bytes with a known digest, checked against it while being read."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, BinaryIO

from pulumi_google_tuning.errors import GoogleTuningError

_BLOCK_BYTES = 1 << 20


class ContentError(GoogleTuningError):
    """The content can't be read, or changed since it was checked."""


class UploadInterruptedError(GoogleTuningError):
    """The upload was cancelled; it may or may not have arrived, unless it had not begun."""

    @classmethod
    def of(cls, what: str) -> UploadInterruptedError:
        """Return the error for an object or a file."""
        return cls(
            f"{what}: the upload was interrupted. To see whether it arrived, and upload it if not, "
            f"run `pulumi up` again"
        )

    @classmethod
    def of_reading(cls, label: str) -> UploadInterruptedError:
        """Return the error for content that is only read so far."""
        return cls(f"{label}: interrupted while it was read. Run the same command again")


@dataclass(frozen=True)
class Content:
    """Bytes to upload.

    label: their name in messages, such as a path. sha256: in hexadecimal. open: returns a new
    stream of them. crc32c: in base64, where it is known already.
    """

    label: str
    size_bytes: int
    sha256: str
    open: Callable[[], BinaryIO]
    crc32c: str | None = None

    def changed(self, sha256: str) -> ContentError:
        """Return the error for bytes that changed since they were checked."""
        return ContentError(
            f"{self.label} changed since it was checked (sha256 {self.sha256} then, {sha256} now). "
            f"To see the effect, run `pulumi up` again"
        )

    def unreadable(self, error: OSError) -> ContentError:
        """Return the error for bytes that can't be read."""
        return ContentError(f"{self.label} can't be read: {error.strerror or error}")


@dataclass(frozen=True)
class Fingerprint:
    """Checksums as Cloud Storage shows them, in base64.

    Source: https://cloud.google.com/storage/docs/data-validation.
    """

    size_bytes: int
    crc32c: str
    md5: str

    def agrees(self, size: Any, crc32c: Any, md5: Any) -> bool:
        """Return whether an object's checksums match; a composite object has no `md5Hash`."""
        same_md5 = md5 is None or md5 == self.md5
        return str(size) == str(self.size_bytes) and crc32c == self.crc32c and same_md5


def fingerprint(content: Content, cancel: threading.Event) -> Fingerprint:
    """Read the content once, check its digest and return its checksums.

    Raises ContentError, UploadInterruptedError.
    """
    sha256 = hashlib.sha256()
    md5 = hashlib.md5(usedforsecurity=False)
    crc32c = new_crc32c()
    size = 0
    try:
        with content.open() as stream:
            while block := stream.read(_BLOCK_BYTES):
                if cancel.is_set():
                    raise UploadInterruptedError.of_reading(content.label)
                size += len(block)
                for checksum in (sha256, md5, crc32c):
                    checksum.update(block)
    except OSError as error:
        raise content.unreadable(error) from None
    if sha256.hexdigest() != content.sha256:
        raise content.changed(sha256.hexdigest())
    return Fingerprint(size, _base64(crc32c.digest()), _base64(md5.digest()))


def new_crc32c() -> Any:
    """Return a new CRC32C, with hashlib's methods."""
    return import_module("google_crc32c").Checksum()


class HeldStream:
    """A stream of a content that raises ContentError if the bytes don't have its digest.

    It may be read again from an earlier position, such as after a chunk that was kept in part.
    """

    def __init__(self, content: Content) -> None:
        self._content = content
        self._sha256 = hashlib.sha256()
        self._hashed_bytes = 0
        try:
            self._stream = content.open()
        except OSError as error:
            raise content.unreadable(error) from None

    def read(self, size: int = -1) -> bytes:
        """Read; the last byte is only returned once the digest has been checked."""
        start = self._stream.tell()
        try:
            block = self._stream.read(size)
        except OSError as error:
            raise self._content.unreadable(error) from None
        end = start + len(block)
        if end > self._hashed_bytes:
            self._sha256.update(memoryview(block)[self._hashed_bytes - start :])
            self._hashed_bytes = end
        cut_off = bool(size) and (size < 0 or len(block) < size)
        over = self._hashed_bytes >= self._content.size_bytes or cut_off
        if over and self._sha256.hexdigest() != self._content.sha256:
            raise self._content.changed(self._sha256.hexdigest())
        return block

    def tell(self) -> int:
        """Return the position, from 0."""
        return self._stream.tell()

    def seek(self, place: int, whence: int = 0) -> int:
        """Move to a position."""
        return self._stream.seek(place, whence)

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
