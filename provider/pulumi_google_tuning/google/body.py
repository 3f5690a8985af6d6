"""The JSON body of a request; parts of it may be written already, and are sent as they are."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any


class Written:
    """A value whose JSON is in memory: what is large is neither built nor written again."""

    def __init__(self, text: Callable[[], bytes]) -> None:
        """`text` returns its JSON, compact and in UTF-8."""
        self.text = text

    def value(self) -> Any:
        """Return the value, for who looks at what was sent."""
        return json.loads(self.text())


def encoded(body: Mapping[str, Any]) -> bytes:
    """Return a body's JSON, compact and in UTF-8: a check has counted these very bytes.

    Raises ValueError for a number that JSON doesn't have.
    """
    # A text that no value of the body can have.
    mark = uuid.uuid4().hex
    written: list[Written] = []

    def place(value: Any) -> str:
        if not isinstance(value, Written):
            raise TypeError(f"{type(value).__name__} has no JSON")
        written.append(value)
        return f"{mark}{len(written) - 1}"

    text = json.dumps(
        body, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=place
    )
    parts: list[bytes] = []
    rest = text.encode()
    for number, one in enumerate(written):
        before, _, rest = rest.partition(f'"{mark}{number}"'.encode())
        parts += before, one.text()
    return b"".join((*parts, rest))
