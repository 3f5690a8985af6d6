"""Lines are read some at a time: all of them, in order, and none that is too long is held."""

from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.data.datasets import lines as reading
from pulumi_google_tuning.data.datasets.lines import Lines, blocks_of

MOST = 7
CONTENT = st.lists(
    st.one_of(
        st.binary(max_size=4).filter(lambda some: b"\n" not in some),
        st.integers(MOST - 2, MOST + 2).map(lambda size: b"x" * size),
        st.sampled_from((b"", b"\r", b"\xe2\x80\xa8", b"y" * 40)),
    ),
    max_size=12,
).map(b"\n".join)


class _Slow(io.RawIOBase):
    """A stream that gives some bytes at a time, as a pipe does."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self._data, self._sizes = io.BytesIO(data), sizes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        size = self._sizes.pop() if self._sizes else 3
        piece = self._data.read(min(size, len(buffer)))  # type: ignore[arg-type]
        buffer[: len(piece)] = piece  # type: ignore[index]
        return len(piece)


def _each(content: bytes, most: int) -> list[bytes | int]:
    """Return each line, or its size where that is more than `most`, without its line feed."""
    found = [
        len(one.removesuffix(b"\n")) if len(one.removesuffix(b"\n")) > most else one
        for one in io.BytesIO(content)
    ]
    return list(found)


@pytest.mark.parametrize("block_bytes", [1, 2, 3, 5, 1 << 15])
@given(content=CONTENT, most=st.integers(0, 12), sizes=st.lists(st.integers(1, 9), max_size=4))
def test_each_line_comes_once(
    block_bytes: int, content: bytes, most: int, sizes: list[int]
) -> None:
    """Wherever a block, or what a stream gives at once, ends: lines, sizes, number and digest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_BLOCK_BYTES", block_bytes)
        lines = Lines(io.BufferedReader(_Slow(content, sizes)), most)
        found: list[bytes | int] = []
        for block in lines:
            found += [block] if isinstance(block, int) else block
            assert lines.number == len(found)
        assert found == _each(content, most)
        assert lines.size_bytes == len(content)
        assert lines.sums.sha256() == hashlib.sha256(content).hexdigest()
        of_piece = [line for block in blocks_of(content) for line in _listed(block)]
        assert of_piece == list(io.BytesIO(content))


def _listed(block: list[bytes] | int) -> list[bytes]:
    assert isinstance(block, list)
    return block


def test_some_lines_come_at_a_time() -> None:
    """Few are held, of however many a file has; what a block costs is shared by its lines."""
    line = b"x" * 99 + b"\n"
    blocks = list(Lines(io.BytesIO(line * 10_000), 1_000_000))
    assert {type(block) for block in blocks} == {list}
    assert 20 < len(blocks) < 50
    assert max(map(len, blocks)) <= 400
