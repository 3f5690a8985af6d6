"""What a release is checked for: `python -m tools.release check TAG`, `… notes TAG`.

One tag is one version of the provider and the emulator, which CHANGELOG.md has a chapter of.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pulumi_google_tuning.fields.versions import semantic

CHANGELOG: Final = Path(__file__).resolve().parents[1] / "CHANGELOG.md"
DISTRIBUTIONS: Final = ("pulumi-google-tuning", "google-tuning-emulator")
_CHAPTER: Final = re.compile(
    r"^## +v?(?P<version>\d\S*)[^\n]*\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)


def problems(tag: str, versions: Mapping[str, str], changelog: str) -> list[str]:
    """Return, as sentences, what is in the way of releasing these versions under a tag."""
    found = [
        f"{name} is of version {version}, so the tag is v{semantic(version)}, not {tag}: correct "
        f"the one or the other"
        for name, version in versions.items()
        if tag != f"v{semantic(version)}"
    ]
    if not notes(tag, changelog):
        found.append(
            f"CHANGELOG.md says nothing under a heading `## {tag.removeprefix('v')}`: move what is "
            f"under `## Unreleased` there"
        )
    return found


def notes(tag: str, changelog: str) -> str:
    """Return what CHANGELOG.md says of a version; an empty text where there is nothing."""
    chapters = {one["version"]: one["text"].strip() for one in _CHAPTER.finditer(changelog)}
    return chapters.get(tag.removeprefix("v"), "")


def main(words: list[str]) -> int:
    """Run from the command line; return the exit code."""
    changelog = CHANGELOG.read_text(encoding="utf-8")
    match words:
        case ["check", tag]:
            versions = {name: importlib.metadata.version(name) for name in DISTRIBUTIONS}
            found = problems(tag, versions, changelog)
            for problem in found:
                print(f"release: {problem}", file=sys.stderr)
            return 1 if found else 0
        case ["notes", tag]:
            print(notes(tag, changelog))
            return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
