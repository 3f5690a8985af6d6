"""What ``/_emulator/settings`` and the command line can set. Kept in the database."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.training.outcome import INTERNAL_ERROR, Outcome
from google_tuning_emulator.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class FailRule:
    """Trainings whose display name matches fail, after a share of their time."""

    display_name: str
    outcome: Outcome
    after_share: float

    def as_json(self) -> dict[str, Any]:
        """Return the rule as the settings show it."""
        return {
            "displayName": self.display_name,
            "code": self.outcome.code,
            "message": self.outcome.message,
            "after": self.after_share,
        }


@dataclass
class Settings:
    """How the emulator behaves. Tokens are kept as SHA-256 digests, never in clear."""

    training_seconds: float = 2.0
    require_auth: bool = False
    caller: str = "emulator-user@example.com"
    max_concurrent_trainings: int | None = None
    fail_trainings: list[FailRule] = field(default_factory=list)
    rejected_tokens: list[str] = field(default_factory=list)
    scopeless_tokens: list[str] = field(default_factory=list)
    project_number: str = "123456789012"
    max_concurrent_tuning_jobs: int | None = None
    excess_tuning_jobs: str = "queue"
    job_filter: str = "honour"
    list_lag_seconds: float = 0.0
    operation_seconds: float = 0.0
    cancel_ended: str = "refuse"
    cancel_seconds: float | None = None
    copy_to_model: bool = True
    system_labels: bool = False
    fill_hyperparameters: bool = True
    new_version_is_default: bool = False
    buckets: str = "any"
    fail_endpoints: list[str] = field(default_factory=list)
    open_models: str = "weights"
    served_in: str = "google"
    name_missing_models: bool = False
    iam_policies: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    denied_permissions: list[str] = field(default_factory=list)
    field_masks: str = "honour"

    def failure_for(self, display_name: str) -> FailRule | None:
        """Return the first rule that a display name matches."""
        return next(
            (rule for rule in self.fail_trainings if re.search(rule.display_name, display_name)),
            None,
        )

    def endpoint_fails(self, display_name: str) -> bool:
        """Return whether the endpoint of a model of that name can't be created."""
        return any(re.search(pattern, display_name) for pattern in self.fail_endpoints)

    def as_json(self) -> dict[str, Any]:
        """Return the settings as the admin route shows and takes them."""
        return {
            "trainingSeconds": self.training_seconds,
            "requireAuth": self.require_auth,
            "caller": self.caller,
            "maxConcurrentTrainings": self.max_concurrent_trainings,
            "failTrainings": [rule.as_json() for rule in self.fail_trainings],
            "rejectedTokens": self.rejected_tokens,
            "insufficientScopeTokens": self.scopeless_tokens,
            "projectNumber": self.project_number,
            "maxConcurrentTuningJobs": self.max_concurrent_tuning_jobs,
            "excessTuningJobs": self.excess_tuning_jobs,
            "jobFilter": self.job_filter,
            "listLagSeconds": self.list_lag_seconds,
            "operationSeconds": self.operation_seconds,
            "cancelEnded": self.cancel_ended,
            "cancelSeconds": self.cancel_seconds,
            "copyToModel": self.copy_to_model,
            "systemLabels": self.system_labels,
            "fillHyperparameters": self.fill_hyperparameters,
            "newVersionIsDefault": self.new_version_is_default,
            "buckets": self.buckets,
            "failEndpoints": self.fail_endpoints,
            "openModels": self.open_models,
            "servedIn": self.served_in,
            "nameMissingModels": self.name_missing_models,
            "iamPolicies": self.iam_policies,
            "deniedPermissions": self.denied_permissions,
            "fieldMasks": self.field_masks,
        }

    def update(self, values: Any) -> None:
        """Change the given settings and leave the others: all of them or none.

        Raises:
            ApiError: 400 for a setting that doesn't exist or has a wrong value.

        """
        if not isinstance(values, dict):
            raise ApiError(400, "The settings must be a JSON object.")
        changed = {}
        for name, value in values.items():
            if name not in _READERS:
                raise ApiError(400, f"Unknown setting {name!r}. Settings: {', '.join(_READERS)}.")
            attribute, read = _READERS[name]
            try:
                changed[attribute] = read(value)
            except (TypeError, ValueError, KeyError, re.error) as error:
                raise ApiError(400, f"{value!r} is no value of {name!r}: {error}.") from error
        for attribute, value in changed.items():
            setattr(self, attribute, value)


def digest(token: str) -> str:
    """Return the form in which a token is stored."""
    return "sha256:" + hashlib.sha256(token.encode()).hexdigest()


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 10**8:
        raise ValueError("expected a number of seconds, 0 or more")
    return float(value)


def _seconds_or_none(value: Any) -> float | None:
    return None if value is None else _seconds(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("expected true or false")
    return value


def _address(value: Any) -> str:
    if not isinstance(value, str) or "@" not in value:
        raise ValueError("expected an email address")
    return value


def _most(value: Any) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise ValueError("expected a number, or null for no limit")
    return value


def _project_number(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]{5,14}", value):
        raise ValueError("expected a project number, as a text of 6 to 15 digits")
    return value


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"expected {' or '.join(allowed)}")
        return str(value)

    return read


def _rules(value: Any) -> list[FailRule]:
    rules = []
    for rule in value:
        unknown = set(rule) - {"displayName", "message", "code", "after"}
        if unknown:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
        re.compile(rule["displayName"])
        outcome = Outcome(
            int(rule.get("code", INTERNAL_ERROR.code)),
            str(rule.get("message", INTERNAL_ERROR.message)),
        )
        rules.append(FailRule(rule["displayName"], outcome, float(rule.get("after", 0.5))))
    return rules


def _tokens(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(token, str) for token in value):
        raise TypeError("expected a list of tokens")
    return [token if token.startswith("sha256:") else digest(token) for token in value]


def _patterns(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError("expected a list of regular expressions")
    return [re.compile(pattern).pattern for pattern in value]


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError("expected a list of texts")
    return value


def _policies(value: Any) -> dict[str, dict[str, list[str]]]:
    if not isinstance(value, dict):
        raise TypeError("expected a map of `project` or an account to a map of role to members")
    return {
        name: {role: _texts(members) for role, members in dict(roles).items()}
        for name, roles in value.items()
    }


def _buckets(value: Any) -> str:
    if value not in ("any", "declared"):
        raise ValueError('expected "any" (every bucket exists) or "declared" (only created ones)')
    return str(value)


_READERS: dict[str, tuple[str, Any]] = {
    "trainingSeconds": ("training_seconds", _seconds),
    "requireAuth": ("require_auth", _flag),
    "caller": ("caller", _address),
    "maxConcurrentTrainings": ("max_concurrent_trainings", _most),
    "failTrainings": ("fail_trainings", _rules),
    "rejectedTokens": ("rejected_tokens", _tokens),
    "insufficientScopeTokens": ("scopeless_tokens", _tokens),
    "projectNumber": ("project_number", _project_number),
    "maxConcurrentTuningJobs": ("max_concurrent_tuning_jobs", _most),
    "excessTuningJobs": ("excess_tuning_jobs", _one_of("queue", "refuse")),
    "jobFilter": ("job_filter", _one_of("honour", "refuse")),
    "listLagSeconds": ("list_lag_seconds", _seconds),
    "operationSeconds": ("operation_seconds", _seconds),
    "cancelEnded": ("cancel_ended", _one_of("refuse", "ignore")),
    "cancelSeconds": ("cancel_seconds", _seconds_or_none),
    "copyToModel": ("copy_to_model", _flag),
    "systemLabels": ("system_labels", _flag),
    "fillHyperparameters": ("fill_hyperparameters", _flag),
    "newVersionIsDefault": ("new_version_is_default", _flag),
    "buckets": ("buckets", _buckets),
    "failEndpoints": ("fail_endpoints", _patterns),
    "openModels": ("open_models", _one_of("weights", "model", "endpoint")),
    "servedIn": ("served_in", _one_of("google", "job")),
    "iamPolicies": ("iam_policies", _policies),
    "deniedPermissions": ("denied_permissions", _texts),
    "fieldMasks": ("field_masks", _one_of("honour", "ignore", "refuse")),
    "nameMissingModels": ("name_missing_models", _flag),
}
