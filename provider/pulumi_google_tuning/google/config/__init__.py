"""The configuration: the values of `pulumi config set google-tuning:KEY`, checked and resolved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.redact import secrets_of_key
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.spelling import camel, snake
from pulumi_google_tuning.google.config.failures import contradictions, failures_of
from pulumi_google_tuning.google.config.vertex_hosts import filled, googles
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.google.fixed_endpoints import FIXED_ENDPOINTS

_ENDPOINTS = ("gemini", "vertex", "storage")


@dataclass(frozen=True)
class Config:
    """One configuration; raises ConfigError when its parts contradict each other.

    project: for quota and for Vertex AI; None if only the credentials have it.
    credentials: a key file's path, or its JSON. access_token, api_key: as Google gives them.
    emulator: the base URL of all three APIs; then no credential is used.
    *_endpoint: base URLs without a slash at the end. vertex_endpoint: with `{location}` for one a
    location; None for Google's own, which depend on the location.
    poll_seconds: the shortest time between two polls; None: adaptive.
    price_per_million_tokens: in the user's currency; None for the catalogue's.
    currency, currency_per_dollar: the user's currency, and what a dollar is in it.
    max_cost, max_tokens: the most that a training may cost and have; None for no limit.
    concurrent_jobs: how many tuning jobs Google runs at once; None for the catalogue's default.
    retrain, delete: "allow" or "deny". catalogue: "refuse" or "warn". resources: the stack as data.
    """

    project: str | None = None
    location: str = "us-central1"
    credentials: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    impersonate_service_account: str | None = None
    emulator: str | None = None
    gemini_endpoint: str = "https://generativelanguage.googleapis.com"
    vertex_endpoint: str | None = None
    storage_endpoint: str = "https://storage.googleapis.com"
    poll_seconds: float | None = None
    price_per_million_tokens: float | None = None
    currency: str | None = None
    currency_per_dollar: float | None = None
    max_cost: float | None = None
    max_tokens: float | None = None
    concurrent_jobs: float | None = None
    retrain: str = "allow"
    delete: str = "allow"
    catalogue: str = "refuse"
    resources: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    def __post_init__(self) -> None:
        """Raise ConfigError if fields contradict each other."""
        _refuse(contradictions({camel(f.name): getattr(self, f.name) for f in fields(self)}))

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], environ: Mapping[str, str]) -> Config:
        """Read `google-tuning:` values, keys without the prefix, as Pulumi stores them (strings).

        What isn't set comes from `environ` (the schema's x-env), else from the schema's defaults.
        Raises ConfigError, which names every failure at once and never shows a secret.
        """
        properties: dict[str, dict[str, Any]] = load_schema("config")["properties"]
        given = _given(values, environ)
        _refuse(_failures(given))
        resolved = {
            key: schema["default"] for key, schema in properties.items() if "default" in schema
        } | given
        arguments: dict[str, Any] = {snake(key): value for key, value in resolved.items()}
        for api in _ENDPOINTS:
            arguments[f"{api}_endpoint"] = _endpoint(api, resolved, properties)
        return cls(**arguments)

    @staticmethod
    def failures(
        values: Mapping[str, Any],
        environ: Mapping[str, str],
        *,
        quote: bool = True,
        stack_data: bool = True,
    ) -> list[Failure]:
        """Return everything that `from_mapping` would refuse; no secret, or no value.

        Without `stack_data` no failure offers the key of the stack as data.
        """
        return _failures(_given(values, environ), quote=quote, stack_data=stack_data)

    def endpoint(self, api: str, location: str | None = None) -> str:
        """Return the base URL of "gemini", "vertex" (at a location), "storage" or a fixed one."""
        if api in FIXED_ENDPOINTS:
            return (self.emulator or FIXED_ENDPOINTS[api]).rstrip("/")
        base: str | None = getattr(self, f"{api}_endpoint")
        if api != "vertex":
            return str(base)
        at = location or self.location
        return filled(base, at) if base else googles(at)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every secret value, for redaction; never to be shown."""
        secrets = [value for value in (self.access_token, self.api_key, self.credentials) if value]
        try:
            key = json.loads(self.credentials or "")
        except ValueError:
            return tuple(secrets)
        return (*secrets, *(secrets_of_key(key) if isinstance(key, dict) else ()))


def _given(values: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that are set, typed; of those that aren't, what the environment has."""
    properties: dict[str, dict[str, Any]] = load_schema("config")["properties"]
    given = {
        key: _typed(value, properties.get(key, {}))
        for key, value in values.items()
        if value is not None
    }
    for key, schema in properties.items():
        from_environment = environ.get(schema.get("x-env", ""), "").strip()
        if key not in given and from_environment:
            given[key] = from_environment
    return given


def _failures(
    given: Mapping[str, Any], *, quote: bool = True, stack_data: bool = True
) -> list[Failure]:
    found = failures_of(given, quote=quote, stack_data=stack_data)
    return [*found, *contradictions(given, quote=quote)]


def _refuse(failures: list[Failure]) -> None:
    if failures:
        raise ConfigError("; ".join(map(str, failures)))


def _typed(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return a value with its schema's type: Pulumi stores every value as a string."""
    value_type = schema.get("type", "string")
    if value_type == "object" and isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value_type == "string":
        return str(value)  # a project number, from a YAML file
    if isinstance(value, str):
        value = value.strip()  # `pulumi config set KEY < FILE` keeps the last line break
        with suppress(ValueError):
            if value_type == "number":
                value = float(value)
            elif value_type == "object":
                value = json.loads(value)
    return value


def _endpoint(
    api: str, values: Mapping[str, Any], properties: Mapping[str, Mapping[str, Any]]
) -> str | None:
    key = f"{api}Endpoint"
    url = values.get("emulator") or values.get(key) or properties[key].get("x-default")
    return str(url).rstrip("/") if url else None
