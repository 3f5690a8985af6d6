"""What a resource, or else the configuration, denies: a training again, a delete.

A delete is denied in three places. The program has the engine protect the resource, so that a
preview already refuses (program/protection.py). A diff refuses a replacement in words of ours. And
the delete itself refuses: the engine protects nothing before an `up` has stored that it shall, so
a row may be taken out in the very run that denies deletes.

A training is denied by diff and check, before anything is sent, and by the delete that would come
before one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.call import Call, Change, LifecycleError
from pulumi_google_tuning.lifecycle.diff import RECREATED
from pulumi_google_tuning.lifecycle.kind import Kind

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
        change = summary or ""
        if change.startswith(RECREATED):
            change = f"would recreate it{change.removeprefix(RECREATED)}"
        raise LifecycleError(
            f"{call.name}: {who} is deny, and this change {change}. Undo the change, or {way}"
        )


def refuse_training_what_is_lost(
    kind: Kind, call: Call, inputs: Mapping[str, Any], config: Config, what: str | None = None
) -> None:
    """Raise where a read didn't find what the state had (or `what` says so), and none may train."""
    missing = call.run.lost(call.urn)
    found = denial("retrain", inputs, config) if isinstance(kind, Trained) else None
    if found and (what or missing):
        who, way = found
        why = what or f"{missing.object_id if missing else ''} no longer exists"
        raise LifecycleError(
            f"{call.name}: {why}, and {who} is deny, so it is not trained again. Remove the "
            f"resource from the program. To train it again, {way}"
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
        way = "declare it with delete: allow, run `pulumi up`, and then delete it"
    else:
        way += ", then `pulumi up`"
    raise LifecycleError(
        f"{call.name}: {who} is deny, so the {noun} {object_id} was not deleted. To keep it, "
        f"declare it again. To delete it, {way}"
    )


def note_doubt(
    kind: Kind, call: Call, inputs: Mapping[str, Any], config: Config, change: Change
) -> None:
    """Remember a denied training that rests on values which aren't known: a delete refuses it."""
    doubtful = isinstance(kind, Trained) and change.replaces and not change.certain
    call.run.note_doubt(call.urn, denial("retrain", inputs, config) if doubtful else None)


def refuse_doubtful_delete(call: Call, object_id: str) -> None:
    """Raise where nothing may train again, and the object would go before it is known that it must.

    An update knows every value but those of what is deleted before it is replaced: the engine asks
    what depends on that with the values unknown, and deletes it first. They may stay the same.
    """
    found = call.run.doubt(call.urn)
    if found:
        who, way = found
        option = "deleteBeforeReplace" if call.any_language else "delete_before_replace"
        raise LifecycleError(
            f"{call.name}: {who} is deny, so {object_id} was not deleted. A resource that it "
            f"depends on is deleted before it is replaced, and then {object_id} would train again. "
            f"Remove `{option}` from that resource, or {way}"
        )
