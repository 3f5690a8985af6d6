"""The templates of `pulumi new`, filled in as it fills them in, with the answers besides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pulumi_google_tuning.cli.init.answers import Answers, Kind, Place
from pulumi_google_tuning.cli.init.requirement import Requirements
from pulumi_google_tuning.fields.packaged import packaged
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX

_PROJECT_FILE: Final = "Pulumi.yaml"
_REQUIREMENTS: Final = "requirements.txt"
# `pulumi new` takes this section away, too.
_TEMPLATE_SECTION: Final = re.compile(r"^template:\n(?:[ \t].*\n|\n)*", re.MULTILINE)
_DESCRIPTION: Final = re.compile(r"(?<=^  description: ).+", re.MULTILINE)
# No number, no word of YAML's, no sign of its grammar.
_PLAIN: Final = re.compile(r"(?=.*[-:])[a-z][A-Za-z0-9:/._-]*[A-Za-z0-9]")
# What the data's templates hold, to be answered.
_BASE_MODEL: Final = re.compile(r"(?<=baseModel: )[^\s#]+")
_BUCKET: Final = re.compile(r"(?<=bucket: )[^\s#]+")


@dataclass(frozen=True)
class File:
    """A file to write, by its path in the project."""

    path: str
    content: bytes

    @property
    def is_executable(self) -> bool:
        """Return whether it is a script that is started by its name."""
        return self.content.startswith(b"#!")


def files(answers: Answers, requirements: Requirements) -> list[File]:
    """Return the files of a project, Pulumi.yaml last: until it is there, there is no project."""
    found = {file.path: file for file in _rendered(answers)}
    stack = f"Pulumi.{answers.stack}.yaml"
    settings = _settings(answers)
    if stack in found:
        data = found[stack].content.decode()
        data = _BASE_MODEL.sub(lambda _: _scalar(answers.base_model), data)
        data = _BUCKET.sub(lambda _: _scalar(answers.bucket), data)
        text = data.replace("config:\n", f"config:\n{settings}", 1)
    else:
        text = f"config:\n{settings}" if settings else "config: {}\n"
    found[stack] = File(stack, text.encode())
    if answers.needs_python:
        found[_REQUIREMENTS] = File(_REQUIREMENTS, requirements.text.encode())
    found |= {path: File(path, content) for path, content in requirements.wheels.items()}
    last = found.pop(_PROJECT_FILE)
    return [*(found[path] for path in sorted(found)), last]


def _rendered(answers: Answers) -> Iterator[File]:
    folder = packaged("templates") / answers.template
    description = _described(folder)
    for path in sorted(folder.rglob("*")):
        # pip compiles the programs that lie in the installed package.
        if path.is_file() and path.parent.name != "__pycache__":
            name = path.relative_to(folder).as_posix()
            content = path.read_bytes()
            if name == _PROJECT_FILE:
                content = _TEMPLATE_SECTION.sub("", content.decode()).encode()
            content = content.replace(b"${PROJECT}", answers.name.encode())
            yield File(name, content.replace(b"${DESCRIPTION}", description.encode()))


def _described(folder: Path) -> str:
    found = _DESCRIPTION.search((folder / _PROJECT_FILE).read_text(encoding="utf-8"))
    assert found is not None
    return found.group()


def _settings(answers: Answers) -> str:
    """Return the lines of the stack's configuration, as `pulumi config set` writes them."""
    values = {f"{KEY_PREFIX}{key}": value for key, value in answers.settings().items()}
    is_program = answers.kind in {Kind.PYTHON, Kind.PULUMI_YAML}
    if is_program and answers.place is not Place.GEMINI:
        values |= {
            f"{answers.name}:bucket": answers.bucket,
            f"{answers.name}:baseModel": answers.base_model,
        }
    return "".join(f"  {key}: {_scalar(value)}\n" for key, value in values.items())


def _scalar(value: str) -> str:
    """Return a text as YAML, in quotes where it would be something else without them."""
    return value if _PLAIN.fullmatch(value) else json.dumps(value)
