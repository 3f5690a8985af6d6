"""`typed/args.py`: a typed dict for each nested map, a Literal for each choice."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_google_tuning.fields.spelling import snake
from tools.field_text import Schema, describe
from tools.typed_forms.lines import choice, docstring, head, summary
from tools.typed_forms.nested import Nested, has_keys, holds_keys, inner_of

_COMMON = ("Examples", "LaterList", "LaterMap", "Rows")
_PLAIN = {"integer": "int", "number": "float", "boolean": "bool", "string": "str"}


def text(name: str, nested: Nested) -> str:
    """Return the file of a resource, whose schema is `name`."""
    body = "\n".join(_body(nested)).rstrip("\n")
    public = "".join(f'    "{one}",\n' for one in sorted(nested.public))
    listed = f"\n__all__ = [\n{public}]\n" if public else ""
    first = head(name, "Typed forms of the nested arguments.")
    return f"{first}\n{_imports(body)}{listed}{body}\n"


def input_of(schema: Schema, nested: Nested, module: str = "", pulumi: str = "") -> str:
    """Return the annotation of an input: a value of its type, or an Output of it."""
    value = value_of(schema, nested, module, pulumi)
    if holds_keys(schema):
        # program/args.py says why it isn't an Input.
        return f"{value} | {'LaterList' if schema.get('type') == 'array' else 'LaterMap'}"
    wrapped = f"{pulumi}Input[{value}]"
    # Few programs have an Output of a Literal: what it holds is checked when it is known.
    return f"{wrapped} | {pulumi}Output[str]" if "enum" in schema else wrapped


def value_of(schema: Schema, nested: Nested, module: str = "", pulumi: str = "") -> str:
    """Return the annotation of a value."""
    if "x-data" in schema:
        return "Examples"
    if "x-dataset" in schema:
        return "Rows"
    if "enum" in schema or has_keys(schema):
        return f"{module}{nested.name(schema)}"
    inner = inner_of(schema)
    item = input_of(inner, nested, module, pulumi) if inner else "Any"
    if schema.get("type") == "array":
        return f"Sequence[{item}]"
    if schema.get("type") == "object":
        return f"Mapping[str, {item}]"
    kind = schema.get("type")
    plain = _PLAIN.get(kind, "Any") if isinstance(kind, str) else "Any"
    return f"{plain} | int" if schema.get("x-number") else plain


def _body(nested: Nested) -> Iterator[str]:
    for name, values in sorted(nested.choices.items()):
        yield from ("", *choice(name, values))
    if nested.choices and nested.classes:
        yield ""
    for i, (name, schema) in enumerate(sorted(nested.classes.items())):
        yield "" if i or nested.choices else "\n"
        yield from _class(name, schema, nested)
        yield ""


def _class(name: str, schema: Schema, nested: Nested) -> Iterator[str]:
    """Yield a class; where some keys are required, they are in a base of their own."""
    needed = set(schema.get("required", ()))
    parts = schema["properties"]
    optional = {key: part for key, part in parts.items() if key not in needed}
    base = "TypedDict"
    if needed and optional:
        base = f"_{name}Required"
        yield f"class {base}(TypedDict):"
        yield from _keys({key: part for key, part in parts.items() if key in needed}, nested)
        yield from ("", "")
    yield f"class {name}({base}{'' if parts and not optional else ', total=False'}):"
    yield from docstring(summary(schema))
    mine = optional if base != "TypedDict" or not needed else parts
    if mine:
        yield ""
        yield from _keys(mine, nested)


def _keys(parts: dict[str, Schema], nested: Nested) -> Iterator[str]:
    for key, part in parts.items():
        yield f"    {snake(key)}: {input_of(part, nested)}"
        yield from docstring(describe(part))


def _imports(body: str) -> str:
    """Return the imports that a body needs."""
    lines = []
    abstract = [one for one in ("Mapping", "Sequence") if f"{one}[" in body]
    typed = [one for one in ("Any", "Literal", "TypedDict") if _has(one, body)]
    pulumi = [one for one in ("Input", "Output") if f"{one}[" in body]
    if abstract:
        lines.append(f"from collections.abc import {', '.join(abstract)}\n")
    if typed:
        lines.append(f"from typing import {', '.join(typed)}\n")
    if pulumi:
        lines.append(f"\nfrom pulumi import {', '.join(pulumi)}\n")
    if later(body):
        lines.append(f"\nfrom pulumi_google_tuning.program.args import {', '.join(later(body))}\n")
    return "".join(lines)


def later(body: str) -> list[str]:
    """Return which names of program/args.py a body uses."""
    return [name for name in _COMMON if f"| {name}" in body or f"[{name}]" in body]


def _has(name: str, body: str) -> bool:
    uses = {"Any": ("Any]",), "Literal": ("Literal[",), "TypedDict": ("(TypedDict",)}
    return any(use in body for use in uses[name])
