"""The program's side of a resource: arguments in, outputs out, names from the schema."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, get_type_hints

import pulumi
import pulumi.dynamic

from pulumi_google_tuning.doors.dynamic import features
from pulumi_google_tuning.doors.dynamic.imports import no_import
from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.doors.shared.collecting import collect_seldom
from pulumi_google_tuning.doors.shared.named_paths import PathError, in_state
from pulumi_google_tuning.doors.shared.property_path import written
from pulumi_google_tuning.doors.shared.stack_names import NO_ORGANIZATION
from pulumi_google_tuning.fields.depth import TOO_DEEP, too_deep
from pulumi_google_tuning.fields.messages import nearest
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import camel, snake, spellings_of
from pulumi_google_tuning.program import (
    former_types,
    parallel,
    property_paths,
    protection,
    secret_inputs,
    stable,
    trace,
    untracked,
)
from pulumi_google_tuning.program.later import Make, Outputs, after, read_by_name
from pulumi_google_tuning.program.parts import with_parts
from pulumi_google_tuning.program.spelling import OwnWord, has_parts, to_python, to_schema

if TYPE_CHECKING:
    from typing_extensions import Self


class TuningResource(pulumi.dynamic.Resource):
    """A resource of this package; a subclass names its schema and its provider.

    Arguments have the schema's names in snake_case; the state has them in camelCase.
    """

    _schema: ClassVar[ResourceSchema]
    _provider_class: ClassVar[type[LifecycleProvider]]
    _names: ClassVar[Mapping[str, str]]
    _former_type: ClassVar[str | None]
    pulumi_type: ClassVar[str]
    """The type token, as in Pulumi's own SDKs: what a policy or a transform compares with."""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        """Hand the SDK each output's type under the state's name: 38, not the engine's 38.0.

        `abstract`: it has no schema yet, and is no resource.
        """
        if abstract:
            return
        # A program's own subclass may have a type of its own.
        module = kwargs.pop("module", None)
        name = kwargs.pop("name", cls._schema.title)
        super().__init_subclass__(module=module or tokens.module_of(name), name=name, **kwargs)
        cls.pulumi_type = tokens.token_of(name, module)
        cls._former_type = None if module else tokens.former_token_of(name)
        cls._names = spellings_of(cls._schema.document["properties"])
        if "_schema" in vars(cls):
            for field in cls._schema.inputs:
                if has_parts(field.schema):
                    setattr(cls, field.python_name, read_by_name(field.python_name))
            for field in cls._schema.outputs:
                setattr(cls, field.python_name, _output(field.python_name, _hint(field.schema)))
        # The class's own annotations only: Pulumi's base classes have some that can't be read.
        names = {"__annotations__": dict(cls.__annotations__), "__module__": cls.__module__}
        own = type(cls.__name__, (), names)
        for name, hint in get_type_hints(own).items():
            if not name.startswith("_"):
                setattr(cls, name, _output(name, hint))

    def __new__(cls, *_args: Any, **arguments: Any) -> Self:
        """Refuse an argument that there is none of with the nearest one, before Python does."""
        taken = _arguments_of(cls.__init__)
        for name in arguments:
            if taken is not None and name not in taken:
                known = (one for one in taken if one != "self")
                words = f'{cls.__name__}: there is no argument "{name}"{nearest(name, known)}'
                raise TypeError(words)
        return super().__new__(cls)

    def __init__(
        self,
        resource_name: str,
        arguments: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        if opts is not None and opts.import_ is not None:
            raise pulumi.RunError(no_import(resource_name, self._schema.title))
        if features.allowed("collecting"):
            collect_seldom()
        whose = f'{self._schema.title} "{resource_name}"'
        for name, value in arguments.items():
            if too_deep(value):
                raise pulumi.RunError(f"{whose}: {name} {TOO_DEEP}")
        # The SDK makes an attribute of each key, and translates it on the way to the engine.
        names = [field.python_name for field in self._schema.fields.values()]
        spelt = self._in_state_spelling(arguments, whose)
        props: dict[str, Any] = {**dict.fromkeys(names), **spelt}
        props = secret_inputs.marked(self._schema, props)
        opts = property_paths.checked(
            self._schema, resource_name, self._with_options(arguments, opts)
        )
        if "retrain" in self._schema.fields and arguments.get("wait") is not False:
            parallel.count_waiting()
        opts = former_types.aliased(self._former_type, resource_name, opts)
        protected = protection.protected(arguments.get("delete"), opts)
        with trace.of_the_program():
            super().__init__(self._reference(), resource_name, props, protected)
        if features.allowed("untracked"):
            untracked.take_out(vars(self).values())
        secret = (opts.additional_secret_outputs if opts else None) or ()
        self.__dict__ = Outputs(vars(self), self._later_outputs(secret))

    def _with_options(
        self, arguments: Mapping[str, Any], opts: pulumi.ResourceOptions | None
    ) -> pulumi.ResourceOptions | None:
        """Return the options, with those that the resource always has."""
        del arguments
        return opts

    def _in_state_spelling(self, arguments: Mapping[str, Any], whose: str) -> dict[str, Any]:
        """Spell what is nested in the arguments; the SDK does it for their own names."""
        parts = {field.python_name: field.schema for field in self._schema.inputs}
        return {
            name: to_schema(parts[name], value, f"{whose}: {name}") if name in parts else value
            for name, value in arguments.items()
        }

    def _later_outputs(self, secret: Collection[str]) -> dict[str, Make]:
        """Return what is made of outputs: what stays known; nested keys as Python spells them."""
        makes = stable.kept(self, self._schema, secret)
        for field in self._schema.fields.values():
            if has_parts(field.schema):
                spell = functools.partial(_spelt, field.schema)
                makes[field.python_name] = after(makes.get(field.python_name), spell)
        return makes

    def _reference(self) -> LifecycleProvider:
        """Make the provider, which is kept as a reference: its class, and what it is told here."""
        organization = pulumi.get_organization()
        if organization and organization != NO_ORGANIZATION:
            return self._provider_class(organization)
        return self._provider_class()

    def translate_output_property(self, prop: str) -> str:
        """Return the Python name of a property of the state."""
        return snake(prop) if prop in self._schema.fields else prop

    def translate_input_property(self, prop: str) -> str:
        """Return the state's name of a Python property, or of a path that an option names."""
        if isinstance(prop, OwnWord):
            return str(prop)
        if prop in self._names or prop.isidentifier():  # a name is no path
            return self._names.get(prop, prop)
        # A transformation may have changed the options.
        with contextlib.suppress(PathError):
            return written(in_state(self._schema, prop))
        return prop


def _spelt(schema: Mapping[str, Any], shown: pulumi.Output[Any]) -> pulumi.Output[Any]:
    """Return an output with nested keys in snake_case and whole numbers whole."""
    spelt = shown.apply(functools.partial(to_python, schema), run_with_unknowns=True)
    return with_parts(spelt, schema)


@functools.lru_cache
def _arguments_of(method: Callable[..., None]) -> Collection[str] | None:
    """Return the names of a constructor's arguments; None where it takes any."""
    taken = inspect.signature(method).parameters
    takes_any = any(one.kind is one.VAR_KEYWORD for one in taken.values())
    return None if takes_any else tuple(taken)


def _hint(schema: Mapping[str, Any]) -> Any:
    """Return an output's type, as the SDK checks and converts its value."""
    generic: Any = pulumi.Output
    return generic[_type(schema)]


def _type(schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type", "string")
    if kind == "array":
        generic: Any = list
        return generic[_type(schema.get("items", {}))]
    plain = {"boolean": bool, "integer": int, "number": float, "object": dict[str, Any]}
    return plain.get(kind, str)


def _output(name: str, hint: Any) -> property:
    """Make the property that the SDK's own generated classes have for an output."""

    def read(self: TuningResource) -> Any:
        return pulumi.get(self, name)

    read.__name__ = name
    read.__annotations__ = {"return": hint}
    return property(pulumi.getter(name=camel(name))(read))


def pick_arguments(local: Mapping[str, Any]) -> dict[str, Any]:
    """Pick the resource's arguments from its constructor's local variables, each written once."""
    others = {"self", "resource_name", "opts", "__class__"}
    return {name: value for name, value in local.items() if name not in others}
