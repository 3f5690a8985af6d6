"""Advice on Cloud Storage's errors: which permission is missing, which command helps.

Source: https://cloud.google.com/storage/docs/json_api/v1/status-codes and
https://cloud.google.com/storage/docs/access-control/iam-json.
"""

from __future__ import annotations

from pulumi_google_tuning.google.advice import LOGIN, Rule

API_KEY = (
    "An API key can't write to Cloud Storage. Remove it and log in instead: "
    f"`pulumi config rm google-tuning:apiKey`, then `{LOGIN}`"
)
"""The advice where the only credential is an API key."""

_ROLE = "roles/storage.objectUser"
_LISTING = "storage.objects.list"
# By the request's method; an upload counts as one request.
_PERMISSIONS = {
    "GET": "storage.objects.get",
    "upload": "storage.objects.create",
    "PATCH": "storage.objects.update",
    "DELETE": "storage.objects.delete",
}
_RETAINED = r"retention|\bhold\b"
# The general table has better advice on scopes, a disabled API, billing and the quota project.
_OF_EVERY_API = "authentication scopes|has not been used|is disabled|billing|quota project|API key"


def rules_of(bucket: str, *, listing: bool = False) -> tuple[Rule, ...]:
    """Return the advice on errors of requests for objects of a bucket (`RequestInfo.rules`).

    listing: whether the request lists objects, which takes another permission than a GET of one.
    """
    permissions = {**_PERMISSIONS, "GET": _LISTING} if listing else _PERMISSIONS
    return (
        Rule(API_KEY, (401, 403), credential_types=("apiKey",)),
        Rule(
            f"The bucket {bucket} does not exist. Set another one, or create it in the region of "
            f"the tuning job: `gcloud storage buckets create gs://{bucket} --location=REGION`",
            (404,),
            methods=("upload",),
        ),
        Rule(
            "The bucket's retention policy or a hold protects the object. Run again when that has "
            "ended, or set deletionPolicy to RETAIN to keep the object",
            (403,),
            pattern=_RETAINED,
            methods=("DELETE",),
        ),
        *(
            Rule(
                f"You need the permission {permission}. Grant the role that has it: "
                f"`gcloud storage buckets add-iam-policy-binding gs://{bucket} --member=ACCOUNT "
                f"--role={_ROLE}`",
                (403,),
                unless=_OF_EVERY_API,
                methods=(method,),
            )
            for method, permission in permissions.items()
        ),
    )
