"""``multipart/related`` bodies: metadata, then content that isn't held in memory.

See https://cloud.google.com/storage/docs/uploading-objects#rest-upload-objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from werkzeug.http import parse_options_header

from google_tuning_emulator.storage.errors import StorageError, invalid

if TYPE_CHECKING:
    from google_tuning_emulator.wire.body_stream import Source

_MOST_METADATA_BYTES = 1024 * 1024
_PIECE_BYTES = 1024 * 1024


class MultipartBody:
    r"""The two parts of a body, to be read in their order: ``metadata()``, then ``content()``.

    Lines end as the first one does: Google's own clients send ``\r\n`` or ``\n``.
    """

    def __init__(self, stream: Source, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        if kind != "multipart/related" or not options.get("boundary"):
            raise invalid("Missing end boundary in multipart body.")
        self._stream = stream
        self._held = b""
        self._boundary = b"--" + options["boundary"].encode("latin-1", "replace")
        self._line_end = b"\r\n"
        self.content_type = ""

    def metadata(self) -> bytes:
        """Return the first part's body."""
        first = self._until(b"\n")
        self._line_end = b"\r\n" if first.endswith(b"\r") else b"\n"
        if first.rstrip() != self._boundary:
            raise _malformed()
        self._headers()
        body = self._until(self._delimiter)
        self._until(self._line_end)
        self.content_type = self._headers().get("content-type", "")
        return body

    def content(self) -> Iterator[bytes]:
        """Yield the second part's body.

        Raises:
            StorageError: 400 if its end doesn't come, after everything was yielded.

        """
        end = self._delimiter + b"--"
        while True:
            at = self._held.find(end)
            if at >= 0:
                yield self._held[:at]
                return
            sure = len(self._held) - len(end) + 1  # what can't be the end's beginning
            if sure > 0:
                yield self._held[:sure]
                self._held = self._held[sure:]
            piece = self._stream.read(_PIECE_BYTES)
            if not piece:
                raise _malformed()
            self._held += piece

    @property
    def _delimiter(self) -> bytes:
        return self._line_end + self._boundary

    def _headers(self) -> dict[str, str]:
        found = {}
        while True:
            line = self._until(self._line_end).decode("latin-1")
            if not line:
                break
            name, _, value = line.partition(":")
            found[name.strip().lower()] = value.strip()
        encoding = found.get("content-transfer-encoding", "binary").lower()
        if encoding not in ("binary", "8bit", "7bit"):
            raise invalid(f"The emulator doesn't decode a Content-Transfer-Encoding: {encoding}.")
        return found

    def _until(self, mark: bytes) -> bytes:
        """Return the bytes before a mark, and take both from the body."""
        while True:
            at = self._held.find(mark)
            if at >= 0:
                found, self._held = self._held[:at], self._held[at + len(mark) :]
                return found
            # The content's first bytes come with the metadata's last: pieces may be large.
            piece = self._stream.read(_PIECE_BYTES)
            if not piece or len(self._held) > _MOST_METADATA_BYTES:
                raise _malformed()
            self._held += piece


def _malformed() -> StorageError:
    return invalid("Missing end boundary in multipart body.")
