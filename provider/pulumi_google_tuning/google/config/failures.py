"""Failures of configuration values, as messages that never show a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.fitting import fits
from pulumi_google_tuning.fields.messages import Failure, sentence, unknown_key
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google.addresses import is_private, parsed_url
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX
from pulumi_google_tuning.google.config.vertex_hosts import (
    PLACEHOLDER,
    example,
    reason_against_form,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jsonschema import ValidationError

# They go into HTTP headers as they are.
_IN_HEADERS = ("project", "accessToken", "apiKey")
_ENDPOINTS = ("geminiEndpoint", "vertexEndpoint", "storageEndpoint")
# The one that may have a form for each location.
_WITH_FORM = "vertexEndpoint"
# What isn't one may hold a password.
_URLS = ("emulator", *_ENDPOINTS)


def failures_of(
    values: Mapping[str, Any], *, quote: bool = True, stack_data: bool = True
) -> list[Failure]:
    """Return the failures of `values`, camelCase and typed: one per key at most.

    Without `stack_data` it isn't offered in the place of another key.
    """
    schema = load_schema("config")
    properties: dict[str, dict[str, Any]] = schema["properties"]
    offered = [
        key for key, part in properties.items() if stack_data or not part.get("x-stack-data")
    ]
    failures = {
        key: unknown_key(key, offered, str, refusal="isn't a setting", most=len(offered))
        for key in values
        if key not in properties
    }
    settings = {key: value for key, value in values.items() if key in properties}
    if not fits(schema, settings):
        # jsonschema takes time to import: only for what may be wrong.
        from pulumi_google_tuning.fields.validation import Validator  # noqa: PLC0415

        for error in Validator(schema).iter_errors(settings):
            failures.setdefault(str(error.absolute_path[0]), _reason(error, schema, quote=quote))
    failures |= _beyond_schema({k: v for k, v in settings.items() if k not in failures})
    return [Failure(KEY_PREFIX + key, reason) for key, reason in failures.items()]


def contradictions(values: Mapping[str, Any], *, quote: bool = True) -> list[Failure]:
    """Return the failures of keys that contradict each other; `values` has camelCase keys."""
    failures = []
    sources = [key for key in ("apiKey", "accessToken", "credentials") if values.get(key)]
    if len(sources) > 1:
        names = " and ".join(KEY_PREFIX + key for key in sources)
        reason = (
            "are set together, but only one of them can be used. Remove the others, such as with "
            f"`pulumi config rm {KEY_PREFIX}{sources[-1]}`"
        )
        failures.append(Failure(names, reason))
    if values.get("apiKey") and values.get("impersonateServiceAccount"):
        reason = f"needs an account, and {KEY_PREFIX}apiKey is none. Set only one of the two"
        failures.append(Failure(f"{KEY_PREFIX}impersonateServiceAccount", reason))
    if not values.get("emulator"):
        for key in _ENDPOINTS:
            url = values.get(key)
            if isinstance(url, str) and not _reason_against(key, url) and not _private(key, url):
                found = f"is {url}" if quote else "is plain http"
                reason = (
                    f"{found}, but credentials are never sent over plain http. Use https, or a "
                    "server on this machine (127.0.0.1)"
                )
                failures.append(Failure(f"{KEY_PREFIX}{key}", reason))
    return failures


def _reason(error: ValidationError, schema: Mapping[str, Any], *, quote: bool) -> str:
    if error.instance == "":
        return "is empty. Set it or remove it"
    key = str(error.absolute_path[0])
    is_secret = key in _URLS or bool(schema["properties"][key].get("x-secret"))
    return sentence(error, schema, quote=quote and not is_secret)


def reason_against_url(url: str) -> str | None:
    """Return why `url` is no base URL (scheme, host, port, path), None if it is one."""
    parsed = parsed_url(url)
    if parsed is None or parsed.scheme not in ("http", "https") or not parsed.host or "\\" in url:
        return "isn't a base URL such as http://127.0.0.1:8085"
    if parsed.auth:
        return "contains a user name or password. Leave it out: credentials have their own keys"
    if parsed.query is not None or parsed.fragment is not None or any(c.isspace() for c in url):
        return "contains more than a base URL. End it after the host, the port or the path"
    return None


def _reason_against(key: str, url: str) -> str | None:
    if key == _WITH_FORM:
        return reason_against_url(example(url)) or reason_against_form(url)
    reason = reason_against_url(url)
    if reason is None and PLACEHOLDER in url:
        return f"contains {PLACEHOLDER}, which only {KEY_PREFIX}{_WITH_FORM} may contain"
    return reason


def _private(key: str, url: str) -> bool:
    return is_private(example(url) if key == _WITH_FORM else url)


def _beyond_schema(values: Mapping[str, Any]) -> dict[str, str]:
    reasons = {
        key: _reason_against(key, value) if key in _URLS else _reason_against_header(key, value)
        for key, value in values.items()
    }
    return {key: reason for key, reason in reasons.items() if reason}


def _reason_against_header(key: str, value: Any) -> str | None:
    if key not in _IN_HEADERS:
        return None
    if not (value.isascii() and value.isprintable()):
        return f"contains a character that no {_noun(key)} has. Copy it again"
    return "contains a space. Copy it again" if " " in value else None


def _noun(key: str) -> str:
    return {"project": "project", "accessToken": "token", "apiKey": "key"}[key]
