r"""The grammar of each name that enters a URL: project, location, resource name, API version.

A location in a resource name becomes a part of the host, and a `..` or a `?` another path: a name
that isn't one by this grammar is refused before anything is sent, whether a program, a person, the
configuration or an answer of Google's gave it. The classes are spelled out, since `\w` and `\d`
also match what only looks like an ASCII letter or digit.
Sources: https://google.aip.dev/122, https://cloud.google.com/vertex-ai/docs/reference/rest.
"""

from __future__ import annotations

import re
from typing import Final

from pulumi_google_tuning.fields.foreign import one_line
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google.errors import ConfigError

_SHOWN_CHARS: Final = 120

# `example.com:my-project`, `my-project`, `123456789`
_PROJECT: Final = r"(?:[a-z0-9][a-z0-9.-]{0,60}:)?[a-z0-9][a-z0-9-]{0,62}"
_LOCATION: Final = r"[a-z]{1,30}(?:-[a-z]{1,30}[0-9]{1,2})?"
# Wider than what Google documents, so that no id of Google's is refused; never `.` or `..`.
_ID: Final = r"[A-Za-z0-9_-][A-Za-z0-9_.@-]{0,254}"
_COLLECTION: Final = r"[A-Za-z]{1,60}"
_VERB: Final = r"(?::[A-Za-z]{1,60})?"
_VERTEX: Final = re.compile(
    rf"projects/{_PROJECT}/locations/(?P<location>{_LOCATION})"
    rf"(?:/{_COLLECTION}/{_ID}){{0,4}}(?:/{_COLLECTION})?{_VERB}"
)
_GEMINI: Final = re.compile(
    rf"(?:tunedModels|models)(?:/{_ID}(?:/{_COLLECTION}/{_ID}){{0,2}}(?:/{_COLLECTION})?)?{_VERB}"
)
_VERSION: Final = re.compile(r"v[0-9]{1,2}(?:(?:alpha|beta)[0-9]{0,2})?")
_WHOLE_PROJECT: Final = re.compile(_PROJECT)
_WHOLE_LOCATION: Final = re.compile(_LOCATION)
_DEFAULT_LOCATION: Final[str] = load_schema("config")["properties"]["location"]["default"]


def location(value: object) -> str:
    """Return a location of Vertex AI. Raises ConfigError for anything else."""
    return _checked(
        _WHOLE_LOCATION, value, f"a location such as {_DEFAULT_LOCATION}, europe-west4 or global"
    )


def project(value: object) -> str:
    """Return a project's id or number. Raises ConfigError for anything else."""
    return _checked(_WHOLE_PROJECT, value, "a project's id or number")


def version(value: object) -> str:
    """Return an API version. Raises ConfigError for anything else."""
    return _checked(_VERSION, value, "an API version such as v1 or v1beta")


def vertex(value: object) -> str:
    """Return a resource name of Vertex AI, with a `:verb` or a collection at its end, if any."""
    form = "a resource name of Vertex AI, projects/PROJECT/locations/LOCATION/COLLECTION/ID"
    return _checked(_VERTEX, value, form)


def gemini(value: object) -> str:
    """Return a resource name of the Gemini API, with a `:verb` or a collection at its end."""
    form = "a resource name of the Gemini API, tunedModels/ID or models/ID"
    return _checked(_GEMINI, value, form)


def _checked(grammar: re.Pattern[str], value: object, form: str) -> str:
    if isinstance(value, str) and grammar.fullmatch(value):
        return value
    shown = one_line(str(value), _SHOWN_CHARS)
    raise ConfigError(f'"{shown}" isn\'t {form}. Nothing was sent. Check where this value is set')
