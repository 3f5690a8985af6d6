"""Finding tuning jobs: a job's id is Google's to choose, so ours are found by a label.

Nothing is published on the filter grammar of tuningJobs.list. Models and endpoints document
`labels.key=value` and `labels.key:*`, and that is tried. A filter that is refused, or of a form
that has not been seen to find anything, is never taken for "there is none": then the whole list is
read, since a training that isn't found would be trained again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.google.errors import ApiError

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

LABEL: Final = "pulumi-google-tuning"
"""The label that holds the identity of what a stack asked for."""
COLLECTION: Final = "tuningJobs"

_EXACT: Final = 'labels.{}="{}"'
_ANY: Final = "labels.{}:*"


def label_of(job: Mapping[str, Any]) -> str:
    """Return a job's identity; empty where it has none."""
    return str((job.get("labels") or {}).get(LABEL, ""))


def labelled(session: Session, values: Mapping[str, Any], key: str) -> list[Json]:
    """Return the jobs of an identity, the oldest first."""
    found = _search(session, values, _EXACT, key)
    ours = [job for job in found if label_of(job) == key]
    return sorted(ours, key=lambda job: str(job.get("createTime", "")))


def ours(session: Session, values: Mapping[str, Any]) -> list[Json]:
    """Return every job that carries an identity, of any stack."""
    return [job for job in _search(session, values, _ANY) if label_of(job)]


def every(session: Session, values: Mapping[str, Any], wanted: str | None = None) -> list[Json]:
    """Return the jobs of a project and location; `wanted` is Google's filter."""
    url = f"{vertex.parent_of(session, values)}/{COLLECTION}"
    params = {"filter": wanted} if wanted else None
    return list(vertex.pages(session, vertex.version_of(values), url, COLLECTION, params))


def _search(session: Session, values: Mapping[str, Any], form: str, key: str = "") -> list[Json]:
    filters = session.filters
    if form not in filters.refused:
        try:
            found = every(session, values, form.format(LABEL, key))
        except ApiError as error:
            if error.code != vertex.BAD_REQUEST:
                raise
            filters.refused.add(form)
        else:
            if any(label_of(job) for job in found):
                filters.honoured.add(form)
            if form in filters.honoured:
                return found
    return every(session, values)
