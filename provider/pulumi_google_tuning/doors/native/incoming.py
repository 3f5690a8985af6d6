"""A request of the engine: its values plain, and what of them is secret."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from google.protobuf import struct_pb2

from pulumi_google_tuning.doors.shared.wire import Path, Read, read, written
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.redact import redact
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.row_lists import fields_of
from pulumi_google_tuning.fields.spelling import camel
from pulumi_google_tuning.fields.values import Json

_UNREADABLE: Final = (
    "what the program gives can't be read: a value of it is nested too deep. Pulumi's protocol for "
    "plugins ends at 33 maps in one another. Give it flatter, or training data as a file"
)
# Everything of a request that may hold inputs, of this run or of the state.
_PARTS: Final = ("news", "olds", "old_inputs", "inputs", "properties", "args", "query")
# Of a list of training examples not all are looked for: the gate leaves out what is from a row.
_MOST_VALUES: Final = 1000


class Unread:
    """In the place of a request that Protobuf could not read: it ends at a hundred levels."""


class Incoming:
    """One request; each of its Structs is read once. Raises GoogleTuningError for an `Unread`."""

    def __init__(self, message: Any) -> None:
        if isinstance(message, Unread):
            raise GoogleTuningError(_UNREADABLE)
        self.message = message
        self.in_its_words: Callable[[str], str] = str
        """Says a sentence as the provider says it that serves this request."""
        self.private: tuple[str, ...] = ()
        """Texts that no sentence has, though the program didn't send them as secrets."""
        self._parts = {name: read(getattr(message, name)) for name in _PARTS if _has(message, name)}

    @property
    def urn(self) -> str | None:
        """The resource's urn."""
        return getattr(self.message, "urn", "") or None

    @property
    def timeout_seconds(self) -> float | None:
        """The resource option `customTimeouts` for this operation; None where not set."""
        return getattr(self.message, "timeout", 0.0) or None

    def values(self, name: str) -> Json:
        """Return the values of a part; none where the engine didn't send it."""
        return self._parts.get(name, Read()).values

    def sent(self, name: str) -> Json | None:
        """Return the values of a part; None where the engine didn't send it."""
        return self._parts[name].values if name in self._parts else None

    @property
    def secret_inputs(self) -> frozenset[str]:
        """Return the inputs that are secret now, or were in the state."""
        return frozenset().union(*(part.secret_names for part in self._parts.values()))

    def secret_names(self, name: str) -> frozenset[str]:
        """Return what is secret in one part."""
        return self._parts.get(name, Read()).secret_names

    def masked(self, text: str) -> str:
        """Return a sentence without the values of secrets: Google quotes what it refuses."""
        return self.in_its_words(self._without_secrets(text))

    def secret_texts(self) -> Iterator[str]:
        """Yield the values of its secrets, as a sentence has them."""
        return (text for part in self._parts.values() for text in part.secret_texts())

    def _without_secrets(self, text: str) -> str:
        texts = itertools.chain(self.private, self.secret_texts())
        found = tuple(itertools.islice(texts, _MOST_VALUES))
        return redact(text, found) if found else text

    def answer(
        self, values: Mapping[str, Any], schema: ResourceSchema, *parts: str
    ) -> struct_pb2.Struct:
        """Write values for the engine: secret is what is secret in these parts of the request."""
        secrets = (path for name in parts for path in self._parts.get(name, Read()).secrets)
        return written(values, _kept(secrets, values, schema))


def _has(message: Any, name: str) -> bool:
    return name in message.DESCRIPTOR.fields_by_name and message.HasField(name)


def _kept(
    secrets: Iterable[Path], values: Mapping[str, Any], schema: ResourceSchema
) -> frozenset[Path]:
    """Return the paths in `values` that hold what was secret at other ones.

    Where a value has got another form (training data becomes its digest), all of it is.
    """
    fields = schema.fields
    found: set[Path] = set()
    for path in secrets:
        (top,) = fields_of(schema, [str(path[0])]) if path else ("",)
        if top in fields and fields[top].holds_data:
            path = (top,)  # noqa: PLW2901 - the summary of what is secret
        found.add(_way_in(values, (top, *path[1:])) or (top,))
    return frozenset(found)


def _way_in(values: Any, path: Path) -> Path | None:
    """Return a path as the values spell it; None where it doesn't lead to a value of theirs."""
    way: Path = ()
    try:
        for given in path:
            step = given
            if isinstance(given, str) and given not in values:
                step = camel(given)
            values = values[step]
            way = (*way, step)
    except (KeyError, IndexError, TypeError):
        return None
    return way
