"""`python -m tools.plain_english [FILE …]`: fail where a text doesn't read like plain English.

It names the file, the line, the word or the sentence, and what to write instead.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from tools.plain_english.sentences import MOST_WORDS, long_sentences
from tools.plain_english.texts import texts
from tools.plain_english.words import odd_words

CHECKOUT: Final = Path(__file__).resolve().parents[2]
COVERED: Final = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "DESIGN.md",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "docs",
    "emulator",
    "examples",
    "provider/pulumi_google_tuning/cli",
    "provider/pulumi_google_tuning/data",
    "provider/pulumi_google_tuning/doors",
    "provider/pulumi_google_tuning/errors.py",
    "provider/pulumi_google_tuning/fields",
    "provider/pulumi_google_tuning/google",
    "provider/pulumi_google_tuning/lifecycle",
    "provider/pulumi_google_tuning/program",
    "provider/pulumi_google_tuning/resources",
    "provider/pulumi_google_tuning/stack_data",
    "recipes",
    "schema",
    "templates",
    "tools",
)
NOT_COVERED: Final = (
    # Here the odd words are data: the check's own, and sentences that a model is trained on.
    "examples/sentiment-vertex/make_data.py",
    "examples/sentiment-vertex/subjects.py",
    "tools/plain_english/words.py",
)
SUFFIXES: Final = (".json", ".md", ".py", ".sh", ".yaml", ".yml")
# In the first lines of what is made of something else, which is checked itself.
_GENERATED: Final = "Written by `make"
_FIRST_LINES: Final = 3
_SHOWN_CHARS: Final = 100


def offences(path: Path, shown: str) -> Iterator[str]:
    """Yield a line for each odd word and each long sentence of a file."""
    for text in texts(path):
        for place, word, instead in odd_words(text.words):
            line = text.line + text.words.count("\n", 0, place)
            yield f'{shown}:{line}: "{word}": write {instead}'
        if text.prose:
            for sentence, count in long_sentences(text.words):
                begin = sentence[:_SHOWN_CHARS]
                yield (
                    f"{shown}:{text.line}: a sentence of {count} words, {MOST_WORDS} at most: "
                    f'split it: "{begin}…"'
                )


def covered(checkout: Path) -> Iterator[Path]:
    """Yield the files that are checked, of those that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *COVERED]
    listed = subprocess.run(command, cwd=checkout, check=True, capture_output=True, text=True)
    for name in sorted(set(listed.stdout.splitlines())):
        path = checkout / name
        checked = name not in NOT_COVERED and (path.suffix in SUFFIXES or path.name == "Makefile")
        if checked and path.exists() and not _is_generated(path):
            yield path


def _is_generated(path: Path) -> bool:
    with path.open(encoding="utf-8") as file:
        begin = "".join(islice(file, _FIRST_LINES))
    return _GENERATED in begin or path.name == "stack.schema.json"


def main(given: Iterable[str]) -> int:
    """Print what these files have, or all that are covered; return 1 where there is anything."""
    paths = [Path(one).resolve() for one in given] or list(covered(CHECKOUT))
    found = [
        line
        for path in paths
        for line in offences(
            path, str(path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path)
        )
    ]
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} places don't read like plain English")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
