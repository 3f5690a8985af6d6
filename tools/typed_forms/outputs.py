"""`typed/outputs.py`: a class for each nested output, as a value and as an Output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pulumi_google_tuning.fields.spelling import snake
from tools.field_text import Schema, describe
from tools.typed_forms.lines import LINE_CHARS, choice, docstring, head, summary
from tools.typed_forms.nested import Nested, has_keys, inner_of

_PLAIN = {"integer": "int", "number": "float", "boolean": "bool"}


def text(name: str, title: str, outputs: Mapping[str, Schema]) -> str:
    """Return the file of a resource with these outputs; an empty text where none is nested."""
    nested = Nested.of(outputs)
    if not nested.classes:
        return ""
    lifted = dict(_lifted(nested, outputs))
    body = "\n".join(
        line
        for one, schema in sorted(nested.classes.items())
        for line in _classes(title, one, schema, nested, lifted)
    )
    imports = (
        "from typing import TYPE_CHECKING, Any, Literal\n\nimport pulumi\n\n"
        "from pulumi_google_tuning.program.parts import Parts, PartsOutput\n"
    )
    first = head(name, "Typed forms of the nested outputs.")
    return f"{first}\n{imports}{body}"


def output_of(
    schema: Schema, title: str, nested: Nested, *, module: str = "", there: bool = False
) -> str:
    """Return the annotation of an output; `there`: it is never None."""
    if has_keys(schema) and schema["properties"]:
        return f"{module}{title}{nested.name(schema)}Output"
    return f"pulumi.Output[{value_of(schema, title, nested, module)}{'' if there else ' | None'}]"


def value_of(schema: Schema, title: str, nested: Nested | None, module: str = "") -> str:
    """Return the annotation of a value; without `nested` its maps are plain ones."""
    inner = inner_of(schema)
    kind = schema.get("type", "string")
    if nested is not None and has_keys(schema) and schema["properties"]:
        return f"{module}{title}{nested.name(schema)}"
    if kind == "array":
        return f"list[{value_of(inner, title, nested, module) if inner else 'Any'}]"
    if kind == "object":
        return f"dict[str, {value_of(inner, title, nested, module) if inner else 'Any'}]"
    return _PLAIN.get(kind, "str") if isinstance(kind, str) else "Any"


def _lifted(nested: Nested, parts: Mapping[str, Schema]) -> Iterator[tuple[str, bool]]:
    """Yield what is in an Output without a list between, and whether it is always there."""
    for schema in parts.values():
        if has_keys(schema):
            told = schema.get("x-always") or schema.get("x-present")
            always = bool(told or schema.get("x-stable") == "made")
            yield nested.name(schema), always
            yield from _lifted(nested, schema["properties"])


def _classes(
    title: str, name: str, schema: Schema, nested: Nested, lifted: Mapping[str, bool]
) -> Iterator[str]:
    parts = {snake(key): part for key, part in schema["properties"].items()}
    keys = f"_{name}Key"
    yield from ("", *choice(keys, list(parts)), "", "")
    yield f"class {title}{name}(Parts):"
    yield from docstring(summary(schema))
    yield ""
    for one, part in parts.items():
        yield f"    {one}: {value_of(part, title, nested)} | None"
        yield from docstring(describe(part))
    yield from _item(keys, "Any", "  # type: ignore[override]")
    if name in lifted:
        whole = f"{title}{name}" if lifted[name] else f"{title}{name} | None"
        line = f"class {title}{name}Output(PartsOutput[{whole}]):"
        split = [f"class {title}{name}Output(", f"    PartsOutput[{whole}]", "):"]
        yield from ("", "", *([line] if len(line) <= LINE_CHARS else split))
        yield from docstring(f"`{title}{name}` as an Output.")
        yield ""
        for one, part in parts.items():
            yield f"    {one}: {output_of(part, title, nested)}"
        yield from _item(keys, "pulumi.Output[Any]")
    yield ""


def _item(keys: str, found: str, pragma: str = "") -> Iterator[str]:
    yield from ("", "    if TYPE_CHECKING:", "")
    yield f"        def __getitem__(self, key: {keys}) -> {found}: ...{pragma}"
