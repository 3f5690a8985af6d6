"""Two entries that name one object: a paragraph was copied, and its id or its grantee with it.

Each would change what the other one declares, and whichever is taken out takes the object along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.canonical import canonical
from pulumi_google_tuning.fields.values import UNKNOWN
from pulumi_google_tuning.lifecycle.holding import known_by
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data import options, references
from pulumi_google_tuning.stack_data.sections import Path, holds_data

_REASON: Final = (
    "names the same {noun} as {others}: two entries can't have one {noun}, so remove one of them"
)


def doubles(data: Mapping[str, Any], secrets: frozenset[Path]) -> Iterator[tuple[Path, str]]:
    """Describe each entry whose object another entry names too.

    What a reference or a program's Output will be isn't known, and is compared with nothing: but
    for the very same reference, which is the same value.
    """
    for section, entries in data.items():
        if section not in SECTIONS or not isinstance(entries, Mapping):
            continue
        named: dict[str, list[str]] = {}
        for name, arguments in entries.items():
            wanted = _object_of(section, name, arguments, secrets)
            if wanted is not None:
                named.setdefault(wanted, []).append(name)
        noun = SECTIONS[section].kind.noun
        for names in named.values():
            for name in names if len(names) > 1 else ():
                others = " and ".join(f"{section}.{one}" for one in names if one != name)
                yield (section, name), _REASON.format(noun=noun, others=others)


def _object_of(section: str, name: str, arguments: Any, secrets: frozenset[Path]) -> str | None:
    """Return what an entry's object is known by; None where nobody knows before it is made."""
    if not (name and isinstance(name, str) and isinstance(arguments, Mapping)):
        return None
    entry = SECTIONS[section]
    plain = {
        str(key): _settled(value, is_text=(section, name, str(key)) in secrets)
        for key, value in arguments.items()
        if key != options.OPTIONS and not holds_data(section, str(key))
    }
    return known_by(entry.kind, canonical(entry.schema.document, plain, []))


def _settled(value: Any, *, is_text: bool) -> Any:
    """Return a value as far as it can be compared; in a secret one nothing is a reference."""
    if not isinstance(value, str) or is_text:
        return value
    parts, _ = references.parse(value)
    alone = references.only_reference(parts)
    if alone is not None:
        # In a form that keeps its case where an address has none.
        return f"${{{alone.text.encode().hex()}}}"
    texts = [part for part in parts if isinstance(part, str)]
    return "".join(texts) if len(texts) == len(parts) else UNKNOWN
