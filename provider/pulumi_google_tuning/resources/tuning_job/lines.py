"""Where the rows are that Google counts: lines of objects in Cloud Storage."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.foreign import one_line
from pulumi_google_tuning.resources.tuning_job.spec import (
    DATA,
    VALIDATION,
    first_address,
    spec_of,
)

# "Dataset example 1 of 14 contains …": counted from 1, and a row is a line.
_EXAMPLE: Final = re.compile(r"\bexample (\d{1,9}) of \d{1,9}\b")
# A resource of Vertex AI may hold the rows too, and has no lines.
_OBJECT: Final = "gs://"


def line_of_example(obj: Mapping[str, Any]) -> str:
    """Return where the example is that Google's error counts: `; it is line 2 of gs://…`.

    Where there is validation data too, Google doesn't say which of the two it means.
    """
    found = _EXAMPLE.search(tolerant.text_at(obj, "error", "message") or "")
    objects = [uri for uri in (data_of(obj), _address(obj, VALIDATION)) if uri]
    if found is None or not objects:
        return ""
    return f"; it is line {found[1]} of {' or of '.join(dict.fromkeys(objects))}"


def data_of(obj: Mapping[str, Any]) -> str | None:
    """Return the address of the object whose lines a job was trained on."""
    return _address(obj, *DATA)


def _address(obj: Mapping[str, Any], *fields: str) -> str | None:
    _, spec = spec_of(obj)
    uri = first_address(spec, *fields)
    return one_line(uri) if uri is not None and uri.startswith(_OBJECT) else None
