"""`options:` of an entry: what Pulumi, and not Google, does with a resource.

```yaml
tunedModels:
  numbers:
    baseModel: ...
    options: {protect: true, aliases: [old-name], dependsOn: ["${permissions.team}"]}
```
They have the names of Pulumi's own YAML, in either spelling (schema/options.schema.json).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pulumi

from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.doors.shared.named_paths import PathError, in_state
from pulumi_google_tuning.fields import durations
from pulumi_google_tuning.fields.canonical import canonical
from pulumi_google_tuning.fields.fitting import failures_in
from pulumi_google_tuning.fields.messages import (
    Failure,
    closest,
    given_twice,
    nearest,
    quote_value,
    type_name,
    unknown_key,
)
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.spelling import as_in_json, spellings_of
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data import references

OPTIONS: Final = "options"
_URN: Final = re.compile(r"urn:pulumi:[^:]+::[^:]+::(?P<type>\S+)::.+")
_EMPTY: Final = "is empty. Give it a value, or remove it"

Key = tuple[str, str]


def spellings() -> dict[str, str]:
    """Map each spelling of an option to its name."""
    return spellings_of(load_schema("options")["properties"])


def read(given: Any) -> tuple[dict[str, Any], list[Failure]]:
    """Return an entry's options under the names of the schema, and what is wrong with them.

    The paths of the failures start at the entry.
    """
    if given is None:
        return {}, [Failure(OPTIONS, _EMPTY)]
    if not isinstance(given, Mapping):
        return {}, [Failure(OPTIONS, f"is {type_name(given)}; give a map of options")]
    document = load_schema("options")
    spelled_as = spellings()
    failures: list[Failure] = []
    spelled: dict[str, str] = {}
    found: dict[str, Any] = {}
    for key, value in given.items():
        name = spelled_as.get(key)
        if name is None:
            reason = unknown_key(
                str(key), document["properties"], as_in_json(str(key)), refusal="isn't an option"
            )
            failures.append(Failure(str(key), reason))
        elif value is None:
            failures.append(Failure(name, _EMPTY))
        elif name in spelled:
            failures.append(Failure(name, given_twice(spelled[name], key)))
        else:
            spelled[name] = key
            found[name] = canonical(document["properties"][name], value, failures, (name,))
    wrong = failures_in(document, found)
    for failure in wrong:
        found.pop(re.split(r"[.\[]", failure.path)[0], None)
    return found, [Failure(f"{OPTIONS}.{one.path}", one.reason) for one in [*failures, *wrong]]


def depends_on(options: Mapping[str, Any]) -> list[Key]:
    """Return the entries that come first, as far as they can be read."""
    return [key for text in options.get("dependsOn", ()) if (key := references.entry(text))]


def misleading(
    key: Key, options: Mapping[str, Any], data: Mapping[str, Any], seen: dict[Key, str]
) -> Iterator[Failure]:
    """Find what an entry's options name and isn't there; `seen` are the aliases of other ones."""
    for i, text in enumerate(options.get("dependsOn", ())):
        reason = _no_entry(text, data)
        if reason:
            yield Failure(f"{OPTIONS}.dependsOn[{i}]", reason)
    for i, text in enumerate(options.get("aliases", ())):
        reason = _no_alias(key, text, data)
        if not reason and not text.startswith("urn:"):
            old = (key[0], _old_name(key[0], text))
            other = seen.setdefault(old, key[1])
            reason = "" if other == key[1] else f"is already an alias of {key[0]}.{other}"
        if reason:
            yield Failure(f"{OPTIONS}.aliases[{i}]", reason)
    for i, text in enumerate(options.get("ignoreChanges", ())):
        reason = _no_field(key[0], text)
        if reason:
            yield Failure(f"{OPTIONS}.ignoreChanges[{i}]", reason)


def for_pulumi(
    section: str, options: Mapping[str, Any], resource: Callable[[Key], pulumi.Resource]
) -> pulumi.ResourceOptions:
    """Return the options for Pulumi; `resource` declares another entry."""
    waits = {
        name: f"{durations.parse(text)}s"
        for name, text in options.get("customTimeouts", {}).items()
    }
    return pulumi.ResourceOptions(
        protect=options.get("protect"),
        retain_on_delete=options.get("retainOnDelete"),
        delete_before_replace=options.get("deleteBeforeReplace"),
        depends_on=[resource(key) for key in depends_on(options)] or None,
        aliases=[
            text if text.startswith("urn:") else pulumi.Alias(name=_old_name(section, text))
            for text in options.get("aliases", ())
        ]
        or None,
        ignore_changes=list(options.get("ignoreChanges", ())) or None,
        custom_timeouts=pulumi.CustomTimeouts(**waits) if waits else None,
    )


def _no_entry(text: str, data: Mapping[str, Any]) -> str:
    """Return why a text names no entry of the data; empty where it names one."""
    key = references.entry(text)
    if key is not None:
        return references.missing(text, key, data)
    there = [f"{section}.{text}" for section in SECTIONS if text in (data.get(section) or ())]
    if there:
        return f"{quote_value(text)} is not a reference; did you mean {' or '.join(there)}?"
    return (
        f"{quote_value(text)} is not a reference to an entry. Write ${{tunedModels.NAME}}, or "
        '${tunedModels["A.NAME"]}, without an output'
    )


def _no_alias(key: Key, text: str, data: Mapping[str, Any]) -> str:
    """Return why a text can't be what the entry was called before."""
    section, name = key
    if text.startswith("urn:"):
        urn = _URN.fullmatch(text)
        if urn is None:
            return (
                f"{quote_value(text)} is not a URN. To list the URNs, run `pulumi stack "
                "--show-urns`"
            )
        token = SECTIONS[section].token
        was = urn["type"].rsplit("$", 1)[-1]
        same = was in (token, tokens.other_type(token))
        return "" if same else f"is of the type {was}, but this resource is {token}"
    first, dot, _ = text.removeprefix("${").partition(".")
    if dot and first in SECTIONS and first != section:
        return f"{quote_value(text)} is in another section, so it is another kind of resource"
    if dot and first not in SECTIONS and closest(first, SECTIONS, 0.8):
        return f"{quote_value(text)}: {first} isn't a section{nearest(first, SECTIONS)}"
    old = _old_name(section, text)
    if old == name:
        return f"{quote_value(text)} is its current name. Give the name that it had before"
    if old in (data.get(section) or ()):
        return f"{quote_value(text)} is still declared, but an alias is a former name"
    return ""


def _old_name(section: str, text: str) -> str:
    key = references.entry(text) if text.startswith(("${", f"{section}.")) else None
    return key[1] if key else text


def _no_field(section: str, text: str) -> str:
    """Return why a property path names no field; empty where it names one."""
    schema = SECTIONS[section].schema
    try:
        first = schema.fields.get(str(in_state(schema, text)[0]))
    except PathError as error:
        return f"{quote_value(text)} {error}"
    is_output = first is not None and first.read_only
    return f"{quote_value(text)} is an output; only a field can be ignored" if is_output else ""
