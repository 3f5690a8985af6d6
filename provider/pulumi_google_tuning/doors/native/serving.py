"""What one provider resource is served with: its configuration, and what its run knows.

The engine starts a process for each provider resource, so one process serves one. Where somebody
has started it by hand (`PULUMI_DEBUG_PROVIDERS`) it serves one run after the other: each Configure
begins again, and a second provider resource of the same run is refused, since the protocol doesn't
say which of two a call is for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pulumi_google_tuning.doors.native.provider_config import settings_of
from pulumi_google_tuning.doors.native.queueing import Queueing, engines_steps
from pulumi_google_tuning.doors.shared.backend import Backend
from pulumi_google_tuning.doors.shared.plugin import Plugin
from pulumi_google_tuning.doors.shared.previewed import Previewed
from pulumi_google_tuning.doors.shared.stack_reader import ProviderReader
from pulumi_google_tuning.doors.shared.tokens import one_form
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.redact import redact
from pulumi_google_tuning.fields.values import is_unknown
from pulumi_google_tuning.google.config.namespace import NAMESPACE
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.call import LifecycleError, StackState
from pulumi_google_tuning.lifecycle.default_provider import is_default
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.placed import PlacedLifecycle
from pulumi_google_tuning.lifecycle.urn_names import name_of

# An export takes 0.2 s; one that takes longer is waited for by create and delete alone.
_STATE_SECONDS: Final = 5.0
_OWN_CONFIGURATION: Final = (
    "the program configures the provider {name}, and this command only runs it with `--run-program`"
)
_WITHOUT_A_STACK: Final = ". `pulumi do` takes the key from the file of `--provider-file` instead"
_COMMAND: Final = "`pulumi config "
_INSTEAD: Final = (
    ". The program configures the provider {name}: change the key there, since `pulumi config` "
    "does not reach it"
)


class Serving(Plugin):
    """One configured provider resource, in one run of the engine."""

    def __init__(
        self,
        kind_of: Callable[[str], Kind | None],
        engine: str | None,
        urn: str,
        identifier: Any,
    ) -> None:
        super().__init__()
        self.urn = urn
        self._kind_of = kind_of
        self._backend: Backend | None = None
        self._secrets: tuple[str, ...] = ()
        self._lives: dict[str, PlacedLifecycle] = {}
        self._queueing = Queueing(engines_steps)
        self.log_to(engine)
        self.remember_in(Previewed.of_this_engine())
        # In the preview of a new stack the provider has no id yet, and nothing is created.
        known = urn and isinstance(identifier, str) and not is_unknown(identifier)
        self._reader = ProviderReader(urn, identifier, one_form) if known else None
        self._instead = ""
        self._programs: str | None = None  # its name, where the program configures it
        self._name = name = name_of(urn)
        if is_default(urn):
            self.todays_config.of_stack(self._stack_words)
        elif name:
            self._programs = name
            self._instead = _INSTEAD.format(name=name)
            self.todays_config.unknown(_OWN_CONFIGURATION.format(name=name))
        else:  # `pulumi do` has no provider resource
            self._instead = _WITHOUT_A_STACK

    def configure(self, values: Mapping[str, Any], secrets: tuple[str, ...] = ()) -> None:
        """Build the clients; no sentence has the `secrets`. Raises ConfigError."""
        self._secrets = secrets
        settings = settings_of(values)
        if not self._name:
            self.todays_config.stays(settings)
        self._backend = self.backends.of(settings)

    def in_its_words(self, sentence: str) -> str:
        """Return a sentence that has none of its secrets, and says where it is configured."""
        sentence = redact(sentence, self._secrets) if self._secrets else sentence
        if _COMMAND not in sentence or self._instead in sentence:
            return sentence
        return sentence.rstrip(".") + self._instead

    @property
    def backend(self) -> Backend:
        """The session and the pollers."""
        if self._backend is None:
            raise LifecycleError(f"{NAMESPACE} is not configured")
        return self._backend

    def life(self, name: str) -> PlacedLifecycle:
        """Return the life cycle of a kind of resource, by its title."""
        if name not in self._lives:
            kind = self._kind_of(name)
            if kind is None:
                raise GoogleTuningError(f"{NAMESPACE} has no resource {name}")
            self._lives[name] = self._on(kind, self.backend)
        return self._lives[name]

    def _on(self, kind: Kind, backend: Backend) -> PlacedLifecycle:
        def todays() -> PlacedLifecycle:
            return self._on(kind, self.backends.of_today())

        session, config = backend.session, backend.config
        return PlacedLifecycle(kind, session, backend.poller, config, todays, self._programs)

    def count_training(self, kind: Kind, inputs: Mapping[str, Any]) -> None:
        """Count what is new and will be waited for, and warn when the next one will queue."""
        if isinstance(kind, Trained) and inputs.get("wait") is not False:
            warning = self._queueing.warning()
            if warning:
                self.warn(warning, None)

    # -- the stack's state -----------------------------------------------------------------------

    def begin_to_read_state(self) -> None:
        """Read the state in the background: a call will ask for it that is answered later."""
        if self._reader:
            self._reader.start()

    def settled_state(self) -> StackState | None:
        """Read the state, and return it if it is there soon.

        The check of a new resource does, before this run's first create is pending in it. A create
        waits longer.
        """
        return self._reader.settle(_STATE_SECONDS) if self._reader else None

    def _stack_words(self) -> tuple[str, ...] | None:
        """Return the words for a stack whose state was seen to have this very provider."""
        return self._reader.stack_words() if self._reader else None

    def state(self, waiting: Any) -> StackState | None:
        """Read the state."""
        return self._reader.get(waiting) if self._reader else None
