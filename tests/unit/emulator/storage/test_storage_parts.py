"""The parts of the storage emulator that need no server."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from google_tuning_emulator.storage.byte_ranges import byte_range
from google_tuning_emulator.storage.checksums import Hasher, from_headers
from google_tuning_emulator.storage.content import BLOCK_BYTES, ContentFolder
from google_tuning_emulator.storage.content_range import ContentRange
from google_tuning_emulator.storage.errors import StorageError
from google_tuning_emulator.storage.metadata import merged
from google_tuning_emulator.storage.multipart import MultipartBody
from google_tuning_emulator.storage.partial import partial
from google_tuning_emulator.storage.preconditions import NotModifiedError, Preconditions
from google_tuning_emulator.storage.records import Content, ObjectRecord
from google_tuning_emulator.wire.body_stream import BodyStream, ClientGoneError

RECORD = ObjectRecord("b", "n", 7, 2, Content("blob", 0, "", ""), 0, 0)


class Dripping(io.BytesIO):
    """A connection that gives a few bytes at a time, whatever is asked for."""

    def __init__(self, content: bytes, most: int) -> None:
        super().__init__(content)
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        """Return at most a few bytes."""
        return super().read(self._most if size is None or size < 0 else min(size, self._most))


@given(st.binary(max_size=200), st.integers(1, 50), st.integers(1, 50))
def test_a_stream_gives_whole_pieces(content: bytes, most: int, size: int) -> None:
    """However the bytes drip in, each piece is as long as was asked for, but for the last."""
    for length in (len(content), None):
        stream = BodyStream(Dripping(content, most), length)
        pieces = []
        while piece := stream.read(size):
            pieces.append(piece)
        assert b"".join(pieces) == content
        assert {len(piece) for piece in pieces[:-1]} <= {size}
        assert (stream.received, stream.broken) == (len(content), False)


@given(st.integers(0, 99))
def test_a_stream_that_breaks_off(there: int) -> None:
    """A body that ends before its announced length is an error, never a short body."""
    stream = BodyStream(io.BytesIO(bytes(there)), 100)
    with pytest.raises(ClientGoneError):
        stream.drain()
    assert stream.broken


@given(
    st.binary(max_size=60).filter(lambda content: b"\n--bb" not in content),
    st.integers(1, 30),
    st.sampled_from([b"\r\n", b"\n"]),
)
def test_multipart_wherever_it_is_cut(content: bytes, most: int, line: bytes) -> None:
    """The content is the same wherever the reads cut the boundary, and ends where it ends."""
    head = (b"--bb", b"content-type: application/json", b"", b'{"a": 1}', b"--bb", b"X-Y: z")
    body = line.join((*head, b"", b"")) + content + line + b"--bb--" + line
    parts = MultipartBody(Dripping(body, most), "multipart/related; boundary=bb")
    assert parts.metadata() == b'{"a": 1}'
    assert b"".join(parts.content()) == content


@pytest.mark.parametrize(
    ("header", "size", "expected"),
    [
        ("bytes=0-9", 100, (0, 10)),
        ("bytes=90-", 100, (90, 100)),
        ("bytes=90-999", 100, (90, 100)),
        ("bytes=-5", 100, (95, 100)),
        ("bytes=-500", 100, (0, 100)),
        ("", 100, None),
        ("bytes=9-0", 100, None),
        ("bytes=0-1,5-6", 100, None),
        ("bytes=-", 100, None),
        ("bytes=0-", 0, "416"),
        ("bytes=-0", 100, "416"),
        ("bytes=100-", 100, "416"),
    ],
)
def test_byte_ranges(header: str, size: int, expected: Any) -> None:
    """A range is cut to the content; one that makes no sense is ignored, an empty one is 416."""
    if expected == "416":
        with pytest.raises(StorageError, match="cannot be satisfied"):
            byte_range(header, size)
    else:
        assert byte_range(header, size) == expected


def test_content_ranges() -> None:
    """Pieces, status queries and the end are told apart; without a header the body is all."""
    piece = ContentRange.read("bytes 0-9/*", 10)
    assert (piece.length, piece.is_query, piece.is_final) == (10, False, False)
    last = ContentRange.read("bytes 10-14/15", None)
    assert (last.first, last.total, last.is_final) == (10, 15, True)
    assert ContentRange.read("bytes */*", 0).is_query
    assert ContentRange.read("bytes */15", 0).total == 15
    whole = ContentRange.read("", 0)
    assert (whole.is_query, whole.is_final, whole.length, whole.total) == (False, True, 0, 0)
    with pytest.raises(StorageError):
        ContentRange.read("", None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", {"items": [{"name": "a", "size": "1"}], "kind": "k", "next": {"deep": {"x": 1}}}),
        ("kind", {"kind": "k"}),
        ("items(name),kind", {"items": [{"name": "a"}], "kind": "k"}),
        ("items/name", {"items": [{"name": "a"}]}),
        ("items/*", {"items": [{"name": "a", "size": "1"}]}),
        ("next/deep(x), kind", {"next": {"deep": {"x": 1}}, "kind": "k"}),
        ("nothing", {}),
    ],
)
def test_partial_answers(fields: str, expected: Any) -> None:
    """`fields` selects what is named, through lists and objects."""
    body = {"items": [{"name": "a", "size": "1"}], "kind": "k", "next": {"deep": {"x": 1}}}
    assert partial(body, fields) == expected


@pytest.mark.parametrize("fields", ["a(", "a(b", "a)", "a,", ",a", "a//b", "a b", "a!", "()"])
def test_partial_answers_of_nonsense(fields: str) -> None:
    """A selection with a mistake is refused."""
    with pytest.raises(StorageError, match="Invalid field selection"):
        partial({"a": 1}, fields)


@pytest.mark.parametrize(
    ("parameters", "on_none", "on_some"),
    [
        ({}, "", ""),
        ({"ifGenerationMatch": "0"}, "", "412"),
        ({"ifGenerationMatch": "7"}, "412", ""),
        ({"ifGenerationNotMatch": "0"}, "412", ""),
        ({"ifGenerationNotMatch": "7"}, "", "304"),
        ({"ifMetagenerationMatch": "2"}, "412", ""),
        ({"ifMetagenerationMatch": "3"}, "412", "412"),
        ({"ifMetagenerationNotMatch": "2"}, "", "304"),
        ({"ifGenerationMatch": "7", "ifMetagenerationMatch": "3"}, "412", "412"),
    ],
)
def test_preconditions(parameters: dict[str, str], on_none: str, on_some: str) -> None:
    """Each precondition lets pass, is 412, or for a read that has it already 304."""
    allowed = Preconditions.read(parameters)
    for live, expected in ((None, on_none), (RECORD, on_some)):
        for reading in (False, True):
            refused: type[Exception] = StorageError
            if reading and (expected == "304" or "ifGenerationNotMatch" in parameters):
                refused = NotModifiedError
            if expected:
                with pytest.raises(refused):
                    allowed.check(live, reading=reading)
            else:
                allowed.check(live, reading=reading)


def test_what_a_patch_leaves() -> None:
    """Null takes away a field or a key, a value replaces it, what isn't named stays."""
    fields = {"contentType": "a", "cacheControl": "b", "metadata": {"x": "1", "y": "2"}}
    body = {"contentType": None, "metadata": {"x": None, "z": "3"}, "size": "7", "name": "other"}
    assert merged(fields, body) == {"cacheControl": "b", "metadata": {"y": "2", "z": "3"}}
    assert "metadata" not in merged(fields, {"metadata": {"x": None, "y": None}})
    assert "metadata" not in merged(fields, {"metadata": None})
    assert fields["metadata"] == {"x": "1", "y": "2"}, "the old fields aren't touched"
    for wrong in ({"contentType": 1}, {"metadata": []}, {"temporaryHold": "yes"}):
        with pytest.raises(StorageError, match="Invalid value for field"):
            merged({}, wrong)


def test_known_checksums() -> None:
    """The checksums are the ones that the documents give for known content."""
    hasher = Hasher()
    hasher.update(b"12345")
    hasher.update(b"6789")
    assert (hasher.size, hasher.crc32c) == (9, "4waSgw==")  # 0xE3069283, the check of CRC-32C
    assert hasher.md5 == "JfnnlDI7RTiF9RgfG2JNCw=="
    assert from_headers("crc32c=a==, md5=b==", "").md5 == "b=="
    assert from_headers("", "c==").md5 == "c=="


def test_a_writer_goes_on_after_whole_blocks(tmp_path: Any) -> None:
    """What was half written is cut off, and the checksums are those of the whole file."""
    folder = ContentFolder(str(tmp_path / "db"))
    writer = folder.write("blob")
    writer.append(b"x" * BLOCK_BYTES + b"torn")
    writer.close()
    again = folder.write("blob")
    assert again.size == BLOCK_BYTES
    again.append(b"end")
    again.close()
    expected = Hasher()
    expected.update(b"x" * BLOCK_BYTES + b"end")
    with folder.open("blob") as content:
        assert content.read() == b"x" * BLOCK_BYTES + b"end"
    assert (again.hasher.md5, again.hasher.crc32c) == (expected.md5, expected.crc32c)


def test_written_bytes_are_there_at_once(tmp_path: Any) -> None:
    """A reader that comes before the writer has closed its file sees every byte."""
    folder = ContentFolder(str(tmp_path / "db"))
    writer = folder.write("blob")
    writer.append(b"few")
    with folder.open("blob") as content:
        assert content.read() == b"few"
    writer.close()
