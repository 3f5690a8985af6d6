"""MD5 and CRC32C, computed while the bytes pass, in the base64 forms that Cloud Storage shows.

See https://cloud.google.com/storage/docs/data-validation.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

import google_crc32c

from google_tuning_emulator.storage.errors import invalid


@dataclass(frozen=True)
class Expected:
    """What a client says its content's checksums are, in base64; empty: it doesn't say."""

    md5: str = ""
    crc32c: str = ""

    def joined(self, later: Expected) -> Expected:
        """Return both, the later statement winning."""
        return Expected(later.md5 or self.md5, later.crc32c or self.crc32c)


class Hasher:
    """The checksums of the bytes seen so far."""

    def __init__(self) -> None:
        self.size = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._crc32c = 0

    def update(self, data: bytes) -> None:
        """Take more bytes."""
        self.size += len(data)
        self._md5.update(data)
        self._crc32c = google_crc32c.extend(self._crc32c, data)

    @property
    def md5(self) -> str:
        """Base64 of the 16 bytes of the MD5."""
        return base64.b64encode(self._md5.digest()).decode()

    @property
    def crc32c(self) -> str:
        """Base64 of the 4 bytes of the CRC32C, the highest first."""
        return base64.b64encode(self._crc32c.to_bytes(4, "big")).decode()

    def check(self, expected: Expected) -> None:
        """Compare with what the client says.

        Raises:
            StorageError: 400 with Google's words if they differ.

        """
        if expected.md5 and expected.md5 != self.md5:
            raise invalid(
                f'Provided MD5 hash "{expected.md5}" doesn\'t match calculated MD5 hash '
                f'"{self.md5}".'
            )
        if expected.crc32c and expected.crc32c != self.crc32c:
            raise invalid(
                f'Provided CRC32C "{expected.crc32c}" doesn\'t match calculated CRC32C '
                f'"{self.crc32c}".'
            )


def from_headers(goog_hash: str, content_md5: str) -> Expected:
    """Read ``X-Goog-Hash: crc32c=…,md5=…`` and ``Content-MD5``."""
    found = dict(part.strip().partition("=")[::2] for part in goog_hash.split(",") if part.strip())
    return Expected(found.get("md5", content_md5), found.get("crc32c", ""))
