"""The bucket of training data: whether it is there, near the jobs, and open to who asks.

Source: https://cloud.google.com/storage/docs/json_api/v1/buckets (get, testIamPermissions). What
nobody may look at is said to be unchecked, and is no failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pulumi_google_tuning.cli.doctor.finding import Finding, Level
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.google.errors import ApiError

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.session import Session

_ROLE: Final = "roles/storage.objectUser"
# What a TuningDataset does: look, upload, note who refers to it, delete.
_PERMISSIONS: Final = tuple(
    f"storage.objects.{verb}" for verb in ("get", "create", "update", "delete")
)
_MULTI_REGIONS: Final = {"us-": "US", "northamerica-": "US", "europe-": "EU", "asia-": "ASIA"}


def bucket(session: Session, name: str) -> Iterator[Finding]:
    """Look at a bucket; `name` with or without `gs://`."""
    name = name.removeprefix("gs://").partition("/")[0]
    what = f"bucket {name}"
    try:
        found = session.send("GET", f"/storage/v1/b/{name}", api="storage")
    except ApiError as error:
        if error.gone:
            make = f"gcloud storage buckets create gs://{name} --location={session.location}"
            yield Finding(Level.FAIL, what, "the bucket does not exist", make)
            return
        yield _unchecked(what, "could not check its location", "storage.buckets.get", error)
    except GoogleTuningError as error:
        yield Finding(Level.WARN, what, f"could not check it: {error}", "follow the error message")
        return
    else:
        yield _place(what, found, session.location)
    yield _permissions(session, name)


def _place(what: str, found: Json, location: str) -> Finding:
    there = (tolerant.text(found.get("location")) or "").upper()
    if not there:
        return Finding(Level.WARN, what, "Google did not return its location")
    near = {
        location.upper(),
        *(big for part, big in _MULTI_REGIONS.items() if location.startswith(part)),
    }
    if location == "global" or there in near or there.startswith(f"{location.upper()}+"):
        return Finding(Level.OK, what, f"exists in {there}")
    return Finding(
        Level.WARN,
        what,
        f"is in {there}, but jobs run in {location}",
        f"use a bucket in {location}: Google recommends the job's region",
    )


def _permissions(session: Session, name: str) -> Finding:
    what = f"objects of bucket {name}"
    path = f"/storage/v1/b/{name}/iam/testPermissions"
    try:
        answer = session.send("GET", path, api="storage", params={"permissions": _PERMISSIONS})
    except GoogleTuningError as error:
        return Finding(
            Level.WARN,
            what,
            f"could not check your permissions: {error}",
            "follow the error message",
        )
    lacks = sorted(set(_PERMISSIONS) - set(tolerant.texts(answer.get("permissions"))))
    if not lacks:
        return Finding(Level.OK, what, "you may read, upload and delete objects")
    return Finding(
        Level.FAIL,
        what,
        f"you don't have {', '.join(lacks)}",
        f"gcloud storage buckets add-iam-policy-binding gs://{name} --member=ACCOUNT "
        f"--role={_ROLE}",
    )


def _unchecked(what: str, words: str, permission: str, error: ApiError) -> Finding:
    if error.code == 403:  # noqa: PLR2004 - Forbidden
        return Finding(Level.WARN, what, f"{words}: you don't have {permission}")
    return Finding(Level.WARN, what, f"{words}: {error}", "follow the error message")
