"""The one list of the resources: a new one is its own folder, its schema and a row here."""

from __future__ import annotations

from typing import Final

from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.resources import inference
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.tuned_model.entry import TUNED_MODEL
from pulumi_google_tuning.resources.tuned_model_permission.entry import TUNED_MODEL_PERMISSION
from pulumi_google_tuning.resources.tuning_dataset.entry import TUNING_DATASET
from pulumi_google_tuning.resources.tuning_job.entry import TUNING_JOB

RESOURCES: Final[tuple[Entry, ...]] = (
    TUNING_DATASET,
    TUNED_MODEL_PERMISSION,
    TUNED_MODEL,
    TUNING_JOB,
)

SECTIONS: Final = {entry.section: entry for entry in RESOURCES}
"""The resources by the section of the stack as data that declares them."""

FUNCTIONS: Final = {
    function.name: function
    for functions in (inference.FUNCTIONS, *(entry.functions for entry in RESOURCES))
    for function in functions
}
"""The functions that read from Google, by name."""

_BY_TITLE: Final = {entry.title: entry for entry in RESOURCES}


def of_type(token: str) -> Entry | None:
    """Return the resource that a type token of a state names; None where it isn't ours."""
    return _BY_TITLE.get(tokens.name_in(token) or "")
