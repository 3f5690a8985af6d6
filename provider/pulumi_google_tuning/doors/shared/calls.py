"""A request of the engine as the life cycle's `Call`: through whichever door it comes."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi_google_tuning.doors.shared.plugin import Plugin
from pulumi_google_tuning.doors.shared.status_line import StatusLine
from pulumi_google_tuning.doors.shared.tokens import one_form
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.retry_reports import report_retries_to
from pulumi_google_tuning.lifecycle.call import Call, StackState
from pulumi_google_tuning.lifecycle.urn_names import name_of

CHECKED: Final = "checked"
"""What a row shows once its notes were told."""
# The output that holds words of Google's.
_ERROR: Final = "error"


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True)
class Asked:
    """What a request says beside its values.

    `masked` takes the values of secret inputs out of a sentence; `state` reads the stack's state,
    and is given what to tell of a long wait. `any_language`: a program in any of Pulumi's languages
    may have declared the resource.
    """

    urn: str | None
    timeout_seconds: float | None = None
    secret_inputs: frozenset[str] = frozenset()
    masked: Callable[[str], str] = _as_it_is
    state: Callable[[Callable[[str], None]], StackState | None] = lambda _waiting: None
    any_language: bool = False


def read_once(
    read: Callable[[], StackState | None], *, at_once: bool
) -> Callable[[], StackState | None]:
    """Return how one call learns the state: the same whenever it asks, and `at_once` right now."""
    state = functools.cache(read)
    if at_once:
        state()
    return state


@contextlib.contextmanager
def serving(
    plugin: Plugin, config: Config, asked: Asked, over: str | None = None
) -> Iterator[Call]:
    """Serve a request: count it, and show on its row what is done; `over` shows after its notes."""
    urn, masked = asked.urn, asked.masked
    line = StatusLine(lambda text: plugin.progress(masked(text), urn))

    def say(text: str) -> None:
        line.note()
        plugin.say(masked(text), urn)

    def warn(text: str) -> None:
        line.note()
        plugin.warn(masked(text), urn)

    call = Call(
        urn=one_form(urn) if urn else None,
        sent_urn=urn,
        timeout_seconds=asked.timeout_seconds,
        cancel=plugin.cancellation.event,
        progress=line.show_progress,
        ended=line.show_end,
        say=say,
        warn=warn,
        state=lambda: asked.state(line.show_progress),
        run=plugin.run,
        secret_inputs=asked.secret_inputs,
        as_data=not asked.any_language and _is_data(config, urn),
        any_language=asked.any_language,
    )
    with plugin.cancellation.in_flight(), report_retries_to(line.show_wait):
        yield call
        if over is not None:
            line.show_over(over)


def without_secrets(outputs: Mapping[str, Any], masked: Callable[[str], str]) -> dict[str, Any]:
    """Return outputs in which Google's words quote no secret input."""
    error = outputs.get(_ERROR)
    if not isinstance(error, Mapping):
        return dict(outputs)
    told = {key: masked(one) if isinstance(one, str) else one for key, one in error.items()}
    return {**outputs, _ERROR: told}


def _is_data(config: Config, urn: str | None) -> bool:
    """Return whether the stack's configuration declares a resource of this name."""
    name = name_of(urn) if urn else "model"
    sections = config.resources.values()
    return any(isinstance(entries, Mapping) and name in entries for entries in sections)
