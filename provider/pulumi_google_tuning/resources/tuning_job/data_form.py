"""The form that a job's method takes its rows in, against the form of the dataset that it names.

A form that nobody checked in this run, or a method whose form Google doesn't publish (a partner's,
Veo's), is Google's to judge.
Source: the pages on preparing data, docs/training-data.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.model_names import is_open, one_form
from pulumi_google_tuning.resources.tuning_job.spec import DATA, VALIDATION, first_address, spec_of

if TYPE_CHECKING:
    from pulumi_google_tuning.lifecycle.run import Run

_GEMINI: Final = ("gemini", "messages")
_OPEN: Final = ("openai-messages", "prompt-completion", "open-contents")
_ANY_MODEL: Final = ("supervisedTuningSpec", "fullFineTuningSpec")
_BY_METHOD: Final[Mapping[str, tuple[str, ...]]] = {
    "preferenceOptimizationSpec": ("preference",),
    "reinforcementTuningSpec": ("reinforcement",),
}
_PROMPTS: Final = "promptDatasetUri"


def mismatches(inputs: Mapping[str, Any], run: Run) -> Iterator[Failure]:
    """Find data of this program whose form the job's method doesn't take."""
    name, spec = spec_of(inputs)
    base = inputs.get("baseModel")
    for field in (*DATA, VALIDATION):
        uri = first_address(spec, field)
        taken = _taken(name, field, base if isinstance(base, str) else None)
        has = run.sizes.forms_at(uri) if uri is not None else frozenset()
        if not has or not taken or has.intersection(taken):
            continue
        of_model = f" of {base}" if name in _ANY_MODEL and isinstance(base, str) else ""
        yield Failure(
            f"{name}.{field}",
            f'has rows of the format "{min(has)}", but {_title(name)} tuning{of_model} takes '
            f"{' or '.join(taken)}. Use a TuningDataset of that format (`google-tuning convert` "
            f"converts the rows)",
        )


def _taken(name: str, field: str, base: str | None) -> tuple[str, ...]:
    """Return the formats that a field takes; empty where that isn't known."""
    if field == _PROMPTS:
        return () if base is not None and is_open(base) else ("prompts",)
    if name not in _ANY_MODEL:
        return _BY_METHOD.get(name, ())
    if base is None:  # tuned on from a model, which may be either
        return (*_GEMINI, *_OPEN)
    if is_open(base):
        return _OPEN
    return _GEMINI if one_form(base).startswith("gemini-") else ()


def _title(name: str) -> str:
    method = catalogue().method_of(name)
    return method or name.removesuffix("TuningSpec")
