"""What a patch can't change stays known in a preview: the program's half.

The plugin's half is doors/dynamic/stable.py, which says why. In the preview of a patch the engine
tells the program the id, and no output. So those that the schema calls stable are asked of the
plugin, one question a patched resource.

Relies on: only a resource that is there and isn't replaced has an id in a preview. When that goes,
or where the plugin can't answer: those outputs are unknown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import grpc
import pulumi
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import rpc, settings
from pulumi.runtime.proto import resource_pb2

from pulumi_google_tuning.doors.dynamic import features
from pulumi_google_tuning.doors.dynamic.stable import TOKEN, URN
from pulumi_google_tuning.fields.resource_schema import Field, ResourceSchema
from pulumi_google_tuning.program import mocks
from pulumi_google_tuning.program.later import Make


@dataclass(frozen=True)
class _Shown:
    """What an Output holds."""

    value: Any
    known: bool
    secret: bool
    resources: set[pulumi.Resource]


def kept(
    resource: pulumi.CustomResource, schema: ResourceSchema, secret: Collection[str] = ()
) -> dict[str, Make]:
    """Return how a resource's stable outputs hold the state's values where a preview has none.

    `secret` names the outputs that the program wants kept secret.
    """
    if not pulumi.runtime.is_dry_run() or mocks.are_set() or not features.allowed("stable"):
        return {}
    stable = [field for field in schema.outputs if field.stable]
    outputs = vars(resource)
    # Every object has this one, so of a resource that isn't patched nothing is asked.
    signs = [outputs[field.python_name] for field in stable if field.read_only]
    if not signs:
        return {}
    sign = signs[0]

    async def ask() -> Struct | None:
        if await sign.is_known() or not await resource.id.is_known():
            return None
        return await _ask(str(await resource.urn.future()))

    asked: list[asyncio.Future[Struct | None]] = []

    def answer() -> asyncio.Future[Struct | None]:
        if not asked:
            asked.append(asyncio.ensure_future(ask()))
        return asked[0]

    def make(field: Field) -> Make:
        hidden = bool({field.name, field.python_name} & set(secret))
        return lambda output: _kept(resource, field, output, answer, hidden=hidden)

    return {field.python_name: make(field) for field in stable}


def _kept(
    resource: pulumi.Resource,
    field: Field,
    output: pulumi.Output[Any],
    answer: Callable[[], asyncio.Future[Struct | None]],
    *,
    hidden: bool,
) -> pulumi.Output[Any]:
    async def find() -> _Shown:
        known = await output.is_known()
        shown = _Shown(
            # What is known has no unknown value inside: the SDK needn't look for one.
            await output.future(with_unknowns=known),
            known,
            await output.is_secret(),
            await output.resources(),
        )
        stored = None if known else await answer()
        if stored is None or field.name not in stored:
            return shown
        plain = rpc.translate_output_properties(
            rpc.deserialize_property(stored[field.name]), resource.translate_output_property
        )
        return _Shown(plain, plain is not None, hidden or shown.secret, shown.resources)

    # The SDK awaits the four parts in turn, so they need no task of their own, which each output
    # of each resource would have.
    found: list[_Shown] = []

    async def part(name: str) -> Any:
        if not found:
            found.append(await find())
        return getattr(found[0], name)

    return pulumi.Output(part("resources"), part("value"), part("known"), part("secret"))


async def _ask(urn: str) -> Struct | None:
    """Ask the plugin which outputs of a resource stay; None where it can't tell."""
    request = resource_pb2.ResourceInvokeRequest(tok=TOKEN)
    request.args.update({URN: urn})
    monitor: Any = settings.get_monitor()
    loop = asyncio.get_running_loop()
    try:
        answer = await loop.run_in_executor(None, lambda: monitor.Invoke(request))
    except grpc.RpcError as error:
        pulumi.log.debug(f"{urn}: the plugin doesn't tell which outputs stay: {error}")
        return None
    told: Struct = getattr(answer, "return")
    return told
