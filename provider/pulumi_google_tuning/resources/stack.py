"""The stack as data: `google-tuning:resources` in `Pulumi.<stack>.yaml`, declared as resources.

```yaml
config:
  google-tuning:resources:
    tunedModels:
      number-generator: {baseModel: models/..., trainingData: train.jsonl}
    permissions:
      team: {tunedModel: "${tunedModels.number-generator.name}", granteeType: GROUP, ...}
```
A `${section.name.output}` stands for another resource's output and makes an order.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

import pulumi

from pulumi_google_tuning.lifecycle.fields import snake
from pulumi_google_tuning.pulumi_host.resource import TuningResource
from pulumi_google_tuning.resources.tuned_model import TunedModel
from pulumi_google_tuning.resources.tuned_model_permission import TunedModelPermission

SECTIONS: dict[str, type[TuningResource]] = {
    "permissions": TunedModelPermission,
    "tunedModels": TunedModel,
}
"""What each section of the configuration declares."""

_REFERENCE = re.compile(r"\$\{([A-Za-z]+)\.([^.}]+)\.([A-Za-z0-9]+)\}")


class StackDataError(pulumi.RunError):
    """`google-tuning:resources` can't be declared; the text lists every reason."""


def declare(resources: Mapping[str, Any] | None = None) -> dict[str, dict[str, TuningResource]]:
    """Declare what the stack's configuration holds (or `resources`), by section and name.

    Raises StackDataError with all mistakes, each with its path, before anything is declared.
    """
    said = _configured() if resources is None else resources
    mistakes = list(_mistakes(said))
    if mistakes:
        raise StackDataError("google-tuning:resources: " + "; ".join(mistakes))
    stack = _Declaration(said)
    return {
        section: {name: stack.resource(section, name) for name in entries or {}}
        for section, entries in said.items()
    }


def _configured() -> Mapping[str, Any]:
    said = pulumi.Config("google-tuning").get_object("resources")
    if said is None:
        return {}
    if not isinstance(said, Mapping):
        raise StackDataError("google-tuning:resources is not a map of sections")
    return said


class _Declaration:
    """Declares each resource once, those that it refers to first."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._said = said
        self._made: dict[tuple[str, str], TuningResource] = {}
        self._making: list[tuple[str, str]] = []

    def resource(self, section: str, name: str) -> TuningResource:
        key = (section, name)
        if key in self._made:
            return self._made[key]
        if key in self._making:
            circle = " → ".join(".".join(step) for step in [*self._making, key])
            raise StackDataError(f"google-tuning:resources: {circle} refer to each other")
        self._making.append(key)
        arguments = self._filled(dict(self._said[section][name] or {}))
        make: Callable[..., TuningResource] = SECTIONS[section]
        self._made[key] = make(name, **{snake(k): value for k, value in arguments.items()})
        self._making.pop()
        return self._made[key]

    def _filled(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        if isinstance(value, str) and _REFERENCE.search(value):
            return self._referred(value)
        return value

    def _referred(self, text: str) -> pulumi.Output[str]:
        parts: list[Any] = []
        end = 0
        for match in _REFERENCE.finditer(text):
            section, name, output = match.groups()
            value = getattr(self.resource(section, name), snake(output))
            parts += [text[end : match.start()], value]
            end = match.end()
        return pulumi.Output.concat(*parts, text[end:])


def _mistakes(said: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for section, entries in said.items():
        if section not in SECTIONS:
            found.append(f"{section}: unknown section{_nearest(section, SECTIONS)}")
        elif not isinstance(entries or {}, Mapping):
            found.append(f"{section}: not a map of names")
        else:
            for name, arguments in (entries or {}).items():
                found += _entry_mistakes(said, section, name, arguments)
    return found


def _entry_mistakes(said: Mapping[str, Any], section: str, name: str, arguments: Any) -> list[str]:
    where = f"{section}.{name}"
    if not isinstance(arguments, Mapping):
        return [f"{where}: not a map of arguments"]
    fields = SECTIONS[section]._schema  # noqa: SLF001 - our own class
    inputs = {field.name for field in fields.inputs}
    found = [
        f"{where}.{key}: unknown argument{_nearest(key, inputs)}"
        for key in arguments
        if key not in inputs and snake(key) not in {snake(known) for known in inputs}
    ]
    for target, target_name, output in _REFERENCE.findall(str(arguments)):
        if target not in SECTIONS or target_name not in (said.get(target) or {}):
            found.append(f"{where}: ${{{target}.{target_name}.{output}}} names no resource here")
        elif output not in SECTIONS[target]._schema.fields:  # noqa: SLF001 - our own class
            outputs = {field.name for field in SECTIONS[target]._schema.outputs}  # noqa: SLF001
            hint = _nearest(output, outputs)
            found.append(f"{where}: {target}.{target_name} has no {output}{hint}")
    return found


def _nearest(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f", did you mean {close[0]}?" if close else f" (known: {', '.join(sorted(known))})"
