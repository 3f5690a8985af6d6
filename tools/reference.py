"""Writes the reference in docs/: resources, configuration, command line and the index of resources.

The pages come from schema/, the registry of the resources and each command's --help, so each field
is stated once. `make docs` writes; a test fails where a page differs from what this would write.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.registry import RESOURCES
from tools import base_models_page, command_reference, functions_page
from tools.field_cells import cell, type_in_words
from tools.field_text import Schema, together, versions
from tools.importing import import_lines
from tools.shared_parts import shared_parts

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
_WRITTEN = "<!-- Written by `make docs` from schema/{}.schema.json: change it there. -->"
_CHANGE = {
    "replace": "replaces",
    "patch": "patched in place",
    "refuse": "refused alone",
    "store": "kept in the state",
    "none": "nothing",
}
_INDEX = re.compile(r"(?<=<!-- resources -->\n).*?(?=<!-- end of resources -->)", re.DOTALL)
_NOTE = (
    "Every argument takes a plain value or a `pulumi.Output`. In `Pulumi.<stack>.yaml` the same "
    "names are written in camelCase. *Replaces* means that a new one is made; of what is trained, "
    "that is a new training."
)


def pages() -> dict[Path, str]:
    """Return every page, by its path under docs/."""
    return {
        **{Path("resources") / f"{entry.name}.md": _resource(entry) for entry in RESOURCES},
        Path("configuration.md"): _configuration(),
        Path("command-line.md"): command_reference.page(),
        Path("base-models.md"): base_models_page.page(),
        Path("functions.md"): functions_page.page(),
        Path("README.md"): _index((DOCS / "README.md").read_text(encoding="utf-8")),
    }


def main() -> int:
    """Write every page."""
    for path, text in pages().items():
        target = DOCS / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        print(f"wrote docs/{path}")
    return 0


# -- a resource ----------------------------------------------------------------------------------


def _index(text: str) -> str:
    """Return the index with its table of the resources as the registry has them."""
    rows = [
        f"| [`{entry.title}`](resources/{entry.name}.md) | {entry.summary} |" for entry in RESOURCES
    ]
    table = "\n".join(["", "| resource | what it is |", "|---|---|", *rows, "", ""])
    return _INDEX.sub(lambda _: table, text)


def _resource(entry: Entry) -> str:
    name, resource = entry.name, entry.schema
    document = resource.document
    snippet = (DOCS / "snippets" / f"{name}.py").read_text(encoding="utf-8").strip()
    required = set(document.get("required", ()))
    lines = [
        _WRITTEN.format(name),
        f"# {resource.title}",
        "",
        document["description"],
        "",
        "```python",
        snippet,
        "```",
        "",
        "## Arguments",
        "",
        *_together(document),
        "| argument | type | what it is | a change |",
        "|---|---|---|---|",
    ]
    for field in resource.inputs:
        mark = " *required*" if field.name in required else ""
        lines.append(
            f"| `{field.python_name}`{mark} | {type_in_words(field.schema)} "
            f"| {cell(field.schema)} | {_CHANGE[field.change]} |"
        )
    lines += ["", _NOTE]
    for field in resource.inputs:
        lines += _nested(field.python_name, field.schema)
    for name, shared in sorted(shared_parts(document).items()):
        lines += _nested(name, shared, own=True)
    lines += ["", "## Outputs", "", "Every argument, and:", "", "| output | type | what it is |"]
    lines.append("|---|---|---|")
    lines += [
        f"| `{field.python_name}` | {type_in_words(field.schema)} | {cell(field.schema)} |"
        for field in resource.outputs
    ]
    for field in resource.outputs:
        if field.read_only:
            lines += _nested(field.python_name, field.schema)
    lines += _elsewhere(entry)
    return "\n".join(lines) + "\n"


def _elsewhere(entry: Entry) -> Iterator[str]:
    """Yield what is otherwise in a program of the native plugin, and its import."""
    yield from ("", "## In other languages", "")
    yield (
        f"Elsewhere the resource is `google-tuning:{entry.title}`, and its fields have the same "
        "names in camelCase ([languages](../languages.md))."
    )
    for field in entry.schema.inputs:
        if "x-native" in field.schema:
            listed = field.schema["x-native"]["list"]
            yield f"One field is added. `{listed['name']}`: {cell(listed)}"
    yield from import_lines(entry, "###")


def _together(schema: Schema) -> list[str]:
    """Write which fields exclude each other, and of which one is needed."""
    sentences = together(schema, snake)
    return [*sentences, ""] if sentences else []


def _nested(path: str, schema: Schema, *, own: bool = False) -> Iterator[str]:
    """Yield a table for each map inside a field, outermost first; `own`: a shared part's own."""
    inner, mark = schema, ""
    if isinstance(schema.get("items"), Mapping):
        inner, mark = schema["items"], "[]"
    elif isinstance(schema.get("additionalProperties"), Mapping):
        inner, mark = schema["additionalProperties"], '["KEY"]'
    properties = inner.get("properties")
    if not properties or "x-data" in schema or "x-dataset" in schema:
        return
    if "x-shared" in inner and not own:
        return
    required = set(inner.get("required", ()))
    known_to = versions(schema)
    yield from ("", f"### {path}{mark}", "")
    yield from ([known_to, ""] if known_to else [])
    yield from _together(inner)
    yield from ("| key | type | what it is |", "|---|---|---|")
    for name, part in properties.items():
        needed = " *required*" if name in required else ""
        yield f"| `{snake(name)}`{needed} | {type_in_words(part)} | {cell(part)} |"
    for name, part in properties.items():
        yield from _nested(f"{path}{mark}.{snake(name)}", part)


# -- the configuration ---------------------------------------------------------------------------


def _configuration() -> str:
    path = ROOT / "schema" / "config.schema.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    lines = [
        _WRITTEN.format("config"),
        "# Configuration",
        "",
        document["description"],
        "",
        "| key | type | what it is |",
        "|---|---|---|",
    ]
    lines += [
        f"| `google-tuning:{name}` | {type_in_words(schema)} | {cell(schema)} |"
        for name, schema in document["properties"].items()
    ]
    lines += [
        "",
        "```",
        "pulumi config set google-tuning:project my-project",
        "pulumi config set --secret google-tuning:apiKey AIza…",
        "```",
        "",
        "A credential is never sent over plain http, except to this machine itself.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
