"""`typed/base.py`: a resource's arguments and attributes."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_google_tuning.fields.resource_schema import Field, ResourceSchema
from tools.typed_forms.args import input_of, later
from tools.typed_forms.lines import argument, docstring, head
from tools.typed_forms.nested import Nested
from tools.typed_forms.outputs import output_of, value_of

_INDENT = " " * 8


def text(name: str, schema: ResourceSchema, inputs: Nested, outputs: Nested) -> str:
    """Return the file of a resource."""
    body = "\n".join([*_attributes(schema, outputs), "", *_constructor(schema, inputs)])
    first = head(name, f"The arguments and the attributes of `{schema.title}`.")
    return f"{first}{_imports(name, body)}\n\n{_class(schema)}\n\n{body}\n"


def is_there(schema: ResourceSchema, field: Field) -> bool:
    """Return whether an attribute is never None."""
    always = field.stable == "made" or "x-always" in field.schema or "x-present" in field.schema
    return field.name in schema.document.get("required", ()) or (field.output and bool(always))


def _class(schema: ResourceSchema) -> str:
    return "\n".join(
        [
            f"class {schema.title}Fields(TuningResource, abstract=True):",
            *docstring(f"What `{schema.title}` takes and gives."),
        ]
    )


def _attributes(schema: ResourceSchema, outputs: Nested) -> Iterator[str]:
    for field in schema.fields.values():
        there = is_there(schema, field)
        if field.read_only:
            shown = output_of(field.schema, schema.title, outputs, module="outputs.", there=there)
        else:
            value = value_of(field.schema, schema.title, None)
            shown = f"pulumi.Output[{value}{'' if there else ' | None'}]"
        yield f"    {field.python_name}: {shown}"


def _constructor(schema: ResourceSchema, inputs: Nested) -> Iterator[str]:
    required = set(schema.document.get("required", ()))
    yield "    def __init__("
    yield f"{_INDENT}self,"
    yield f"{_INDENT}resource_name: str,"
    yield f"{_INDENT}*,"
    for field in schema.inputs:
        taken = input_of(field.schema, inputs, "args.", "pulumi.")
        rest = "" if field.name in required else " | None = None"
        yield f"{_INDENT}{field.python_name}: {taken}{rest},"
    yield f"{_INDENT}opts: pulumi.ResourceOptions | None = None,"
    yield "    ) -> None:"
    yield f'{_INDENT}"""Declare it.'
    yield ""
    yield f"{_INDENT}Args:"
    yield f"{_INDENT}    resource_name: The resource's name in the stack."
    for field in schema.inputs:
        yield from argument(field.python_name, field.schema)
    yield f"{_INDENT}    opts: Pulumi's options for a resource."
    yield ""
    yield f'{_INDENT}"""'
    yield f"{_INDENT}super().__init__(resource_name, pick_arguments(locals()), opts)"


def _imports(name: str, body: str) -> str:
    package = f"pulumi_google_tuning.resources.{name}.typed"
    abstract = [one for one in ("Mapping", "Sequence") if f"{one}[" in body]
    modules = [one for one in ("args", "outputs") if f"{one}." in body]
    lines = ["", f"from collections.abc import {', '.join(abstract)}" if abstract else None]
    lines.append("from typing import Any" if " Any]" in body else None)
    lines += ["" if any(lines) else None, "import pulumi", ""]
    lines.append(
        f"from pulumi_google_tuning.program.args import {', '.join(later(body))}"
        if later(body)
        else None
    )
    lines.append("from pulumi_google_tuning.program.resource import TuningResource, pick_arguments")
    lines.append(f"from {package} import {', '.join(modules)}" if modules else None)
    return "\n".join(line for line in lines if line is not None) + "\n"
