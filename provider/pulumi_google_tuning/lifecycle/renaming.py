"""How to tell the engine that two urns are one resource, which was renamed or moved.

https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/ and `pulumi state rename`.
"""

from __future__ import annotations

import json
import re

from pulumi_google_tuning.lifecycle.call import Call, Row

MOVED_ON = (
    "If the names only moved on, as where a list numbers them, undo that, and name each resource "
    "by what it trains on"
)
_RENAMED = "If you only renamed or moved it"


def ways_to_rename(old: Row, call: Call, condition: str = _RENAMED) -> str:
    """Return what to do where a call's resource is an old row under another name or place."""
    new_urn = call.urn or ""
    if call.as_data:
        option = f"options: {{aliases: [{_alias_option(old, new_urn)}]}}"
        whose = _name(new_urn)
    elif call.any_language:
        option = f"aliases: [{_alias(old, new_urn)}]"
        whose = f"the options of {_name(new_urn)}"
    else:
        option = f"aliases=[{alias_code(old, new_urn)}]"
        whose = f"the ResourceOptions of {_name(new_urn)}"
    ways = f"{condition}, add `{option}` to {whose}"
    command = rename_command(old, new_urn)
    return f"{ways}, or run `{command}`" if command else ways


def alias_code(old: Row, new_urn: str) -> str:
    """Return the alias in Python: by name where that says all, else the urn itself."""
    name = json.dumps(old.name, ensure_ascii=False)
    if _types(old.urn) == _types(new_urn):
        return f"pulumi.Alias(name={name})"
    same_type = _types(old.urn)[-1] == _types(new_urn)[-1]
    if same_type and len(_types(old.urn)) == 1:
        named = "" if old.name == _name(new_urn) else f"name={name}, "
        return f"pulumi.Alias({named}parent=pulumi.ROOT_STACK_RESOURCE)"
    return json.dumps(old.address, ensure_ascii=False)


def _alias(old: Row, new_urn: str) -> str:
    """Return the alias as YAML, TypeScript and Go's documentation have it, else the urn."""
    name = f"name: {json.dumps(old.name, ensure_ascii=False)}"
    if _types(old.urn) == _types(new_urn):
        return f"{{{name}}}"
    same_type = _types(old.urn)[-1] == _types(new_urn)[-1]
    if same_type and len(_types(old.urn)) == 1:
        named = "" if old.name == _name(new_urn) else f"{name}, "
        return f"{{{named}noParent: true}}"
    return json.dumps(old.address, ensure_ascii=False)


def _alias_option(old: Row, new_urn: str) -> str:
    """Return the alias as the stack's configuration has it: a name, else the urn; in quotes."""
    by_name = _types(old.urn) == _types(new_urn)
    return json.dumps(old.name if by_name else old.address, ensure_ascii=False)


def rename_command(old: Row, new_urn: str) -> str | None:
    """Return the command that renames in the state; it knows no other parent and no other type."""
    if _types(old.urn) != _types(new_urn) or old.name == _name(new_urn):
        return None
    return f"pulumi state rename '{old.address}' '{_name(new_urn)}'"


def _name(urn: str) -> str:
    return urn.split("::", 3)[-1]


def _types(urn: str) -> list[str]:
    """Return the types of the parents, and the resource's own: `PARENT$OWN` in the urn."""
    parts = urn.split("::", 3)
    return parts[2].split("$") if len(parts) > 2 else [""]  # noqa: PLR2004 - STACK::PROJECT::TYPE


def ways_to_rename_undeclared(old: Row, call: Call) -> str:
    """Return what to do where the program may still declare the old row: it comes later, then.

    A list that numbers its resources, and got an item, declares all of them under other names.
    """
    gone = f"{_RENAMED}, and the program no longer declares {old.name}"
    ways = ways_to_rename(old, call, gone)
    if _unnumbered(old.name) != _unnumbered(_name(call.urn or "")):
        return ways
    return f"{ways}. {MOVED_ON}"


def _unnumbered(name: str) -> str:
    return re.sub(r"[0-9]+", "0", name)
