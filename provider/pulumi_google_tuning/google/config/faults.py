"""What is wrong with configuration values, each fault in words that never show a secret."""

from __future__ import annotations

import difflib
import json
import math
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import ValidationError

# They go into HTTP headers as they are.
_IN_HEADERS = ("project", "accessToken", "apiKey")
_URLS = ("emulator", "geminiEndpoint", "vertexEndpoint", "storageEndpoint")
_EXAMPLES = {
    "location": "a location such as us-central1, europe-west4 or global",
    "impersonateServiceAccount": "an account such as name@project.iam.gserviceaccount.com",
}
_NUMBERS = {
    "pollSeconds": "a number of seconds",
    "pricePerMillionTokens": "an amount of money",
}
_KINDS = {
    "object": "a map of kinds to resources",
    "string": "text",
}


def faults_of(values: Mapping[str, Any]) -> list[str]:
    """Check `values`, camelCase and typed, with schema/config.schema.json; [] when all is well."""
    schema = load_schema("config")
    properties: dict[str, dict[str, Any]] = schema["properties"]
    faults = [_unknown(key, properties) for key in values if key not in properties]
    known = {key: value for key, value in values.items() if key in properties}
    wrong = set()
    for error in Draft202012Validator(schema).iter_errors(known):
        key = str(error.absolute_path[0])
        if key not in wrong:
            wrong.add(key)
            faults.append(KEY_PREFIX + key + _words(key, error, properties[key]))
    faults.extend(_beyond_schema({k: v for k, v in known.items() if k not in wrong}))
    return faults


def url_fault(url: str) -> str | None:
    """Return why `url` can't be a base URL, None when it can: scheme, host, port and path only."""
    try:
        parsed = parse_url(url)
    except LocationParseError:
        return "isn't a base URL such as http://127.0.0.1:8085"
    if parsed.scheme not in ("http", "https") or not parsed.host or "\\" in url:
        return "isn't a base URL such as http://127.0.0.1:8085"
    if parsed.auth:
        return "holds a user name or password: leave it out, credentials have their own keys"
    if parsed.query is not None or parsed.fragment is not None or any(c.isspace() for c in url):
        return "holds more than a base URL: end it after the host, the port or the path"
    return None


def _beyond_schema(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        if key in _URLS:
            fault = url_fault(value)
            if fault:
                yield f"{KEY_PREFIX}{key} {fault}"
        elif key in _IN_HEADERS and not (value.isascii() and value.isprintable()):
            yield f"{KEY_PREFIX}{key} holds a character that no {_noun(key)} has: copy it again"
        elif key in _IN_HEADERS and " " in value:
            yield f"{KEY_PREFIX}{key} holds a space: copy it again"
        elif key in _NUMBERS and not math.isfinite(value):
            yield f"{KEY_PREFIX}{key} must be {_NUMBERS[key]}, not {value}"


def _noun(key: str) -> str:
    return {"project": "project", "accessToken": "token", "apiKey": "key"}[key]


def _unknown(key: str, properties: Mapping[str, Any]) -> str:
    nearest = difflib.get_close_matches(key, properties, n=1, cutoff=0.5)
    if not nearest:
        lowered = {name.lower(): name for name in properties}
        squeezed = key.replace("_", "").replace("-", "").lower()
        nearest = [lowered[m] for m in difflib.get_close_matches(squeezed, lowered, n=1)]
    if nearest:
        return f"{KEY_PREFIX}{key} isn't a setting: did you mean {KEY_PREFIX}{nearest[0]}?"
    return f"{KEY_PREFIX}{key} isn't a setting: there are {', '.join(properties)}"


def _words(key: str, error: ValidationError, schema: Mapping[str, Any]) -> str:
    if error.validator == "minLength":
        return " is empty: set it or take it away"
    shown = "" if schema.get("x-secret") else f", not {_shown(error.instance)}"
    if error.validator == "type":
        return f" must be {_NUMBERS.get(key) or _KINDS[schema['type']]}{shown}"
    if error.validator == "enum":
        return f" must be {' or '.join(schema['enum'])}{shown}"
    if error.validator in ("exclusiveMinimum", "maximum"):
        return f" must be over {schema['exclusiveMinimum']} and at most {schema['maximum']}{shown}"
    if key in _URLS:
        # Such a value may hold a password.
        return " isn't a base URL such as http://127.0.0.1:8085"
    return f" must be {_EXAMPLES.get(key, 'as described: ' + schema['description'])}{shown}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - a line of a terminal
