"""What a program says otherwise than before and what asks for the very same training.

A job is where it is: who writes its project or location out, or leaves the configuration to say
it, moves nothing. A training again would cost hours and money for a word. Other spellings of a
value have one form (fields/form.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.fields.resource_schema import Field
from pulumi_google_tuning.fields.values import Json, contains_unknown
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.abilities.kept import Normalised
from pulumi_google_tuning.resources.tuning_job import artifacts
from pulumi_google_tuning.resources.tuning_job.spec import SCHEMA

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config

_PROJECTS: Final = "projects"


class JobForms(Normalised):
    """The forms in which Google shows a job, and the ways in which one job can be asked for."""

    def shown(self, obj: Mapping[str, Any], inputs: Mapping[str, Any], read: Json) -> Json:
        """Read what lives on from Model and Endpoint, and the rest from the job in our form."""
        if artifacts.MODEL in obj:
            read = {**read, **artifacts.view(obj, inputs)}
        if artifacts.has_no_place(obj):  # as declared: nothing could be drifted, nor patched
            read = {**read, **{name: inputs.get(name) for name in artifacts.FIELDS}}
        return {
            name: _in_our_form(SCHEMA.fields[name], (name,), inputs.get(name), theirs)
            for name, theirs in read.items()
        }

    def is_equivalent(
        self,
        field_name: str,
        object_id: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        config: Config,
    ) -> bool:
        """Compare one field of the old inputs and the new ones of the job `object_id`."""
        was, now = old.get(field_name), new.get(field_name)
        if contains_unknown(was) or contains_unknown(now):
            return False
        if field_name == "location":
            return bool((now or config.location) == vertex.location_of(object_id))
        if field_name == "project":
            return _same_project(was or config.project, now or config.project, object_id)
        return False


def _same_project(was: str | None, now: str | None, object_id: str) -> bool:
    """Return whether two names are one project's: its id, or the number in Google's names."""
    return now is not None and now in (was, _project_of(object_id))


def _project_of(name: str) -> str | None:
    parts = name.split("/")
    return parts[1] if parts[0] == _PROJECTS and len(parts) > 1 else None


def _in_our_form(field: Field, keys: tuple[str, ...], mine: Any, theirs: Any) -> Any:
    if isinstance(mine, Mapping):
        shown = theirs if isinstance(theirs, Mapping) else {}
        return {
            key: _in_our_form(field, (*keys, key), value, shown.get(key))
            for key, value in mine.items()
        }
    return mine if _is_only_another_form(field, keys, mine, theirs) else theirs


def _is_only_another_form(field: Field, keys: tuple[str, ...], mine: Any, theirs: Any) -> bool:
    """Return whether what a job shows otherwise than declared is no difference in truth.

    Base models go with and without their publisher, models and datasets with the project's id or
    its number; and lists inside a spec come back with Google's defaults filled in.
    """
    if contains_unknown(mine):
        return False
    if field.trained and (isinstance(mine, list) or "evaluationConfig" in keys):
        return True
    if not isinstance(mine, str) or not isinstance(theirs, str):
        return False
    if field.name == "baseModel":
        return catalogue().same(mine, theirs)
    return mine.startswith("projects/") and _without_project(mine) == _without_project(theirs)


def _without_project(name: str) -> str:
    return name.split("/", 2)[-1]
