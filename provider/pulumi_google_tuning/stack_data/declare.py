"""The stack as data: `google-tuning:resources` in `Pulumi.<stack>.yaml`, declared as resources.

```yaml
# yaml-language-server: $schema=schema/stack.schema.json
config:
  google-tuning:resources:
    tunedModels:
      number-generator: {baseModel: models/..., trainingData: train.jsonl}
    permissions:
      team: {tunedModel: "${tunedModels.number-generator.name}", granteeType: GROUP, ...}
```
A `${section.name.output}` refers to another resource's output and makes an order (see
references.py); in a list of training examples, and in a secret value, it is text like any
other. A path is relative to the project's folder (see project.py).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from pulumi.runtime.config import is_config_secret

from pulumi_google_tuning.fields.depth import TOO_DEEP
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.config.namespace import NAMESPACE
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.program.resource import TuningResource
from pulumi_google_tuning.program.settings import settings
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data import configuration, options, references
from pulumi_google_tuning.stack_data.failures import failures, is_secret
from pulumi_google_tuning.stack_data.project import Project
from pulumi_google_tuning.stack_data.sections import KEY, Path, holds_data, schema_at
from pulumi_google_tuning.stack_data.stack_file import StackFile

__all__ = ["StackDataError", "declare"]

_ALL: frozenset[Path] = frozenset({()})
_NONE: frozenset[Path] = frozenset()


class StackDataError(pulumi.RunError):
    """`google-tuning:resources` can't be declared; the text lists every reason, one a line."""


def declare(resources: Mapping[str, Any] | None = None) -> dict[str, dict[str, TuningResource]]:
    """Declare what the stack's configuration holds (or `resources`), by section and name.

    Raises StackDataError with all that is wrong, each with its line in the stack's file and its
    path, before anything is declared. Secret values stay secret, in messages and in the state.
    Paths are relative to the folder of Pulumi.yaml, those in `resources` too.
    """
    project = Project.at(_root_directory())
    wanted = resources is None
    around, config_file = configuration.mistakes(
        project, pulumi.get_project(), pulumi.get_stack(), wanted=wanted
    )
    name = "" if config_file is None else config_file.name
    if resources is not None:
        data, file, secrets = resources, None, _NONE
    else:
        data, file, secrets = _configured(project)
    found = failures(data, secrets, project, _config())
    if found and wanted:
        file = file or _file(project, data)
    line = 0 if config_file is None or not wanted else config_file.lines.get(KEY, 0)
    placed = [
        configuration.Mistake(line if file is None else file.line(one.path), str(one))
        for one in found
    ]
    if around or placed:
        raise StackDataError(_sentences([*around, *placed], file.name if file else name))
    declaration = _Declaration(data, secrets, project)
    return {
        section: {entry: declaration.resource((section, entry)) for entry in entries}
        for section, entries in data.items()
    }


def _configured(project: Project) -> tuple[Any, StackFile | None, frozenset[Path]]:
    """Return what is configured, its file where that matters, and what is secret."""
    text = pulumi.Config(NAMESPACE).get("resources")
    if text is None or not text.strip():  # said already
        return {}, None, _NONE
    try:
        data = json.loads(text)
        twice = configuration.repeated_key(text)
    except RecursionError:
        raise StackDataError(f"{KEY} {TOO_DEEP}") from None
    except ValueError:
        raise StackDataError(
            f"{KEY} is a text; give a map with any of {', '.join(SECTIONS)}"
        ) from None
    if twice is not None:
        raise StackDataError(f'{KEY} has the key "{twice}" twice in one map; keep one')
    if not is_config_secret(KEY):
        return data, None, _NONE
    # One secret value makes the whole a secret for Pulumi; only the file says which one it is.
    file = _file(project, data)
    return data, file, file.secrets if file and file.secrets else _ALL


def _file(project: Project, data: Any) -> StackFile | None:
    try:
        return StackFile.find(project, pulumi.get_stack(), data)
    except RecursionError:  # said of the data itself, without its line
        return None


def _root_directory() -> str | None:
    try:
        return pulumi.get_root_directory()
    except Exception:  # noqa: BLE001 - what the SDK raises outside of a Pulumi program is its own
        return None


def _config() -> Config | None:
    """Read the configuration; the provider reports what is wrong with it."""
    try:
        return Config.from_mapping(settings(), os.environ)
    except ConfigError:
        return None


def _sentences(found: list[configuration.Mistake], name: str) -> str:
    ordered = sorted(found, key=lambda one: one.line)
    lines = [f"{name}:{one.line}: {one.text}" if name and one.line else one.text for one in ordered]
    if len(lines) == 1:
        return lines[0]
    what = KEY if all(KEY in line for line in lines) else "the stack's configuration"
    return "\n".join(
        [f"{what} has {len(lines)} mistakes, and nothing was declared:"]
        + [f"  {line}" for line in lines]
    )


class _Declaration:
    """Declares each resource once, those that it refers to first."""

    def __init__(self, data: Mapping[str, Any], secrets: frozenset[Path], project: Project) -> None:
        self._data = data
        self._secrets = secrets
        self._project = project
        self._made: dict[tuple[str, str], TuningResource] = {}

    def resource(self, key: tuple[str, str]) -> TuningResource:
        if key not in self._made:
            section, name = key
            given = self._data[section][name]
            arguments = {
                snake(argument): self._argument(value, (section, name, argument))
                for argument, value in given.items()
                if argument != options.OPTIONS
            }
            said, _ = options.read(given.get(options.OPTIONS, {}))
            opts = options.for_pulumi(section, said, self.resource) if said else None
            make: Callable[..., TuningResource] = SECTIONS[section].resource
            self._made[key] = make(name, **arguments, opts=opts)
        return self._made[key]

    def _argument(self, value: Any, path: tuple[str, str, str]) -> Any:
        if not holds_data(path[0], path[2]):
            return self._filled(value, path)
        if not isinstance(value, str):
            return self._mark_secrets(value, path)
        filled = self._filled(value, path)
        if isinstance(filled, pulumi.Output):
            return filled.apply(self._project.for_host)
        return self._project.for_host(filled)

    def _filled(self, value: Any, path: Path) -> Any:
        """Replace references by the outputs that they name."""
        if isinstance(value, Mapping):
            return {key: self._filled(item, (*path, str(key))) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item, (*path, i)) for i, item in enumerate(value)]
        if isinstance(value, str) and path not in self._secrets:
            filled = self._text(value, path)
            return pulumi.Output.secret(filled) if self._is_secret(path) else filled
        return self._mark_secrets(value, path)

    def _mark_secrets(self, value: Any, path: Path) -> Any:
        """Leave a value as it is, but for what is secret in it."""
        if value is not None and self._is_secret(path):
            return pulumi.Output.secret(value)
        if isinstance(value, Mapping):
            return {key: self._mark_secrets(item, (*path, str(key))) for key, item in value.items()}
        if isinstance(value, list):
            return [self._mark_secrets(item, (*path, i)) for i, item in enumerate(value)]
        return value

    def _is_secret(self, path: Path) -> bool:
        """Return whether a value is kept secret; where nobody knows which one was, all that can."""
        unknown = self._secrets == _ALL and "x-plain" in schema_at(path)
        return is_secret(self._secrets, path) and not unknown

    def _text(self, text: str, path: Path) -> Any:
        parts, _ = references.parse(text)
        alone = references.only_reference(parts)
        if alone is not None:
            value = self._output(alone)
            wants_text = schema_at(path).get("type", "string") == "string"
            return value.apply(references.as_text) if wants_text else value
        if not any(isinstance(part, references.Reference) for part in parts):
            return "".join(map(str, parts))
        return pulumi.Output.concat(
            *(part if isinstance(part, str) else self._as_text(part) for part in parts)
        )

    def _as_text(self, reference: references.Reference) -> pulumi.Output[str]:
        return self._output(reference).apply(references.as_text)

    def _output(self, reference: references.Reference) -> pulumi.Output[Any]:
        first, *further = reference.steps
        output: pulumi.Output[Any] = getattr(self.resource(reference.key), snake(str(first)))

        def value(output: Any) -> Any:
            found = references.value_at(output, tuple(further))
            if found is None:
                section, name = reference.key
                raise StackDataError(
                    f"{KEY}: {reference.text} has no value: {section}.{name} does not have "
                    "this output, or not yet (still training, or failed)"
                )
            return found

        return output.apply(value)
