"""Reading an answer's body within bounds: of seconds in all, and of bytes once it is unpacked.

A read's own timeout bounds the wait for the next byte, so that a body which drips would never end;
and a megabyte of gzip unpacks to a thousand.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError, SSLError

from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.errors.bounds import LargeAnswerError, SlowAnswerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_BYTES: Final = 128 << 20
"""A page of a thousand models, each with the longest loss curve that was seen."""
_BLOCK_BYTES: Final = 1 << 16
_ENCODINGS: Final = ("", "identity", "gzip", "x-gzip", "deflate")


def read_body(
    response: requests.Response,
    seconds: float,
    most_bytes: int = MOST_BYTES,
    clock: Callable[[], float] = time_limit.monotonic,
) -> None:
    """Read a streamed answer's body, as `response.content` does, within so many seconds and bytes.

    Raises requests' exceptions, SlowAnswerError and LargeAnswerError among them.
    """
    raw = response.raw
    if not hasattr(raw, "read1"):  # read already
        return
    try:
        body = b"".join(_blocks(raw, _encoding(response), seconds, most_bytes, clock))
    except requests.RequestException:  # some are urllib3's too
        response.close()
        raise
    except ReadTimeoutError as error:
        response.close()
        raise requests.exceptions.ReadTimeout(error) from error
    except SSLError as error:
        response.close()
        raise requests.exceptions.SSLError(error) from error
    except HTTPError as error:
        response.close()
        raise requests.exceptions.ChunkedEncodingError(error) from error
    response._content = body  # noqa: SLF001 - what `content` returns, and where it keeps it
    response._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001


def _encoding(response: requests.Response) -> str:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise requests.exceptions.ContentDecodingError("the answer has an unknown Content-Encoding")
    return encoding


def _blocks(
    raw: Any, encoding: str, seconds: float, most_bytes: int, clock: Callable[[], float]
) -> Iterator[bytes]:
    end = clock() + seconds
    left = most_bytes
    # 32: whichever header it has, gzip's or zlib's.
    packed = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding not in _ENCODINGS[:2] else None
    while block := raw.read1(_BLOCK_BYTES, decode_content=False):
        if clock() > end:
            raise SlowAnswerError(f"the answer is not complete after {seconds:.0f} s")
        if packed is not None:
            try:
                block = packed.decompress(block, left + 1)
            except zlib.error as error:
                raise requests.exceptions.ContentDecodingError(error) from error
        left -= len(block)
        if left < 0:
            raise LargeAnswerError(f"the answer has more than {most_bytes >> 20} MiB")
        yield block
