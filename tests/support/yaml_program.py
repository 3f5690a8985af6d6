"""The same project with a Pulumi YAML program, over the native plugin."""

from __future__ import annotations

from typing import Any

import yaml

from support.project import VENV, Project

PLUGINS = {"providers": [{"name": "google-tuning", "path": str(VENV / "bin")}]}


def write(project: Project, resources: dict[str, Any], **sections: Any) -> None:
    """Write the YAML program; `sections` are its variables, outputs, …."""
    program = {
        "name": project.folder.name,
        "runtime": "yaml",
        "plugins": PLUGINS,
        "resources": resources,
        **sections,
    }
    text = yaml.safe_dump(program, sort_keys=False, width=1000)
    (project.folder / "Pulumi.yaml").write_text(text)


def resource(kind: str, options: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """Return a resource of ours."""
    found: dict[str, Any] = {"type": f"google-tuning:{kind}", "properties": properties}
    return {**found, "options": options} if options else found
