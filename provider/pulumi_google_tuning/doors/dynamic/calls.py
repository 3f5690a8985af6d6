"""The calls of Pulumi's dynamic host: its requests in, the life cycle's results out.

Imported by the plugin alone, at its first call: a program has the classes of provider.py, and makes
no call. Clients are built in `configure`.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pulumi.dynamic import (
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)
from pulumi.runtime import rpc

from pulumi_google_tuning.doors.dynamic.failures import ProviderError, fail, fail_with_state
from pulumi_google_tuning.doors.dynamic.host import Request, current_request, host
from pulumi_google_tuning.doors.dynamic.secret_inputs import KEY as SECRET_INPUTS
from pulumi_google_tuning.doors.dynamic.secret_inputs import (
    failed_check,
    mark_of,
    masked_in,
    names_in,
    stored_mark,
)
from pulumi_google_tuning.doors.dynamic.values import (
    from_engine,
    read_stored,
    to_engine,
    with_kept,
    with_rows,
)
from pulumi_google_tuning.doors.shared.backend import Backend
from pulumi_google_tuning.doors.shared.calls import (
    CHECKED,
    Asked,
    read_once,
    serving,
    without_secrets,
)
from pulumi_google_tuning.doors.shared.previewed import changed_since
from pulumi_google_tuning.fields.foreign import sentence_of
from pulumi_google_tuning.fields.row_lists import names_with_rows
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX
from pulumi_google_tuning.lifecycle.call import Call, Gone, NotReady, Ready, StackState
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.outputs import stable_outputs
from pulumi_google_tuning.lifecycle.placed import PlacedLifecycle

PROVIDER_KEY = "__provider"
# An export takes 0.2 s; one that takes longer is waited for by create and delete alone.
_STATE_SECONDS = 5.0
_T = TypeVar("_T")


def _answered(step: Callable[..., _T]) -> Callable[..., _T]:
    """End every failure with one sentence and no traceback of ours."""

    @functools.wraps(step)
    def wrapped(self: Calls, *args: Any) -> _T:
        request = current_request()
        try:
            return step(self, request, *args)
        except ProviderError:
            raise
        except Exception as error:  # noqa: BLE001 - the terminal gets sentences
            sentence = masked_in(request)(sentence_of(error))
        return fail(request, sentence)

    return wrapped


class Calls:
    """What answers the calls for resources of one kind, with one reference to the provider."""

    def __init__(self, kind: Kind, organization: str | None) -> None:
        """Store the kind, and the organisation that the program has told, where there is one."""
        self.kind = kind
        self._organization = organization
        self._lifecycle: Lifecycle | None = None
        self._refused: str | None = None

    def configure(self, req: ConfigureRequest) -> None:
        """Build the clients; a bad configuration is kept for the calls, which can say it."""
        try:
            upgraded = host()
            request = current_request()
            upgraded.todays_config.of(request.urn if request else None, self._organization)
            self._lifecycle = self._lifecycle_on(upgraded.backends.of(_settings(req)))
        except Exception as error:  # noqa: BLE001 - the terminal gets sentences
            self._refused = sentence_of(error)

    def _lifecycle_on(self, backend: Backend) -> PlacedLifecycle:
        def todays() -> PlacedLifecycle:
            return self._lifecycle_on(host().backends.of_today())

        return PlacedLifecycle(self.kind, backend.session, backend.poller, backend.config, todays)

    @_answered
    def check(self, request: Request | None, olds: dict[str, Any], news: dict[str, Any]) -> Any:
        """Validate and canonicalise the program's inputs."""
        mark = mark_of(news)
        secret = frozenset(mark.get(SECRET_INPUTS, ()))  # of the old inputs nothing is told
        with self._call(request, over=CHECKED) as (life, call):
            stored = with_kept(read_stored(olds), request.field("olds") if request else None)
            # Of a new resource before this run's first create is pending in it; a create waits
            # longer. Nobody else waits who needn't know.
            state = read_once(functools.partial(self._settled, request), at_once=not stored)
            mine = replace(call, secret_inputs=secret, state=state)
            given = with_rows(from_engine(news), request.field("news") if request else None)
            # By `ignore_changes`, data is the state's.
            if any(isinstance(value, Mapping) and "sha256" in value for value in given.values()):
                given = with_kept(given, request.field("news") if request else None)
            checked = life.check(mine, stored, given)
        failures = checked.failures
        if request is not None and request.urn and not failures:
            failures = changed_since(
                host().previewed, self.kind.schema, request.urn, checked.inputs
            )
        rows = names_with_rows(self.kind.schema, given)
        told = [failed_check(failure, secret | rows) for failure in failures]
        return CheckResult({**to_engine(checked.inputs), **mark}, told)

    @_answered
    def diff(
        self, request: Request | None, object_id: str, olds: dict[str, Any], news: dict[str, Any]
    ) -> Any:
        """Compare the stored inputs with the program's."""
        old_inputs = _struct(request, "old_inputs")
        urn = request.urn if request else None
        with self._call(request, over=CHECKED) as (life, call):
            stored = read_stored(olds)
            inputs = with_kept(from_engine(news), request.field("news") if request else None)
            change = life.diff(call, object_id, old_inputs, stored, inputs)
        stable = {} if change.replaces else stable_outputs(self.kind, stored)
        host().stable.note(urn, stable)
        host().changed.note(urn, change.paths)
        return DiffResult(
            changes=change.any,
            replaces=list(change.replaces),
            delete_before_replace=change.delete_before_replace,
        )

    @_answered
    def create(self, request: Request | None, props: dict[str, Any]) -> Any:
        """Train, or find the training that an earlier run started."""
        inputs = read_stored(props)
        with self._call(request) as (life, call):
            result = life.create(call, inputs)
        outputs = self._settle(request, props, result, inputs)
        return CreateResult(result.id, outputs)

    @_answered
    def update(
        self, request: Request | None, object_id: str, olds: dict[str, Any], news: dict[str, Any]
    ) -> Any:
        """Patch in place, and continue waiting where an earlier run stopped."""
        inputs = read_stored(news)
        old_inputs = _struct(request, "old_inputs")
        with self._call(request) as (life, call):
            result = life.update(call, object_id, old_inputs, read_stored(olds), inputs)
        return UpdateResult(self._settle(request, news, result, inputs))

    @_answered
    def read(self, request: Request | None, object_id: str, props: dict[str, Any]) -> Any:
        """See what the server has now."""
        inputs = _struct(request, "inputs")
        with self._call(request) as (life, call):
            result = life.read(call, object_id, inputs, read_stored(props))
        if isinstance(result, Gone):
            return ReadResult("", {})
        outputs = self._settle(request, props, result, inputs or {})
        known = result.inputs
        if known is not None:
            known = {**known, **stored_mark(request, "inputs")}
        return ReadResult(result.id, outputs, inputs=known)

    @_answered
    def delete(self, request: Request | None, object_id: str, props: dict[str, Any]) -> None:
        """Delete the object that the state knows."""
        with self._call(request) as (life, call):
            life.delete(call, object_id, read_stored(props))

    # -- shared --------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _call(
        self, request: Request | None, over: str | None = None
    ) -> Iterator[tuple[Lifecycle, Call]]:
        if self._lifecycle is None:
            fail(request, self._refused or "google-tuning is not configured")
        upgraded = host()
        urn = request.urn if request else None
        if over is None:  # a check and a diff ask when they must know
            upgraded.state.start(urn, self._organization)
        asked = Asked(
            urn=urn,
            timeout_seconds=request.timeout_seconds if request else None,
            secret_inputs=names_in(request),
            masked=masked_in(request),
            state=lambda waiting: upgraded.state.get(urn, self._organization, waiting),
        )
        with serving(upgraded, self._lifecycle.config, asked, over) as call:
            yield self._lifecycle, call

    def _settled(self, request: Request | None) -> StackState | None:
        """Read the state, and return it if it is there soon."""
        urn = request.urn if request else None
        return host().state.settle(urn, self._organization, _STATE_SECONDS)

    @staticmethod
    def _settle(
        request: Request | None,
        props: Mapping[str, Any],
        result: Ready | NotReady,
        inputs: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Return the outputs, or end the call with an object that isn't ready but must be kept."""
        masked = masked_in(request)
        outputs = without_secrets(result.outputs, masked)
        if isinstance(result, Ready):
            return outputs
        mark = {PROVIDER_KEY: props[PROVIDER_KEY]}
        kept = inputs if result.inputs is None else result.inputs
        secret = mark_of(props) or stored_mark(request, "inputs")
        return fail_with_state(
            request,
            result.id,
            {**outputs, **mark},
            {**kept, **mark, **secret},
            masked(result.reason),
        )


def _struct(request: Request | None, name: str) -> dict[str, Any] | None:
    """Read inputs that the engine sent and the host didn't pass on."""
    struct = request.field(name) if request else None
    return (
        None
        if struct is None
        else read_stored(rpc.deserialize_properties(struct, keep_unknowns=True, keep_internal=True))
    )


def _settings(req: ConfigureRequest) -> dict[str, str]:
    """Pick this package's keys out of the stack's configuration.

    `Config.get` wants a key's name, and a misspelt key has none: so the mapping itself is read,
    and only where a later SDK has it elsewhere are the known keys asked for.
    """
    raw = getattr(req.config, "_props", None)
    if not isinstance(raw, Mapping):
        names = load_schema("config")["properties"]
        raw = {KEY_PREFIX + name: req.config.get(KEY_PREFIX + name) for name in names}
    return {
        name.removeprefix(KEY_PREFIX): value
        for name, value in raw.items()
        if name.startswith(KEY_PREFIX) and value is not None
    }
