"""Finding tuning jobs: a job's id is Google's to choose, so ours are found by a label.

Nothing is published on the filter grammar of tuningJobs.list. Models and endpoints document
`labels.key=value` and `labels.key:*`, and that is tried. A filter is believed once it was seen to
filter: it returned a job that the whole list has shown to carry the label, and left another one
out. Until then the whole list is read, since a training that isn't found would be trained again;
all who look at one moment share it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import calls, vertex
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.resources.tuning_job import queue

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

LABEL: Final = "pulumi-google-tuning"
"""The label that holds the identity of what a stack asked for."""
COLLECTION: Final = "tuningJobs"
NAME: Final = re.compile(rf"projects/[^/]+/locations/[^/]+/{COLLECTION}/[^/]+")
"""A job's resource name."""

_EXACT: Final = 'labels.{}="{}"'
_ANY: Final = "labels.{}:*"
# So many are looked up one by one where a filter is believed; more share the list of all of ours.
# A create looks for two.
_FEW: Final = 6


def label_of(job: Mapping[str, Any]) -> str:
    """Return a job's identity; empty where it has none."""
    return tolerant.text_at(job, "labels", LABEL) or ""


def labelled(session: Session, values: Mapping[str, Any], *keys: str) -> list[Json]:
    """Return the jobs of these identities, the oldest first.

    Raises TransportError where one has no name: it is there, and must not be trained again.
    """

    def look_up(keys: set[str]) -> list[Json]:
        return _with_labels(session, values, keys)

    group = (vertex.version_of(values), vertex.parent_of(session, values))
    found = session.filters.lists.ask(group, keys, look_up)
    mine = [job for job in found if label_of(job) in keys]
    for job in mine:
        calls.name_of(job, NAME)
    return sorted(mine, key=lambda job: str(job.get("createTime", "")))


def ours(session: Session, values: Mapping[str, Any], fields: Collection[str] = ()) -> list[Json]:
    """Return every job that carries an identity, of any stack; `fields` of it, else all."""
    return [job for job in _search(session, values, _ANY, [""], fields) if label_of(job)]


def watched(
    session: Session,
    values: Mapping[str, Any],
    wanted: Collection[str],
    fields: Collection[str] = (),
) -> dict[str, Json]:
    """Return jobs of ours by name, as far as it takes to see the wanted ones.

    `fields` of them, else all; name, state, creation time and labels are needed here.
    """
    name = _name_of(_ANY, values)
    if name in session.filters.honoured:
        return {str(job.get("name")): job for job in ours(session, values, fields)}
    pages = _pages(session, values, fields=fields)
    seen = calls.until_seen(pages, wanted)
    # The rest of that page is there already, and its jobs are before those that wait.
    rest = itertools.islice(pages, max(0, vertex.PAGE_SIZE - len(seen)))
    listed = queue.placed([*seen.values(), *rest])
    seen = {known: job for job in listed if (known := tolerant.text(job.get("name")))}
    # Thousands of old jobs may be listed before those that are waited for.
    if len(seen) > vertex.PAGE_SIZE and session.filters.is_open(name):
        _try_out(session, values, _ANY, list(seen.values()))
    return seen


def every(
    session: Session,
    values: Mapping[str, Any],
    wanted: str | None = None,
    fields: Collection[str] = (),
) -> list[Json]:
    """Return the jobs of a project and location; `wanted` is Google's filter."""
    return list(_pages(session, values, wanted, fields))


def _pages(
    session: Session,
    values: Mapping[str, Any],
    wanted: str | None = None,
    fields: Collection[str] = (),
) -> Iterator[Json]:
    url = f"{vertex.parent_of(session, values)}/{COLLECTION}"
    params = {"filter": wanted} if wanted else None
    return vertex.pages(session, vertex.version_of(values), url, COLLECTION, params, fields)


def _with_labels(session: Session, values: Mapping[str, Any], keys: set[str]) -> list[Json]:
    """Return at least the jobs of these identities."""
    return _search(session, values, *((_EXACT, keys) if len(keys) <= _FEW else (_ANY, [""])))


def _search(
    session: Session,
    values: Mapping[str, Any],
    form: str,
    keys: Collection[str],
    fields: Collection[str] = (),
) -> list[Json]:
    """List with a filter for each key where its form is believed, else all there are."""
    name = _name_of(form, values)
    if name in session.filters.honoured:
        try:
            filters = [form.format(LABEL, key) for key in keys]
            return [job for one in filters for job in every(session, values, one, fields)]
        except ApiError as error:
            if error.code != vertex.BAD_REQUEST:
                raise
            session.filters.honoured.discard(name)
            session.filters.refused.add(name)
    found = every(session, values, fields=fields)
    # The jobs of one page are read with one request as well.
    if len(found) > vertex.PAGE_SIZE and session.filters.is_open(name):
        _try_out(session, values, form, found)
    return found


def _name_of(form: str, values: Mapping[str, Any]) -> str:
    """Name a filter's form; each version of the API may know others."""
    return f"{vertex.version_of(values)} {form}"


def _try_out(
    session: Session, values: Mapping[str, Any], form: str, everything: list[Json]
) -> None:
    """See whether a filter finds what the whole list has, and leaves the rest out."""
    known = next((label_of(job) for job in everything if label_of(job)), None)
    if known is None:
        return
    wanted: set[str] = set()
    others: set[str] = set()
    for job in everything:
        matches = label_of(job) == known if form == _EXACT else bool(label_of(job))
        (wanted if matches else others).add(str(job.get("name")))
    if not others:
        return
    name = _name_of(form, values)
    try:
        found = {str(job.get("name")) for job in every(session, values, form.format(LABEL, known))}
    except ApiError as error:
        if error.code == vertex.BAD_REQUEST:
            session.filters.refused.add(name)
    except GoogleTuningError:
        pass  # the list is there; the next one tries again
    else:
        session.filters.judge(name, found, wanted, others)
