"""The stack as data: `google-tuning:resources` in `Pulumi.<stack>.yaml`, declared as resources.

```yaml
config:
  google-tuning:resources:
    tunedModels:
      number-generator: {baseModel: models/..., trainingData: train.jsonl}
    permissions:
      team: {tunedModel: "${tunedModels.number-generator.name}", granteeType: GROUP, ...}
```
A `${section.name.output}` stands for another resource's output and makes an order; in a list of
training examples it is text like any other.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pulumi

from pulumi_google_tuning.lifecycle.fields import ResourceSchema, snake
from pulumi_google_tuning.pulumi_host.resource import TuningResource
from pulumi_google_tuning.resources.tuned_model import TunedModel
from pulumi_google_tuning.resources.tuned_model_permission import TunedModelPermission
from pulumi_google_tuning.resources.tuning_dataset import TuningDataset
from pulumi_google_tuning.resources.tuning_job import TuningJob

SECTIONS: dict[str, type[TuningResource]] = {
    "datasets": TuningDataset,
    "permissions": TunedModelPermission,
    "tunedModels": TunedModel,
    "tuningJobs": TuningJob,
}
"""What each section of the configuration declares."""

_REFERENCE = re.compile(r"\$\{([A-Za-z]+)\.([^.}]+)\.([A-Za-z0-9]+)\}")
_MEANT_AS_REFERENCE = re.compile(rf"\$\{{(?:{'|'.join(SECTIONS)})\b[^}}]*\}}?")


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

    def resource(self, section: str, name: str) -> TuningResource:
        key = (section, name)
        if key in self._made:
            return self._made[key]
        # A list of examples stays as it is: its rows may hold any text.
        kept = _example_lists(section, self._said[section][name])
        arguments = {
            snake(argument): value if argument in kept else self._filled(value)
            for argument, value in self._said[section][name].items()
        }
        make: Callable[..., TuningResource] = SECTIONS[section]
        self._made[key] = make(name, **arguments)
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
    return [*found, *_circles(said)]


def _entry_mistakes(said: Mapping[str, Any], section: str, name: str, arguments: Any) -> list[str]:
    where = f"{section}.{name}"
    if not isinstance(arguments, Mapping):
        return [f"{where}: not a map of arguments"]
    fields = _schema(section)
    known = {field.python_name: field.name for field in fields.inputs}
    given = [known.get(snake(key)) for key in arguments]
    found = [
        f"{where}.{key}: unknown argument{_nearest(key, known.values())}"
        for key in arguments
        if snake(key) not in known
    ]
    found += [
        f"{where}.{name}: given twice, as {name} and {snake(name)}"
        for name in known.values()
        if given.count(name) > 1
    ]
    found += [
        f"{where}.{name}: is required"
        for name in fields.document.get("required", ())
        if arguments.get(name, arguments.get(snake(name))) is None
    ]
    return found + _reference_mistakes(said, section, name, arguments)


def _reference_mistakes(
    said: Mapping[str, Any], section: str, name: str, arguments: Mapping[str, Any]
) -> list[str]:
    where = f"{section}.{name}"
    found = []
    for text in _texts(section, arguments):
        found += [
            f"{where}: {meant} is no reference, write ${{section.name.output}}"
            for meant in _MEANT_AS_REFERENCE.findall(_REFERENCE.sub("", text))
        ]
        for target, target_name, output in _REFERENCE.findall(text):
            outputs = (
                {field.name for field in _schema(target).outputs} if target in SECTIONS else ()
            )
            if target not in SECTIONS or target_name not in (said.get(target) or {}):
                found.append(
                    f"{where}: ${{{target}.{target_name}.{output}}} names no resource here"
                )
            elif output not in outputs and output not in {snake(known) for known in outputs}:
                hint = _nearest(output, outputs)
                found.append(f"{where}: {target}.{target_name} has no {output}{hint}")
    return found


def _circles(said: Mapping[str, Any]) -> list[str]:
    """Name each circle of references once, from where it is entered first."""
    ahead = {
        (section, name): [
            (target, target_name)
            for text in _texts(section, arguments)
            for target, target_name, _ in _REFERENCE.findall(text)
        ]
        for section, entries in said.items()
        if section in SECTIONS and isinstance(entries, Mapping)
        for name, arguments in entries.items()
        if isinstance(arguments, Mapping)
    }
    found: list[str] = []
    ended: set[tuple[str, str]] = set()

    def follow(key: tuple[str, str], way: list[tuple[str, str]]) -> None:
        if key in way:
            circle = [*way[way.index(key) :], key]
            found.append(" → ".join(".".join(step) for step in circle) + " refer to each other")
        elif key not in ended:
            for target in ahead.get(key, []):
                follow(target, [*way, key])
            ended.add(key)

    for key in ahead:
        follow(key, [])
    return list(dict.fromkeys(found))


def _texts(section: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Give every text in which a reference counts."""
    kept = _example_lists(section, arguments)
    waiting: list[Any] = [value for key, value in arguments.items() if key not in kept]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _example_lists(section: str, arguments: Mapping[str, Any]) -> set[str]:
    data = {field.python_name for field in _schema(section).inputs if field.holds_data}
    return {k for k, value in arguments.items() if snake(k) in data and isinstance(value, list)}


def _schema(section: str) -> ResourceSchema:
    return SECTIONS[section]._schema  # noqa: SLF001 - our own class


def _nearest(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f", did you mean {close[0]}?" if close else f" (known: {', '.join(sorted(known))})"
