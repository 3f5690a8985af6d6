"""The files of all resources: a resource is a folder whose name a schema has."""

from __future__ import annotations

from pathlib import Path

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from tools.typed_forms import args, base, outputs
from tools.typed_forms.nested import Nested

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "provider" / "pulumi_google_tuning" / "resources"


def texts() -> dict[Path, str]:
    """Return the text of each file, by its path."""
    found: dict[Path, str] = {}
    for folder in sorted(RESOURCES.iterdir()):
        if (ROOT / "schema" / f"{folder.name}.schema.json").is_file():
            found |= {folder / "typed" / name: text for name, text in _of(folder.name).items()}
    return found


def _of(name: str) -> dict[str, str]:
    schema = ResourceSchema.load(name)
    taken = Nested.of({field.name: field.schema for field in schema.inputs})
    given = {field.name: field.schema for field in schema.outputs if field.read_only}
    files = {
        "__init__.py": f'"""Typed forms of `{schema.title}`, written by `make generate`."""\n',
        "args.py": args.text(name, taken),
        "base.py": base.text(name, schema, taken, Nested.of(given)),
        "outputs.py": outputs.text(name, schema.title, given),
    }
    # What has nothing in it is no file.
    needed = taken.classes or taken.choices
    return {file: text for file, text in files.items() if text and (file != "args.py" or needed)}
