"""Today's configuration of the stack, as `pulumi config` tells it.

The refresh of a `preview`, `up`, `refresh` or `destroy` is configured with the values of the last
successful run, which the state holds: a token that was renewed since is not among them. So where
those values don't work, the CLI is asked for today's. It takes 0.3 s, so it is asked only then, and
once for all callers that need it at that time.

Relies on: the engine's own executable (or a `pulumi` on PATH), the folder that the engine runs in
and its `--config-file`, and the backend's and the secrets' environment variables, which the engine
passes on. When that goes: PulumiError, and the caller says what didn't work.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from pulumi_google_tuning.doors.shared.pulumi_cli import (
    PulumiError,
    config_file_option,
    engine_folder,
    run_json,
    stack_option,
)
from pulumi_google_tuning.doors.shared.stack_names import full_name
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX

_READ_SECONDS = 30.0
# Those who fail together ask together; hours later there may be another token.
_FRESH_SECONDS = 20.0

Values = Mapping[str, str]


class TodaysConfig:
    """The `google-tuning:` values of one stack, without the prefix; threads share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stack: Callable[[], tuple[str, ...] | None] | None = None
        self._unknown = "the name of the stack is not known"
        self._stays: Values | None = None
        self._taken: Values | PulumiError | None = None
        self._taken_at = 0.0

    def of(self, urn: str | None, organization: str | None) -> None:
        """Set which stack it is, by a resource's urn; a run of the engine has one."""
        if urn and (self._stack is None or organization):
            words = stack_option(full_name(urn, organization))
            self._stack = lambda: words

    def of_stack(self, words: Callable[[], tuple[str, ...] | None]) -> None:
        """Set how to find the words that name the stack to the CLI; None: nothing has found it."""
        self._stack = words

    def unknown(self, why: str) -> None:
        """Say that the stack's configuration isn't what counts."""
        self._unknown = why

    def stays(self, values: Values) -> None:
        """Say that the values of this run are today's: no stack has others."""
        self._stack = None
        self._stays = values

    def get(self) -> Values:
        """Return the values, read now or a moment ago. Raises PulumiError."""
        if self._stays is not None:
            return self._stays
        with self._lock:
            if self._taken is None or time.monotonic() - self._taken_at > _FRESH_SECONDS:
                self._taken = self._take()
                self._taken_at = time.monotonic()
            taken = self._taken
        if isinstance(taken, PulumiError):
            raise PulumiError(str(taken))
        return taken

    def _take(self) -> Values | PulumiError:
        words = self._stack() if self._stack else None
        if words is None:
            return PulumiError(self._unknown)
        try:
            return _values(_read(words))
        except PulumiError as error:
            return error


def _read(stack: tuple[str, ...]) -> Any:
    words = ("config", "--json", "--show-secrets", *stack, *config_file_option())
    return run_json(words, engine_folder(), _READ_SECONDS)


def _values(printed: Any) -> Values | PulumiError:
    """Pick this package's values; every entry of the CLI's JSON is an object with a `value`."""
    if not isinstance(printed, Mapping) or not all(
        isinstance(entry, Mapping) and "value" in entry for entry in printed.values()
    ):
        return PulumiError("`pulumi config --json` did not print a configuration")
    return {
        key.removeprefix(KEY_PREFIX): str(entry["value"])
        for key, entry in printed.items()
        if key.startswith(KEY_PREFIX)
    }
