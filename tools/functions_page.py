"""Writes docs/functions.md: each function, what it takes and what it gives, from functions.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.function_schema import FunctionSchema, function_schemas
from pulumi_google_tuning.fields.spelling import snake
from tools.field_cells import cell, type_in_words

_HEAD: Final = """\
<!-- Written by `make docs` from schema/functions.json: change it there. -->
# Functions

A function reads from Google and changes nothing. It works in a preview too, as soon as its
arguments are known.

In a Python program each is a function of `pulumi_google_tuning` with names in snake_case:
`get_tuned_model`. Its twin `get_tuned_model_output` takes Outputs and gives one. Elsewhere it is a
function of the package `google-tuning` ([languages](languages.md)):

```yaml
variables:
  model:
    fn::invoke:
      function: google-tuning:getTunedModel
      arguments: {name: tunedModels/numbers}
```
"""


def page() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *(line for one in function_schemas().values() for line in _part(one))])


def _part(function: FunctionSchema) -> Iterator[str]:
    yield from (f"## {function.name}", "", f"In Python: `{snake(function.name)}`.", "")
    yield from (function.description, "")
    yield from _table("argument", function.inputs)
    result = function.outputs
    if function.lists:
        [(name, part)] = result["properties"].items()
        yield f"The result is a list, in `{name}` outside of Python. Each of its items has:"
        yield ""
        result = part["items"]
    yield from _table("result", result)


def _table(head: str, schema: Mapping[str, Any]) -> Iterator[str]:
    required = set(schema.get("required", ())) if head == "argument" else set()
    yield from (f"| {head} | type | what it is |", "|---|---|---|")
    for name, part in schema["properties"].items():
        mark = " *required*" if name in required else ""
        yield f"| `{name}`{mark} | {type_in_words(part)} | {cell(part)} |"
    yield ""
