"""What pyproject.toml says of the project: its version, in one place for all languages."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import metadata
from typing import Any, Final

from pulumi_google_tuning.fields.versions import semantic
from pulumi_google_tuning.google.config.namespace import NAMESPACE

_DISTRIBUTION: Final = "pulumi-google-tuning"
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
        """Read what the checkout was installed with: Python 3.10 reads no TOML by itself."""
        told = metadata(_DISTRIBUTION)
        urls = dict(one.split(", ", 1) for one in told.get_all("Project-URL") or ())
        return cls(
            version=semantic(told["Version"]),
            description=told["Summary"],
            keywords=tuple(told["Keywords"].split(",")),
            license=told["License-Expression"],
            homepage=urls["Homepage"],
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
