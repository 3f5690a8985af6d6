"""What a resource, or else the configuration, denies: a training again, a delete.

A delete is denied in three places. The program has the engine protect the resource, so that a
preview already refuses (program/protection.py). A diff refuses a replacement in words of ours. And
the delete itself refuses: the engine protects nothing before an `up` has stored that it shall, so
a row may be taken out in the very run that denies deletes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError

_DENY = "deny"


def denial(key: str, values: Mapping[str, Any], config: Config) -> tuple[str, str] | None:
    """Return what denies a training or a delete (`key`), and the way to allow it."""
    mine = values.get(key)
    if (mine or getattr(config, key)) != _DENY:
        return None
    if mine:
        return f"its {key}", "set it to allow"
    return f"google-tuning:{key}", f"run `pulumi config set google-tuning:{key} allow`"


def refuse_change(
    key: str, call: Call, inputs: Mapping[str, Any], config: Config, summary: str | None
) -> None:
    """Raise where a replacement is denied."""
    found = denial(key, inputs, config)
    if found:
        who, way = found
        raise LifecycleError(
            f"{call.name}: {who} is deny, and this change {summary}; undo the change, or {way}"
        )


def refuse_delete(
    call: Call, object_id: str, outputs: Mapping[str, Any], config: Config, noun: str
) -> None:
    """Raise where the object may not be deleted.

    The resource's own word is what an `up` has stored; the configuration's is today's.
    """
    found = denial("delete", outputs, config)
    if found is None:
        return
    who, way = found
    if outputs.get("delete"):
        way = "declare it with delete: allow, run `pulumi up`, and delete it then"
    else:
        way += ", then `pulumi up`"
    raise LifecycleError(
        f"{call.name}: {who} is deny, so the {noun} {object_id} was not deleted; declare it "
        f"again to keep it, or {way}"
    )
