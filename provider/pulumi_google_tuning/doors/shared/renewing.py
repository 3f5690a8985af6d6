"""A session that switches to today's credentials when Google refuses the ones it was given.

A 401, a 403 and a 400 for an API key mean that nothing was done, so the request may be sent again,
whatever it asks for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pulumi_google_tuning.doors.shared.cancellation import Cancellation
from pulumi_google_tuning.doors.shared.interruptible import InterruptibleSession
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError, CredentialsError
from pulumi_google_tuning.google.request import RequestInfo

if TYPE_CHECKING:
    from pulumi_google_tuning.google.auth.credentials import Authenticator

_Answer = TypeVar("_Answer")
_Refusal = TypeVar("_Refusal", bound=GoogleTuningError)
# A refresh and a destroy have the last run's values, a program that runs today's.
_UNREADABLE = (
    "Today's configuration could not be read ({why}), so a credential that you set since the last "
    "run may not have been used. Run the same command with `--refresh=false`, or `pulumi refresh "
    "--run-program`"
)
_CREDENTIALS = ("access_token", "api_key", "credentials", "impersonate_service_account")
# A credential goes nowhere but where the configuration that has it sends it.
_SERVERS = ("emulator", "gemini_endpoint", "vertex_endpoint", "storage_endpoint")


class RenewingSession(InterruptibleSession):
    """A session that reads today's configuration where its credentials are refused."""

    def __init__(
        self, config: Config, cancellation: Cancellation, todays: Callable[[], Config]
    ) -> None:
        """Store the parts; `todays` returns today's configuration, or raises GoogleTuningError."""
        super().__init__(config, cancellation)
        self._todays = todays
        self._renewing = threading.Lock()

    @property
    def project(self) -> str | None:
        """Return the configured project, else that of the credentials (which reads them)."""
        return self._renewed(lambda: super(RenewingSession, self).project)

    def _perform(self, request: RequestInfo) -> Json:
        """Perform a request, once more with today's credentials where others were refused."""
        return self._renewed(lambda: super(RenewingSession, self)._perform(request))

    def _renewed(self, ask: Callable[[], _Answer]) -> _Answer:
        used = self.credentials
        try:
            return ask()
        except (ApiError, CredentialsError) as error:
            if isinstance(error, ApiError) and not error.refuses_credentials:
                raise
            refused = error
        self.renew(used, refused)
        return ask()

    def renew(self, used: Authenticator, refused: ApiError | CredentialsError) -> None:
        """Switch to today's credentials; raise `refused` where they are the same as `used`."""
        with self._renewing:
            if self.credentials is not used:  # another thread has just done it
                return
            try:
                today = self._todays()
            except GoogleTuningError as error:
                raise _with_words(refused, _UNREADABLE.format(why=error)) from None
            if any(getattr(today, name) != getattr(self.config, name) for name in _SERVERS):
                raise refused
            theirs = {name: getattr(today, name) for name in _CREDENTIALS}
            renewed = replace(self.config, **theirs)
            if renewed == self.config:
                raise refused
            self.reconnect(renewed)


def _with_words(error: _Refusal, words: str) -> _Refusal:
    """Return the same error, whose sentence says more."""
    more = type(error).__new__(type(error), f"{error}. {words}")
    vars(more).update(vars(error))
    return more
