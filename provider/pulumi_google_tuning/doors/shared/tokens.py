"""How Pulumi names this package's resources, and the providers that serve them.

Every state and every urn holds these texts, so they never change. A program in Python has those of
Pulumi's dynamic host, every other one those of the native plugin. All name one resource, wherever
a type or a urn is read: so a stack can move from the one door to the other.

`pulumi-python:dynamic/tunedModel:TunedModel` is what the CLI shows shortest of all that the host
serves: it leaves out a module's last part that is the name itself (`Type.DisplayName`), and shows
`pulumi-python:dynamic:TunedModel`. The first versions had `dynamic/google-tuning:TunedModel`, and
what they made has it still.
"""

from __future__ import annotations

from typing import Final

PROVIDER_TYPE: Final = "pulumi:providers:pulumi-python"
"""The type of the stack's own provider resource, whose random id is the stack's lineage."""
NATIVE_PROVIDER_TYPE: Final = "pulumi:providers:google-tuning"
"""The type of the native plugin's provider resources: as many as a program has."""

_HOST: Final = "pulumi-python:dynamic/"
_FORMER: Final = f"{_HOST}google-tuning:"
_NATIVE: Final = "google-tuning:index:"
_TYPE_PART: Final = 2  # of urn:pulumi:STACK::PROJECT::TYPE::NAME


def module_of(name: str) -> str:
    """Return the module of a resource: `tunedModel`."""
    return name[:1].lower() + name[1:]


def token_of(name: str, module: str | None = None) -> str:
    """Return the type token of a resource: `pulumi-python:dynamic/tunedModel:TunedModel`."""
    return f"{_HOST}{module or module_of(name)}:{name}"


def former_token_of(name: str) -> str:
    """Return the token that a resource had first: `pulumi-python:dynamic/google-tuning:…`."""
    return f"{_FORMER}{name}"


def native_token_of(name: str) -> str:
    """Return the token of a resource of the native plugin: `google-tuning:index:TunedModel`."""
    return f"{_NATIVE}{name}"


def name_in(token: str) -> str | None:
    """Return the resource's name in a type token; None for a type of another package."""
    for prefix in (_FORMER, _NATIVE):
        if token.startswith(prefix):
            return token.removeprefix(prefix)
    name = token.rpartition(":")[2]
    return name if name and token == token_of(name) else None


def shown_name_in(token: str) -> str | None:
    """Return the name in a type as the CLI shows it, which people copy from the terminal."""
    name = token.rpartition(":")[2]
    return name if token == f"{_HOST.rstrip('/')}:{name}" else name_in(token)


def other_type(token: str) -> str:
    """Return a type's other spelling in a Python program; the same where it has but one."""
    name = name_in(token)
    if name is None:
        return token
    return token_of(name) if token == former_token_of(name) else former_token_of(name)


def one_form(urn: str) -> str:
    """Return a urn with all its types as the first versions spelled them.

    Two urns of one resource are equal in this form, and identities are made of it: so what was
    started under the first tokens, or through the other door, is found again.
    """
    return _respelled(urn, former=True)


def other_spelling(urn: str) -> str:
    """Return a urn in its types' other spelling; the same where it has but one."""
    former = one_form(urn)
    return former if urn != former else _respelled(urn, former=False)


def _respelled(urn: str, *, former: bool) -> str:
    parts = urn.split("::", _TYPE_PART + 1)
    if len(parts) <= _TYPE_PART:
        return urn
    spell = former_token_of if former else token_of
    types = parts[_TYPE_PART].split("$")
    named = [(one, name_in(one)) for one in types]
    parts[_TYPE_PART] = "$".join(one if name is None else spell(name) for one, name in named)
    return "::".join(parts)
