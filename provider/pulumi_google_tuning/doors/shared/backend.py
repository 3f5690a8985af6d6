"""What all resources of one configuration share: the session and the pollers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.doors.shared.cancellation import Cancellation
from pulumi_google_tuning.doors.shared.renewing import RenewingSession
from pulumi_google_tuning.doors.shared.todays_config import TodaysConfig
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle.abilities.waited_for import WaitedFor
from pulumi_google_tuning.lifecycle.glance import Glanced
from pulumi_google_tuning.lifecycle.kind import Kind

if TYPE_CHECKING:
    from pulumi_google_tuning.lifecycle.polling import Poller


class Backend:
    """What all resources of one configuration share: the session and the pollers."""

    def __init__(
        self, config: Config, cancellation: Cancellation, todays: Callable[[], Config]
    ) -> None:
        self.config = config
        self.session: Session = RenewingSession(config, cancellation, todays)
        self._pollers: dict[str, Poller] = {}
        self._lock = threading.Lock()

    def poller(self, kind: Kind, values: Mapping[str, Any]) -> Poller:
        """Return the one poller for all objects that `kind` lists together."""
        # For who waits: a preview doesn't.
        from pulumi_google_tuning.lifecycle.looking import Parts  # noqa: PLC0415
        from pulumi_google_tuning.lifecycle.polling import Pace, Poller  # noqa: PLC0415

        waited_for, glanced = WaitedFor.of(kind), Glanced.of(kind)
        glance = glanced.glance(values)
        group = waited_for.poll_group(values)
        least = self.config.poll_seconds
        pace = Pace() if least is None else Pace(least, max(least, Pace.most))
        with self._lock:
            if group not in self._pollers:
                parts = None
                if glance is not None:
                    fields = glance.fields
                    parts = Parts(
                        glance,
                        lambda key: glanced.get_part(self.session, key, values, fields),
                        lambda keys: glanced.list_parts(self.session, values, keys, fields),
                    )
                self._pollers[group] = Poller(
                    lambda key: kind.get(self.session, key, values),
                    lambda wanted: waited_for.list_watched(self.session, values, wanted),
                    pace,
                    prefers_list=waited_for.is_told_by_list,
                    parts=parts,
                )
            return self._pollers[group]


class Backends:
    """The backends of one run, by configuration: a program may have several providers."""

    def __init__(self, cancellation: Cancellation, todays: TodaysConfig) -> None:
        self._cancellation = cancellation
        self._todays = todays
        self._lock = threading.Lock()
        self._made: dict[tuple[tuple[str, str], ...], Backend] = {}

    def of(self, values: Mapping[str, str]) -> Backend:
        """Return the backend of a configuration: `google-tuning:` keys without the prefix.

        Raises ConfigError.
        """
        key = tuple(sorted((name, str(value)) for name, value in values.items()))
        with self._lock:
            if key not in self._made:
                config = Config.from_mapping(values, os.environ)
                self._made[key] = Backend(config, self._cancellation, self._todays_config)
            return self._made[key]

    def of_today(self) -> Backend:
        """Return the backend of today's configuration. Raises PulumiError, ConfigError."""
        return self.of(self._todays.get())

    def _todays_config(self) -> Config:
        return Config.from_mapping(self._todays.get(), os.environ)
