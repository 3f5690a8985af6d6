"""How each language calls the package that Pulumi generates for it."""

from __future__ import annotations

from typing import Any, Final

from tools.package_schema.project import Project

PYTHON: Final = "pulumi_google_tuning_native"
"""Not `pulumi_google_tuning`: that is the dynamic provider, and both may be installed."""
NODE: Final = "pulumi-google-tuning"
_GO_PACKAGE: Final = "googletuning"


def languages(project: Project) -> dict[str, Any]:
    """Return the settings of the languages whose SDKs are generated and compiled here."""
    go = f"{project.homepage.removeprefix('https://')}/sdk/go"
    return {
        "go": {
            "importBasePath": f"{go}/{_GO_PACKAGE}",
            "modulePath": go,
            "generateResourceContainerTypes": True,
            "respectSchemaVersion": True,
        },
        "nodejs": {
            "packageName": NODE,
            "packageDescription": project.description,
            "respectSchemaVersion": True,
        },
        "python": {
            "packageName": PYTHON,
            "pyproject": {"enabled": True},
            "respectSchemaVersion": True,
        },
    }
