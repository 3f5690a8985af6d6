"""``updateMask``: which fields a patch changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google_tuning_emulator.wire.errors import ApiError, Violation, bad_request
from google_tuning_emulator.wire.fields import snake

if TYPE_CHECKING:
    from google_tuning_emulator.gemini.messages import Messages

MUTABLE = (
    "displayName",
    "description",
    "temperature",
    "topP",
    "topK",
    "readerProjectNumbers",
)
_OUTPUT = {"name", "state", "createTime", "updateTime"}


def masked_fields(mask: str | None, body: dict[str, Any], messages: Messages) -> list[str]:
    """Return the mutable fields that a patch of a tuned model names, in camelCase.

    Without a mask v1beta takes every mutable field of the body; v1beta3 requires one.

    Raises:
        ApiError: 400 for a path that doesn't exist, can't change, or a mask that is missing.

    """
    mutable = [name for name in MUTABLE if name in messages.tuned_model.fields]
    if not mask:
        if messages.version == "v1beta3":
            raise missing_mask()
        return [name for name in mutable if name in body]
    named: list[str] = []
    violations: list[Violation] = []
    for path in (part.strip() for part in mask.split(",")):
        if path == "*":
            named.extend(mutable)
            continue
        root = messages.tuned_model.canonical(path.partition(".")[0])
        if root is None or (root in mutable and "." in path):
            violations.append(_violation(path, "no such field in TunedModel"))
        elif root in _OUTPUT:
            violations.append(_violation(path, "the field is output only"))
        elif root not in mutable:
            violations.append(_violation(path, "the field is immutable"))
        else:
            named.append(root)
    if violations:
        raise bad_request(violations)
    return list(dict.fromkeys(named))


def require_role_mask(mask: str | None) -> None:
    """Check the mask of a permission's patch, which may name only ``role``.

    Raises:
        ApiError: 400 for anything else, or a mask that is missing.

    """
    if not mask:
        raise missing_mask()
    others = [path for path in mask.split(",") if path.strip() not in ("role", "*")]
    if others:
        raise bad_request([_violation(path, "only role can be updated") for path in others])


def missing_mask() -> ApiError:
    """Return the 400 for a required mask that isn't there."""
    return bad_request([Violation("update_mask", "update_mask is required and was not specified.")])


def _violation(path: str, why: str) -> Violation:
    return Violation(
        "update_mask", f"Invalid update_mask provided in request: '{snake(path)}': {why}."
    )
