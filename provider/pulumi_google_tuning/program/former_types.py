"""The types that resources had first, as aliases: a state that holds them keeps its resources."""

from __future__ import annotations

import copy
from typing import Any

import pulumi

from pulumi_google_tuning.doors.shared import tokens


def aliased(
    former: str | None, resource_name: str, opts: pulumi.ResourceOptions | None
) -> pulumi.ResourceOptions | None:
    """Return a resource's options with its former type, under each name that it had.

    `former` is None for a type of the program's own. Without a parent an alias is its whole urn: of
    an `Alias` the SDK makes a dozen Outputs to find that.
    """
    if former is None:
        return opts
    own = (opts.aliases if opts else None) or ()
    types = (former, tokens.native_token_of(tokens.name_in(former) or former))
    aliases: list[Any] = [pulumi.Alias(type_=one) for one in types]
    if opts is None or opts.parent is None:
        stack = f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}"
        aliases = [f"{stack}::{one}::{resource_name}" for one in types]
    aliases += [_former(former, alias) for alias in own]
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=aliases))


def _former(former: str, alias: Any) -> Any:
    """Return an alias with the other type: nobody knows which of the two the state has."""
    if isinstance(alias, str):
        return tokens.other_spelling(alias)
    if isinstance(alias, pulumi.Alias):
        other = copy.copy(alias)
        own = alias.type_  # left out, it is the SDK's own mark
        other.type_ = tokens.other_type(own) if isinstance(own, str) else former
        return other
    return pulumi.Output.from_input(alias).apply(lambda known: _former(former, known))
