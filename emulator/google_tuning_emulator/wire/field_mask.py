"""The system parameter ``fields``: an answer with the named fields only.

Also ``$fields`` and the header ``X-Goog-FieldMask``. ``nextPageToken,tunedModels(name,state)``,
``a/b``, ``a.b``, ``*``; see
https://cloud.google.com/apis/docs/system-parameters. A path that the answer can't have is refused
as Google does it, with the whole mask as the field; how it words a bad syntax isn't published.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.wire.errors import Violation, bad_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Request

    from google_tuning_emulator.wire.fields import Message

# What a selection keeps below each name; empty: all of it.
Selection = dict[str, "Selection"]

PARAMETERS = ("$fields", "fields")
_HEADER = "X-Goog-FieldMask"
_MODE = "google_tuning_emulator.field_masks"
_SELECTION = "google_tuning_emulator.selection"
_WORDS = re.compile(r"[A-Za-z0-9_.$*-]+|[(),/]")
_INVALID = "Request contains an invalid argument."


def parse(mask: str) -> Selection:
    """Return what a mask selects. Raises ValueError for one that isn't a mask."""
    words = _WORDS.findall(mask)
    if "".join(words) != re.sub(r"\s", "", mask):
        raise ValueError("there is a character that no mask has")
    words.reverse()
    paths = list(_list(words))
    if words:
        raise ValueError(f"{words[-1]!r} is one too many")
    return _tree(paths)


def keep(value: Any, selection: Selection) -> Any:
    """Return the selected part of an answer; an empty selection is all of it."""
    if not selection:
        return value
    if isinstance(value, list):
        return [keep(item, selection) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: keep(item, selection.get(name, selection.get("*", {})))
        for name, item in value.items()
        if name in selection or "*" in selection
    }


def set_mode(request: Request, mode: str) -> None:
    """Note what becomes of a request's mask: ``honour``, ``ignore`` or ``refuse``."""
    request.environ[_MODE] = mode


def is_ignored(request: Request) -> bool:
    """Return whether a mask changes nothing."""
    return request.environ.get(_MODE) == "ignore"


def note(request: Request, shows: Message | None) -> Violation | None:
    """Note what a request selects of an answer of this type; return why its mask is refused.

    None for the type: this method's answers can't be selected from.

    Raises:
        ApiError: 400 for a bad syntax, or a path that the type doesn't have.

    """
    name, mask = _given(request)
    if not mask or is_ignored(request):
        return None
    if shows is None or request.environ.get(_MODE) == "refuse":
        return Violation(
            "",
            f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query '
            f"parameter. Field '{name}' could not be found in request message.",
        )
    try:
        selection = parse(mask)
    except ValueError as error:
        why = f"Error parsing 'fields' parameter: {error}."
        raise bad_request([Violation(mask, why)], _INVALID) from error
    request.environ[_SELECTION] = _tree(_expanded(selection, shows, mask, ()))
    return None


def selected(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    """Return what the request selects of its answer."""
    kept: dict[str, Any] = keep(body, request.environ.get(_SELECTION, {}))
    return kept


def is_shown(request: Request, *path: str) -> bool:
    """Return whether the request selects anything at a path: what isn't shown needn't be made."""
    selection: Selection = request.environ.get(_SELECTION, {})
    for name in path:
        if not selection:
            return True
        if name not in selection and "*" not in selection:
            return False
        selection = selection.get(name, selection.get("*", {}))
    return True


def _given(request: Request) -> tuple[str, str]:
    for name in PARAMETERS:
        if request.args.get(name):
            return name, request.args[name]
    return _HEADER, request.headers.get(_HEADER, "")


def _list(words: list[str]) -> Iterator[tuple[str, ...]]:
    while True:
        yield from _one(words)
        if not words or words[-1] != ",":
            return
        words.pop()


def _one(words: list[str]) -> Iterator[tuple[str, ...]]:
    if not words or words[-1] in "(),/":
        raise ValueError("a name is missing")
    name = words.pop()
    if words and words[-1] == "/":
        words.pop()
        yield from ((name, *rest) for rest in _one(words))
    elif words and words[-1] == "(":
        words.pop()
        yield from ((name, *rest) for rest in _list(words))
        if not words or words.pop() != ")":
            raise ValueError("a ) is missing")
    else:
        yield (name,)


def _tree(paths: Iterable[tuple[str, ...]]) -> Selection:
    """Return the paths as one selection: what is selected whole stays so, whatever else is."""
    root: Selection = {}
    for *parents, last in paths:
        node = root
        for name in parents:
            if node.get(name) == {}:
                break
            node = node.setdefault(name, {})
        else:
            node[last] = {}
    return root


def _expanded(
    selection: Selection, message: Message, mask: str, parents: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """Yield the selected paths by the names that answers have."""
    for written, inner in selection.items():
        given, _, rest = written.partition(".")
        below = {rest: inner} if rest else inner
        path = (*parents, given)
        name = message.canonical(given)
        field = message.fields.get(name or "")
        if given == "*" and not below:
            yield (given,)
        elif name is None or field is None:
            raise _not_found(mask, path)
        elif field.message is not None and below:
            yield from ((name, *rest) for rest in _expanded(below, field.message, mask, path))
        elif not below:
            yield (name,)
        elif field.kind == "any":
            yield from ((name, *rest) for rest in _flat(below))
        else:
            raise _not_found(mask, (*path, next(iter(below))))


def _flat(selection: Selection) -> Iterator[tuple[str, ...]]:
    for name, below in selection.items():
        first = tuple(name.split("."))
        yield from ((*first, *rest) for rest in _flat(below)) if below else (first,)


def _not_found(mask: str, path: tuple[str, ...]) -> Exception:
    why = (
        "Error expanding 'fields' parameter. Cannot find matching fields for path "
        f"'{'.'.join(path)}'."
    )
    return bad_request([Violation(mask, why)], _INVALID)
