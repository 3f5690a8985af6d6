"""Bytes to text, in pieces of a bounded size: UTF-8, UTF-16, or an 8-bit encoding of Windows."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from enum import Enum
from typing import BinaryIO, Final

BOM: Final = b"\xef\xbb\xbf"
_UTF_16_LE: Final = b"\xff\xfe"
_UTF_16_BE: Final = b"\xfe\xff"
_PIECE_BYTES: Final = 1 << 16
_SIGN: Final = 4
"""As many bytes tell UTF-16 without a mark: two characters of ASCII."""


class Encoding(str, Enum):
    """An encoding of 8 bits a character, which has to be named: no file tells which one it has."""

    CP1252 = "cp1252"
    CP1250 = "cp1250"
    CP1251 = "cp1251"
    LATIN_1 = "latin-1"
    MAC_ROMAN = "mac-roman"


class EncodingError(Exception):
    """Bytes that aren't text: `line` from 1, and a sentence that leaves out every other byte."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


def utf_16(head: bytes) -> str | None:
    """Return the codec of UTF-16 by its mark, or by the zero bytes of ASCII; None for others."""
    if head.startswith(_UTF_16_LE):
        return "utf-16-le"
    if head.startswith(_UTF_16_BE):
        return "utf-16-be"
    zeros = [not byte for byte in head[:_SIGN]]
    if zeros == [False, True, False, True]:
        return "utf-16-le"
    if zeros == [True, False, True, False]:
        return "utf-16-be"
    return None


class Text:
    """A stream read as text. What was met on the way: `codec`, `marked`, `lines_in_8_bit`."""

    def __init__(self, stream: BinaryIO, encoding: Encoding | None = None) -> None:
        """Read what `stream` holds; lines that aren't UTF-8 are taken for `encoding`."""
        self._stream = stream
        self._encoding = encoding
        self._line = 1
        self._held = stream.read(_PIECE_BYTES)
        self.codec = utf_16(self._held) or "utf-8"
        """UTF-8, or the kind of UTF-16."""
        self.marked = self._held.startswith((BOM, _UTF_16_LE, _UTF_16_BE))
        """Whether it starts with a byte order mark."""
        self.lines_in_8_bit = 0
        """Lines, or pieces of long ones, that were read in the encoding that was given."""

    @property
    def encoding_name(self) -> str:
        """Name the encoding that was given."""
        return self._encoding.value if self._encoding else ""

    def pieces(self) -> Iterator[str]:
        """Yield the text in pieces. Raises EncodingError."""
        decoded = self._utf_8() if self.codec == "utf-8" else self._utf_16()
        start = next(decoded, "")
        yield start.removeprefix("\ufeff")
        yield from decoded

    def _utf_16(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.codec)()
        try:
            while self._held:
                text = decoder.decode(self._held)
                self._line += text.count("\n")
                yield text
                self._held = self._stream.read(_PIECE_BYTES)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise EncodingError(self._line, "isn't whole UTF-16") from None

    def _utf_8(self) -> Iterator[str]:
        while self._held:
            more = self._stream.read(_PIECE_BYTES)
            cut = _cut(self._held) if more else len(self._held)
            whole, self._held = self._held[:cut], self._held[cut:] + more
            if whole:
                yield self._decoded(whole)

    def _decoded(self, data: bytes) -> str:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return "".join(map(self._line_decoded, data.splitlines(keepends=True)))
        self._line += text.count("\n")
        return text

    def _line_decoded(self, data: bytes) -> str:
        """Decode a line: a file put together from others may be UTF-8 in one and not the next."""
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            byte = data[error.start]
            if self._encoding is None:
                raise EncodingError(self._line, f"isn't UTF-8 (byte 0x{byte:02x})") from None
            text = self._in_8_bit(data, self._encoding)
            self.lines_in_8_bit += 1
        self._line += data.count(b"\n")
        return text

    def _in_8_bit(self, data: bytes, encoding: Encoding) -> str:
        try:
            return data.decode(encoding.value)
        except UnicodeDecodeError as error:
            byte = data[error.start]
            problem = f"is neither UTF-8 nor {encoding.value} (byte 0x{byte:02x})"
            raise EncodingError(self._line, problem) from None


def _cut(data: bytes) -> int:
    """Return where data may be cut: after its last line, else after its last byte of ASCII."""
    line_end = data.rfind(b"\n") + 1
    if line_end:
        return line_end
    return next((at + 1 for at in range(len(data) - 1, -1, -1) if data[at] < 128), 0)  # noqa: PLR2004 - ASCII
