"""What a change of the inputs asks for: a new training, a patch, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pulumi_google_tuning.data.sketch import difference, sketch_in
from pulumi_google_tuning.fields.compare import same_inside
from pulumi_google_tuning.fields.projects import asks_for_the_same
from pulumi_google_tuning.fields.resource_schema import Field
from pulumi_google_tuning.fields.values import contains_unknown, is_unknown
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle import decoration
from pulumi_google_tuning.lifecycle.abilities.foretold import Planned
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable, Normalised, Patched
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.lifecycle.call import Call, Change, LifecycleError
from pulumi_google_tuning.lifecycle.changed_paths import paths_of
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.lifecycle.secrecy import hidden

_DIGEST_CHARS = 8
# What the schema says of a text that isn't any text: a name, an address, a number.
_LIMITED = frozenset({"enum", "pattern", "x-number", "x-prefix", "x-example"})
RECREATED: Final = "recreated"
"""How the summary of a replacement begins, where nothing is trained."""


def diff(
    kind: Kind,
    object_id: str,
    old_inputs: Mapping[str, Any],
    old_outputs: Mapping[str, Any],
    new_inputs: Mapping[str, Any],
    config: Config,
    call: Call,
) -> Change:
    """Compare the stored inputs (as the last read found them) with the program's.

    Only a change of what was trained on replaces. Raises LifecycleError where a change can be
    neither patched nor, without asking, trained for. No value of what is `secret` is told.
    """
    run, secret = call.run, call.secret_inputs
    names = {field.name: run.given_as(call.urn, field.name) for field in kind.schema.inputs}
    changed = [
        field
        for field in kind.schema.inputs
        if not asks_for_the_same(field, old_inputs.get(field.name), new_inputs.get(field.name))
        and not Normalised.of(kind).is_equivalent(
            field.name, object_id, old_inputs, new_inputs, config
        )
    ]
    replaces = [field for field in changed if field.change == "replace"]
    refused = [
        field
        for field in changed
        if field.change == "refuse" and _really(field, object_id, new_inputs)
    ]
    if refused and not replaces:
        raise LifecycleError(_refusal(kind, refused[0], object_id, new_inputs))
    patches = [field for field in changed if field.change in ("patch", "store")]
    certain = _certain(replaces, new_inputs)
    plan = Planned.of(kind).plan(hidden(new_inputs, secret), config, run) if replaces else None
    nowhere = Patched.of(kind).unpatchable(old_outputs)
    mending = Breakable.of(kind).mending(old_outputs, new_inputs)
    reasons = [
        f"{names[field.name]} changed"
        if field.name in secret
        else _reason(
            field, names[field.name], old_inputs.get(field.name), new_inputs.get(field.name)
        )
        for field in replaces
    ]
    return Change(
        paths=tuple(
            path
            for field in [*replaces, *refused, *patches]
            for path in paths_of(
                field,
                old_inputs.get(field.name),
                new_inputs.get(field.name),
                replaces=field.change in ("replace", "refuse"),
            )
        ),
        replaces=tuple(field.name for field in [*replaces, *refused]),
        certain=certain or _waits_for_a_replacement(replaces, old_inputs, new_inputs, run),
        patches=tuple(field.name for field in patches),
        # Two objects can't have one id, nor one grantee two grants: the old one must go first.
        delete_before_replace=bool(replaces) and not may_stand_beside(kind, new_inputs),
        must_wait=_must_wait(kind, old_outputs, new_inputs) or bool(mending),
        summary=_replacing(kind, object_id, reasons, plan, certain=certain)
        if replaces
        else "; ".join(filter(None, [mending, _patching(patches, nowhere)])) or None,
    )


def may_stand_beside(kind: Kind, inputs: Mapping[str, Any]) -> bool:
    """Return whether the replacement gets an id of its own."""
    return isinstance(kind, FoundAgain) and kind.explicit_id(inputs) is None


def _certain(replaces: list[Field], new: Mapping[str, Any]) -> bool:
    """Return whether a field that is known asks for the replacement."""
    return any(not contains_unknown(new.get(field.name)) for field in replaces)


def _waits_for_a_replacement(
    replaces: list[Field], old: Mapping[str, Any], new: Mapping[str, Any], run: Run
) -> bool:
    """Return whether a value isn't known yet because what it named so far is replaced."""
    return any(
        run.replaces_address(address)
        for field in replaces
        for address in _named_before(old.get(field.name), new.get(field.name))
    )


def _named_before(old: Any, new: Any) -> Iterator[str]:
    """Yield the earlier texts of values that aren't known now."""
    if isinstance(old, Mapping):
        for key, value in old.items():
            yield from _named_before(value, new if is_unknown(new) else _mapping(new).get(key))
    elif isinstance(old, str) and is_unknown(new):
        yield old


def _really(field: Field, object_id: str, new_inputs: Mapping[str, Any]) -> bool:
    """Return whether a field that can't change asks for something else than what is there.

    One that isn't known in a preview is compared by the update.
    """
    new = new_inputs.get(field.name)
    return new is not None and not is_unknown(new) and not object_id.endswith(f"/{new}")


def _must_wait(kind: Kind, old_outputs: Mapping[str, Any], new_inputs: Mapping[str, Any]) -> bool:
    """Return whether a resource that was not waited for has to be now."""
    if "wait" not in kind.schema.fields or new_inputs.get("wait") is False:
        return False
    was_waited_for = old_outputs.get("wait") is not False
    if was_waited_for:
        return False
    return decoration.progress(kind, old_outputs, old_outputs).phase is not Phase.READY


def _refusal(kind: Kind, field: Field, object_id: str, new_inputs: Mapping[str, Any]) -> str:
    return (
        f"{field.name}: {object_id} can't be renamed to {new_inputs.get(field.name)!r}, because a "
        f"{kind.noun}'s id is fixed when it is trained. Restore the old value. To train a new one "
        f"under the new id, change `revision` as well"
    )


def _replacing(
    kind: Kind, object_id: str, reasons: list[str], plan: str | None, *, certain: bool
) -> str:
    verb = RECREATED
    if isinstance(kind, Trained):
        verb = "trains again" if certain else "may train again"
    again = f"{verb}: {', '.join(reasons)}, replaces {object_id}"
    return f"{again}; {plan}" if plan else again


def _patching(patches: list[Field], nowhere: str | None) -> str | None:
    names = ", ".join(field.name for field in patches)
    if nowhere and any(field.change == "patch" for field in patches):
        return f"changes {names} in the state only: {nowhere}"
    return f"patches {names}" if patches else None


def _reason(field: Field, name: str, old: Any, new: Any) -> str:
    """Describe a change in a few words: `hyperparameters.epochCount 5 → 10`.

    `name` is what the program calls the field.
    """
    if field.holds_data and not contains_unknown(new):
        return _data_reason(field, name, _mapping(old), _mapping(new))
    return ", ".join(_changed(field, field.schema, name, old, new))


def _changed(
    field: Field, schema: Mapping[str, Any], path: str, old: Any, new: Any
) -> Iterator[str]:
    """Return what differs inside a field, at any depth: its path, what it was and what it is.

    Of a text that may be anything (a prompt, a piece of code) only the path is printed.
    """
    if is_unknown(new):
        yield f"{path} (known after its source is created)"
    elif isinstance(old, Mapping) or isinstance(new, Mapping):
        before, after = _mapping(old), _mapping(new)
        parts = schema.get("properties", {})
        for key in sorted({*before, *after}):
            was, now = before.get(key), after.get(key)
            if not same_inside(parts.get(key, {}), was, now):
                yield from _changed(field, parts.get(key, {}), f"{path}.{key}", was, now)
    elif contains_unknown(new):
        yield f"{path} (known after its source is created)"
    elif _LIMITED & schema.keys() or not any(isinstance(one, (str, list)) for one in (old, new)):
        yield f"{path} {_format_value(old)} → {_format_value(new)}"
    else:
        yield f"{path} changed"


def _data_reason(field: Field, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    before = str(old.get("sha256", "none"))[:_DIGEST_CHARS]
    after = str(new.get("sha256", "none"))[:_DIGEST_CHARS]
    return f"{name} (sha256 {before}… → {after}…, {_rows_changed(field, old, new)})"


def _rows_changed(field: Field, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return how much of the data changed: `+3 −1 of 15 rows`, as far as the sketches tell.

    A dataset has rows; the Gemini API's pairs are examples.
    """
    noun = "examples" if field.dataset is None else "rows"
    count = f"{new.get('exampleCount', 0):,} {noun}"
    found = difference(sketch_in(old), sketch_in(new))
    if found is None:
        return f"{old.get('exampleCount', 0):,} → {count}"
    if found.none:
        return f"the same {count} in a different order or format"
    changed = [f"{found.changed:,} changed"] if found.changed else []
    moved = [f"+{found.added:,} −{found.removed:,}"] if found.added or found.removed else []
    return f"{', '.join([*moved, *changed])} of {count}"


def _mapping(value: Any) -> Mapping[str, Any]:
    """Return an object; an empty one for what is absent or not known."""
    return value if isinstance(value, Mapping) else {}


def _format_value(value: Any) -> str:
    return "unset" if value is None else str(value)
