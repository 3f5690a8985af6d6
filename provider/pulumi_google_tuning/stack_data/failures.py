"""Everything that is wrong with the stack as data, found before anything is declared.

The resource's own check says what a field takes, in its own words: here only the maps around
the fields and the references are checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from pulumi_google_tuning.data.pairs.examples import Reads
from pulumi_google_tuning.doors.dynamic.values import from_engine
from pulumi_google_tuning.fields.depth import TOO_DEEP, too_deep
from pulumi_google_tuning.fields.foreign import visible
from pulumi_google_tuning.fields.messages import TYPE_NAMES, Failure, nearest, type_name
from pulumi_google_tuning.fields.spelling import as_in_json
from pulumi_google_tuning.fields.values import UNKNOWN
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.abilities.foretold import Judged
from pulumi_google_tuning.lifecycle.check import Checked, check
from pulumi_google_tuning.lifecycle.data_check import DataCheck
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data import options, references, strays
from pulumi_google_tuning.stack_data.circles import circles
from pulumi_google_tuning.stack_data.doubles import doubles
from pulumi_google_tuning.stack_data.project import Project
from pulumi_google_tuning.stack_data.sections import KEY, Path, holds_data, schema_at

# Section, name, argument.
_STEPS_TO_AN_ARGUMENT: Final = 3
# A larger file is read once, by the provider: its rows fail the same preview.
_MOST_BYTES: Final = 4 * 1024 * 1024
_SOPS: Final = "ENC[AES256_GCM,"
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*")
_IN_PATH: Final = re.compile(r"\[(\d+)\]|[^.\[\]]+")


@dataclass(frozen=True)
class StackFailure:
    """One thing that is wrong: its path below `google-tuning:resources`, and a sentence."""

    path: Path
    reason: str

    def __str__(self) -> str:
        reason = self.reason.replace("\n", "\n    ")
        return visible(f"{spelled(self.path)}: {reason}", lines=True)


def spelled(path: Path) -> str:
    """Write a path of the configuration as `pulumi config set --path` takes it."""
    text = KEY
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _NAME.fullmatch(step):
            text += f".{step}"
        else:
            quoted = step.replace("\\", "\\\\").replace('"', '\\"')
            text += f'["{quoted}"]'
    return text


def is_secret(secrets: frozenset[Path], path: Path) -> bool:
    """Return whether a value or something around it is secret."""
    return any(path[: len(secret)] == secret for secret in secrets)


def failures(
    data: Any, secrets: frozenset[Path], project: Project, config: Config | None
) -> list[StackFailure]:
    """Find all that is wrong; `config` is for what depends on it, None where it can't be read."""
    if not isinstance(data, Mapping):
        return [StackFailure((), f"is {type_name(data)}; {_FORM}")]
    if too_deep(data):  # all that follows walks through it
        return list(_deep(data, ()))
    found: list[StackFailure] = []
    aliases: dict[tuple[str, str], str] = {}
    reads = Reads()
    for section, entries in data.items():
        if section not in SECTIONS:
            reason = f"isn't a section{nearest(str(section), SECTIONS)}"
            found.append(StackFailure((str(section),), reason))
        elif not isinstance(entries, Mapping):
            empty = "is empty. Remove it, or write {} to declare nothing"
            kind = f"is {type_name(entries)}; give a map of names to arguments"
            reason = empty if entries is None else kind
            found.append(StackFailure((section,), reason))
        else:
            for name, arguments in entries.items():
                entry = _Entry(data, secrets, project, (section, name), aliases, reads)
                found += entry.failures(arguments, config)
    around = [*circles(data, secrets).items(), *doubles(data, secrets)]
    return [*found, *(StackFailure(*one) for one in around)]


def _deep(value: Any, path: Path) -> Iterator[StackFailure]:
    """Yield the arguments that are nested too deep, or what is around them."""
    inner = value if isinstance(value, Mapping) and len(path) < _STEPS_TO_AN_ARGUMENT else {}
    deep = [key for key, item in inner.items() if too_deep(item)]
    for key in deep:
        yield from _deep(inner[key], (*path, str(key)))
    if not deep:
        yield StackFailure(path, TOO_DEEP)


_FORM: Final = f"give a map with any of {', '.join(SECTIONS)}"


@dataclass
class _Entry:
    """One resource of the data."""

    data: Mapping[str, Any]
    secrets: frozenset[Path]
    project: Project
    path: tuple[str, str]
    aliases: dict[tuple[str, str], str]
    """What other entries say that they were called before."""
    reads: Reads
    """Examples, which many entries may share."""

    def __post_init__(self) -> None:
        self.found: list[StackFailure] = []

    def failures(self, arguments: Any, config: Config | None) -> list[StackFailure]:
        section, name = self.path
        if not name or not isinstance(name, str):
            return [StackFailure((section, str(name)), "needs a name, a text that isn't empty")]
        if not isinstance(arguments, Mapping):
            return [StackFailure(self.path, f"is {type_name(arguments)}; give a map of arguments")]
        schema = SECTIONS[section].schema
        strange = self._options(arguments)
        arguments, misplaced = strays.take_out(section, arguments)
        plain = self._fill_arguments(arguments, hide=False)
        self.found[:] = [
            StackFailure((*self.path, *_steps(one.path)), one.reason)
            for one in [*misplaced, *strange]
        ]
        open_ = self._fill_arguments(arguments, hide=True)
        checked = check(schema, plain, spell=as_in_json, reading=DataCheck(reads=self.reads))
        shown = set(checked.failures)
        if any(secret[:2] == self.path[: len(secret)] for secret in self.secrets):
            # What is also wrong while the secrets are unknown has nothing of them in its words.
            again = check(schema, open_, spell=as_in_json, reading=DataCheck(reads=self.reads))
            shown = set(again.failures)
        for failure in checked.failures or _problems(section, checked, config):
            at = (*self.path, *_steps(failure.path))
            hidden = failure not in shown and self._near_secret(at)
            self.found.append(StackFailure(at, self._hidden(at) if hidden else failure.reason))
        return self.found

    def _options(self, arguments: Mapping[str, Any]) -> list[Failure]:
        if options.OPTIONS not in arguments:
            return []
        section, name = self.path
        given = _replace_outputs(arguments[options.OPTIONS])
        found, wrong = options.read(given)
        wrong += options.misleading((section, name), found, self.data, self.aliases)
        at = (*self.path, options.OPTIONS)
        if is_secret(self.secrets, at):
            reason = "is invalid (not shown: it is secret)"
            return [Failure(one.path, reason) for one in wrong]
        if self._near_secret(at):
            reason = "holds a secret, but Pulumi does not encrypt options"
            return [Failure(options.OPTIONS, reason)]
        keys = given if isinstance(given, Mapping) else ()
        words = {f"{options.OPTIONS}.{key}": strays.beside(section, str(key)) for key in keys}
        return [Failure(one.path, words.get(one.path) or one.reason) for one in wrong]

    def _fill_arguments(self, arguments: Mapping[str, Any], *, hide: bool) -> dict[str, Any]:
        """Return the arguments as a check takes them; what is wrong with references is noted."""
        return {
            key: self._data(value, (*self.path, key), hide=hide)
            if holds_data(self.path[0], key)
            else self._value(value, (*self.path, key), hide=hide)
            for key, value in arguments.items()
        }

    def _data(self, value: Any, path: Path, *, hide: bool) -> Any:
        """Return training data: rows are text as they are, and a path is seen from here."""
        if hide and self._near_secret(path):
            return UNKNOWN
        if not isinstance(value, str):
            return from_engine(_replace_outputs(value))
        filled = self._value(value, path, hide=hide)
        if not isinstance(filled, str):
            return filled
        seen = self.project.for_program(filled)
        large = (self.project.root / filled).resolve()
        return UNKNOWN if large.is_file() and large.stat().st_size > _MOST_BYTES else seen

    def _value(self, value: Any, path: Path, *, hide: bool) -> Any:
        if isinstance(value, Mapping):
            return {
                key: self._value(item, (*path, str(key)), hide=hide) for key, item in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self._value(item, (*path, i), hide=hide) for i, item in enumerate(value)]
        if isinstance(value, str) and path not in self.secrets:
            return self._text(value, path, hide=hide)
        if hide and value is not None and is_secret(self.secrets, path):
            return UNKNOWN
        return from_engine(_replace_outputs(value))

    def _text(self, text: str, path: Path, *, hide: bool) -> Any:
        parts, reasons = references.parse(text)
        alone = references.only_reference(parts)
        for part in parts:
            if isinstance(part, references.Reference):
                schema, why = references.target(part, self.data)
                if schema is None:
                    reasons.append(why)
                else:
                    reasons += _unfit(part, schema, schema_at(path), alone=alone is not None)
        if text.startswith(_SOPS):
            reasons.append("is still encrypted by sops: decrypt the file before Pulumi reads it")
        secret = is_secret(self.secrets, path)
        if secret and reasons:
            reasons = ["holds a reference to nothing in this stack (not shown: it is secret)"]
        self.found += [StackFailure(path, reason) for reason in reasons]
        if any(isinstance(part, references.Reference) for part in parts) or reasons:
            return UNKNOWN
        return UNKNOWN if secret and hide else "".join(map(str, parts))

    def _near_secret(self, path: Path) -> bool:
        inside = any(secret[: len(path)] == path for secret in self.secrets)
        return inside or is_secret(self.secrets, path)

    def _hidden(self, path: Path) -> str:
        ends = range(len(path), len(self.path), -1)
        meant = [schema_at(path[:end]).get("description") for end in ends]
        what = next((f". Expected: {one}" for one in meant if one), "")
        return f"its secret value is invalid (not shown){what}"


def _problems(section: str, checked: Checked, config: Config | None) -> list[Failure]:
    if config is None:
        return []
    return Judged.of(SECTIONS[section].kind).problems(checked.inputs, config)


def _unfit(
    part: references.Reference, given: Mapping[str, Any], wanted: Mapping[str, Any], *, alone: bool
) -> list[str]:
    """Return why what is referred to can't be used here, as far as the types tell."""
    is_data = "x-data" in wanted or "x-dataset" in wanted
    have = given.get("type", "string")
    want = wanted.get("type", "string") if alone and not is_data else "string"
    fits = {want, "integer"} if want == "number" else {want}
    if want == "string":
        fits = {"string", "integer", "number", "boolean"}
    if have in fits:
        return []
    return [f"{part.text} is {TYPE_NAMES[have]}, not {TYPE_NAMES[want]}"]


def _replace_outputs(value: Any) -> Any:
    """Return a program's own Outputs as unknown: `declare` may be handed some."""
    if isinstance(value, pulumi.Output):
        return UNKNOWN
    if isinstance(value, Mapping):
        return {str(key): _replace_outputs(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_replace_outputs(item) for item in value]
    return value


def _steps(path: str) -> Path:
    """Read a failure's path back: `hyperparameters.epochCount`, `readerProjectNumbers[0]`."""
    return tuple(
        int(found[1]) if found[1] is not None else found[0] for found in _IN_PATH.finditer(path)
    )
