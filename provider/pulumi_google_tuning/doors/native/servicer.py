"""Pulumi's provider protocol, served directly: a thread a call, since the life cycle blocks.

Each method translates: the engine's Structs into plain values and back. What is done about them is
the life cycle's, and how a failure ends is in answers.py. What serves a resource is imported with
the first configuration: for a program in YAML the engine starts a plugin that only has the schema.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_google_tuning.doors.native.answers import answered, end_with, failed_check
from pulumi_google_tuning.doors.native.incoming import Incoming
from pulumi_google_tuning.doors.shared.wire import written
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.foreign import sentence_of
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.packaged import packaged
from pulumi_google_tuning.fields.tolerant import storable
from pulumi_google_tuning.lifecycle.default_provider import is_default

if TYPE_CHECKING:
    from pulumi_google_tuning.doors.native.listing import Function
    from pulumi_google_tuning.doors.native.resource_calls import ResourceCalls
    from pulumi_google_tuning.doors.native.serving import Serving
    from pulumi_google_tuning.lifecycle.kind import Kind

_PACKAGE: Final = "schema/package.json"


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """The provider: one process for each provider resource of a program."""

    def __init__(
        self,
        version: Callable[[], str],
        kind_of: Callable[[str], Kind | None],
        functions: Callable[[], Mapping[str, Function]],
        engine: str | None,
    ) -> None:
        """Store the parts: kinds by the resource's title, functions by their name."""
        self._version = version
        self._kind_of = kind_of
        self._functions = functools.cache(functions)
        self._engine = engine
        self._serving: Serving | None = None
        self._served: tuple[str | None, str] | None = None

    # -- the plugin ------------------------------------------------------------------------------

    @answered
    def Handshake(self, incoming: Incoming) -> Any:  # noqa: N802 - gRPC's names from here on
        """Tell what is understood."""
        del incoming
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    @answered
    def Attach(self, incoming: Incoming) -> Any:  # noqa: N802
        """Serve another engine: somebody has started this process to debug it, and keeps it."""
        self._engine = incoming.message.address
        self._served = None
        return empty_pb2.Empty()

    @answered
    def GetPluginInfo(self, incoming: Incoming) -> Any:  # noqa: N802
        """Return the version."""
        del incoming
        return plugin_pb2.PluginInfo(version=self._version())

    @answered
    def GetSchema(self, incoming: Incoming) -> Any:  # noqa: N802
        """Return the package's schema, as `make schema` wrote it."""
        del incoming
        return provider_pb2.GetSchemaResponse(schema=packaged(_PACKAGE).read_text("utf-8"))

    @answered
    def GetMapping(self, incoming: Incoming) -> Any:  # noqa: N802
        """Return no mapping: it replaces no Terraform provider."""
        del incoming
        return provider_pb2.GetMappingResponse()

    @answered
    def GetMappings(self, incoming: Incoming) -> Any:  # noqa: N802
        """Return no mapping."""
        del incoming
        return provider_pb2.GetMappingsResponse()

    @answered
    def Cancel(self, incoming: Incoming) -> Any:  # noqa: N802
        """End all waiting, of this call and of who comes next."""
        del incoming
        if self._serving is not None:
            self._serving.cancellation.cancel(by_engine=True)
        return empty_pb2.Empty()

    def cancel(self) -> bool:
        """End all waiting by a signal; return whether anything is in flight."""
        return self._serving is not None and self._serving.cancellation.cancel()

    def wait_until_answered(self, *, engine: bool) -> None:
        """Wait until nothing is in flight; with an `engine`, until that has said Cancel as well."""
        if self._serving is not None:
            self._serving.cancellation.wait_until_answered(engine=engine)

    # -- its configuration -----------------------------------------------------------------------

    @answered
    def CheckConfig(self, incoming: Incoming) -> Any:  # noqa: N802
        """Say what is wrong with a provider's configuration, on its own row."""
        from pulumi_google_tuning.doors.native import provider_config  # noqa: PLC0415 - see above

        values = incoming.values("news")
        hidden = incoming.secret_names("news")
        secret = provider_config.secret_keys(values) | {(name,) for name in hidden}
        # The engine sends no marks of secrets here. It hides those of the stack's configuration.
        quote = is_default(incoming.message.urn) and not hidden
        found = provider_config.failures_in(values, quote=quote)
        failures = [failed_check(one, frozenset()) for one in found]
        return provider_pb2.CheckResponse(inputs=written(values, secret), failures=failures)

    @answered
    def DiffConfig(self, incoming: Incoming) -> Any:  # noqa: N802
        """Compare; another project, server or token never replaces what was made with it."""
        old, new = incoming.values("old_inputs") or incoming.values("olds"), incoming.values("news")
        changed = sorted(key for key in {*old, *new} if old.get(key) != new.get(key))
        some = provider_pb2.DiffResponse.DiffChanges
        return provider_pb2.DiffResponse(
            changes=some.DIFF_SOME if changed else some.DIFF_NONE, diffs=changed
        )

    @answered
    def Configure(self, incoming: Incoming) -> Any:  # noqa: N802
        """Serve this provider resource from now on."""
        from pulumi_google_tuning.doors.native.serving import Serving  # noqa: PLC0415 - see above

        message = incoming.message
        served = (self._engine, message.urn)
        if self._served is not None and self._served[0] == self._engine and self._served != served:
            raise GoogleTuningError(
                "this process serves another provider of the same run already, and can't tell "
                "whose calls it gets. Debug a program with one google-tuning provider"
            )
        self._served = served
        self._serving = Serving(self._kind_of, self._engine, message.urn, message.id)
        self._serving.configure(incoming.values("args"), tuple(incoming.secret_texts()))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    # -- resources (resource_calls.py) -------------------------------------------------------------

    @functools.cached_property
    def _resources(self) -> ResourceCalls:
        from pulumi_google_tuning.doors.native.resource_calls import (  # noqa: PLC0415 - see above
            ResourceCalls,
        )

        return ResourceCalls(lambda: self._configured)

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Validate and canonicalise the program's inputs."""
        return self._resources.Check(request, context)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Compare the stored inputs with the program's."""
        return self._resources.Diff(request, context)

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Train, or find the training that an earlier run started; in a preview, foresee."""
        return self._resources.Create(request, context)

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Patch in place, and continue waiting where an earlier run stopped."""
        return self._resources.Update(request, context)

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """See what the server has now; without inputs, take an object in."""
        return self._resources.Read(request, context)

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Delete the object that the state knows."""
        return self._resources.Delete(request, context)

    # -- functions and lists ---------------------------------------------------------------------

    @answered
    def Invoke(self, incoming: Incoming) -> Any:  # noqa: N802
        """Call a function: it reads, and changes nothing."""
        from pulumi_google_tuning.doors.native import arguments  # noqa: PLC0415 - see above

        name = incoming.message.tok.rpartition(":")[2]
        functions = self._functions()
        if name not in functions:
            raise GoogleTuningError(f"google-tuning has no function {name}")
        incoming.private = arguments.private_texts(incoming.values("args"))
        given, failures = arguments.checked_arguments(name, incoming.values("args"))
        secret = incoming.secret_inputs
        if failures:
            told = [failed_check(_masked(one, incoming), secret) for one in failures]
            return provider_pb2.InvokeResponse(failures=told)
        served = self._configured
        incoming.in_its_words = served.in_its_words
        with served.cancellation.in_flight():
            result = functions[name](served.backend.session, given)
        answer = provider_pb2.InvokeResponse()
        # What comes of a secret is one: the engine leaves that to who accepts secrets.
        marked = {(key,) for key in result} if secret else ()
        getattr(answer, "return").CopyFrom(written(storable(result), marked))
        return answer

    def List(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        """List what there is of a resource on Google's side."""
        from pulumi_google_tuning.doors.native import listing  # noqa: PLC0415 - see above

        asked: Incoming | None = None
        try:
            asked, served = Incoming(request), self._configured
            asked.in_its_words = served.in_its_words
            with served.cancellation.in_flight():
                session = served.backend.session
                found = list(listing.answers(self._functions(), session, asked))
        except Exception as error:  # noqa: BLE001 - the terminal gets sentences
            sentence = sentence_of(error)
            end_with(context, asked.masked(sentence) if asked else sentence)
        yield from found

    # -- shared ----------------------------------------------------------------------------------

    @property
    def _configured(self) -> Serving:
        if self._serving is None:
            raise GoogleTuningError("google-tuning is not configured")
        return self._serving


def _masked(failure: Failure, incoming: Incoming) -> Failure:
    return Failure(failure.path, incoming.masked(failure.reason))
