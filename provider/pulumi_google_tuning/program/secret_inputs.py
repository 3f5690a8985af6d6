"""The program's word on which of a resource's inputs are secret: nobody else tells the plugin."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_google_tuning.doors.dynamic.secret_inputs import KEY
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.program.outputs import holds_output


def marked(schema: ResourceSchema, props: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resource's properties with the names of those inputs that are secret, or hold one.

    Training data is none of them: nothing but its digest and its counts is ever told or kept.
    """
    open_ = {
        field.name: props[field.python_name]
        for field in schema.inputs
        if not field.holds_data and holds_output(props.get(field.python_name))
    }
    return {**props, KEY: _secret_names(open_)} if open_ else dict(props)


def _secret_names(values: Mapping[str, Any]) -> pulumi.Output[list[str] | None]:
    async def names() -> list[str] | None:
        found = [name for name, value in values.items() if await _is_secret(value)]
        return sorted(found) or None

    async def answer(value: bool) -> bool:
        return value

    return pulumi.Output(
        set(),
        asyncio.ensure_future(names()),
        asyncio.ensure_future(answer(True)),
        asyncio.ensure_future(answer(False)),
    )


async def _is_secret(value: Any) -> bool:
    try:
        return await pulumi.Output.from_input(value).is_secret()
    except Exception:  # noqa: BLE001 - the value itself fails as well, and is told of by the SDK
        return True
