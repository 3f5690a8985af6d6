"""The arguments of a function: of any language, and all of them known."""

from __future__ import annotations

from typing import Any, Final

from pulumi_google_tuning.fields.function_schema import check_arguments
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.spelling import as_in_api
from pulumi_google_tuning.fields.values import Json, contains_unknown

_UNKNOWN: Final = "isn't known yet, and a function asks Google at once: call it with the output"


# What somebody asks a model is theirs. A program in YAML sends it without the mark of a secret.
_PRIVATE: Final = ("prompt",)


def private_texts(given: Json) -> tuple[str, ...]:
    """Return the texts that no sentence of a call has, whether they are marked as secret or not."""
    return tuple(given[key] for key in _PRIVATE if isinstance(given.get(key), str))


def checked_arguments(name: str, given: Json) -> tuple[dict[str, Any], list[Failure]]:
    """Return a function's arguments in canonical form, and everything that is wrong with them.

    Pulumi's SDKs don't call with what a preview doesn't know. Raises KeyError where no function
    has that name.
    """
    arguments, failures = check_arguments(name, given, spell=as_in_api)
    unknown = [Failure(key, _UNKNOWN) for key, value in given.items() if contains_unknown(value)]
    return arguments, sorted([*failures, *unknown])
