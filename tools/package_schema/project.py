"""What pyproject.toml says of the project: its version, in one place for all languages."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]

from pulumi_google_tuning.google.config.namespace import NAMESPACE

_PYPROJECT: Final = Path(__file__).resolve().parents[2] / "pyproject.toml"
# What the Registry sorts packages by.
_KEYWORDS: Final = ("pulumi", "category/cloud", "kind/native")


@dataclass(frozen=True)
class Project:
    """The project's metadata."""

    version: str
    description: str
    keywords: tuple[str, ...]
    license: str
    homepage: str

    @classmethod
    def read(cls) -> Project:
        """Read pyproject.toml."""
        loaded = tomllib.loads(_PYPROJECT.read_text(encoding="utf-8"))["project"]
        return cls(
            version=loaded["version"],
            description=loaded["description"],
            keywords=tuple(loaded["keywords"]),
            license=loaded["license"],
            homepage=loaded["urls"]["Homepage"],
        )

    def about(self) -> dict[str, Any]:
        """Return the schema's keys about the package as a whole.

        It has no `pluginDownloadURL`: where releases are is decided by who publishes them, and a
        wrong address makes every language look there.
        """
        others = [word for word in self.keywords if word not in _KEYWORDS]
        return {
            "name": NAMESPACE,
            "displayName": "Google Tuning",
            "version": self.version,
            "description": self.description,
            "keywords": [*_KEYWORDS, *others],
            "homepage": self.homepage,
            "license": self.license,
            "repository": self.homepage,
            "publisher": "pulumi-google-tuning",
        }
