"""One session for Google's three APIs: a call goes out with who we are, and an answer comes back.

A call is not a poll: what is retried here is one request that failed on its way, within minutes.
"""

from __future__ import annotations

import contextlib
import json
import random as random_module
import threading
import time
from contextvars import ContextVar
from dataclasses import replace
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import requests

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.errors import ApiError, TransportError
from pulumi_google_tuning.google.errors.envelope import Asked, api_error
from pulumi_google_tuning.google.errors.transport_errors import transport_error
from pulumi_google_tuning.google.retry import IDEMPOTENT_METHODS, RETRYABLE_CODES, delay_seconds
from pulumi_google_tuning.google.transport import CONNECT_SECONDS, READ_SECONDS, HardSession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from requests.adapters import BaseAdapter

    from pulumi_google_tuning.google.config import Config

# Under it no request can be answered; a nearly used up budget still sends one honest request.
_SHORTEST_TIMEOUT_SECONDS = 1.0

# What is over before it is read isn't told.
_SHORTEST_TOLD_SECONDS = 2.0

_TELL: ContextVar[Callable[[str | None], object] | None] = ContextVar("_TELL", default=None)


@contextlib.contextmanager
def telling(tell: Callable[[str | None], object]) -> Iterator[None]:
    """While the block runs, its calls tell why they are sent again; None: the answer has come.

    A call goes on for minutes where nobody answers: who watches must see that it does.
    """
    before = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(before)


class _Watched:
    """One call, and whether who watches was told of a wait."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._tell = _TELL.get()
        self._told = False

    def waits(self, now: float, delay: float, error: GoogleTuningError) -> None:
        if self._tell is not None and now + delay - self._began >= _SHORTEST_TOLD_SECONDS:
            self._told = True
            self._tell(f"tries again in {max(1, round(delay))} s: {error.brief}")

    def answered(self) -> None:
        if self._told and self._tell is not None:
            self._tell(None)


class Session:
    """Calls to the Gemini API, Vertex AI and Cloud Storage; threads share one."""

    def __init__(
        self,
        config: Config,
        *,
        sleep: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        random: Callable[[], float] = random_module.random,
        adapter: BaseAdapter | None = None,
    ) -> None:
        """Take the configuration; the rest is for tests. Nothing is sent or read yet.

        `http`, `who`, `config` and `wall_clock` are there for uploads, which another library sends.

        sleep: waits some seconds; by default a wait that `cancel` ends. adapter: stands for the
        network, also for token servers.
        """
        self.config = config
        self._sleep = sleep
        self._clock = clock
        self.wall_clock = wall_clock
        self._random = random
        self.http = HardSession(adapter)
        self.http.headers["User-Agent"] = f"pulumi-google-tuning/{_version()}"
        # google-auth takes a tenth of a second to import: not from a program that asks for nothing.
        from pulumi_google_tuning.google.auth.credentials import resolve  # noqa: PLC0415

        self.who = resolve(config, adapter)

    @property
    def project(self) -> str | None:
        """Return the configured project, else the one the credentials tell (which reads them)."""
        return self.config.project or self.who.project

    @property
    def location(self) -> str:
        """Return the configured location of Vertex AI."""
        return self.config.location

    def __repr__(self) -> str:
        return f"Session({self.config.gemini_endpoint}, {self.who!r})"

    def forget_credentials(self) -> None:
        """Read the credentials anew at the next call, such as after a new login."""
        self.who.forget()

    def close(self) -> None:
        """Close idle connections."""
        self.http.close()

    def send(  # noqa: PLR0913 - one argument a part of the request
        self,
        method: str,
        path: str,
        *,
        api: str = "gemini",
        location: str | None = None,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        idempotent: bool | None = None,
        budget_seconds: float = 120,
        cancel: threading.Event | None = None,
    ) -> dict[str, Any]:
        """Send one call and give Google's JSON object, {} for an empty answer.

        path: "/v1beta/tunedModels/x". api: "gemini", "vertex" or "storage". location: where Vertex
        AI is asked, the configured one by default. params: the query, without those that are None.
        idempotent: GET, PUT, PATCH and DELETE by default.
        budget_seconds: for all attempts and the waits between them.
        cancel: once set, no further attempt is waited for; one that is under way ends by itself.

        An idempotent call is sent again after 408, 429, 5xx and a broken connection. Another is
        sent once, save that a 401, which means that nothing was done, refreshes the token once. A
        DELETE whose earlier attempt may have been carried out takes a 404 for success.
        Raises ApiError, TransportError, CredentialsError, ConfigError.
        """
        if not path.startswith("/"):  # it could make another host of the base URL
            raise ValueError(f"a path starts with /, not {path!r}")
        method = method.upper()
        if idempotent is None:
            idempotent = method in IDEMPOTENT_METHODS
        base_url = self.config.endpoint(api, location)
        asked = Asked(method, path, api, self.who.kind, self.config.project, idempotent)
        began = self._clock()
        deadline = began + budget_seconds
        watched = _Watched(began)
        maybe_done = False
        attempt = 0
        while True:
            try:
                answer = self._authorized(asked, base_url, params, body, deadline)
            except (ApiError, TransportError) as error:
                if method == "DELETE" and maybe_done and _is_gone(error):
                    watched.answered()
                    return {}
                last: GoogleTuningError = error
                maybe_done = maybe_done or _maybe_done(error)
                if not idempotent or not _is_retryable(error):
                    raise
                asked_seconds = getattr(error, "retry_after_seconds", None)
            else:
                watched.answered()
                return answer
            # Outside of the handler, so that the next failure doesn't drag this one along.
            delay = delay_seconds(attempt, asked_seconds, self._random)
            now = self._clock()
            if now + delay >= deadline or (cancel is not None and cancel.is_set()):
                raise last
            watched.waits(now, delay, last)
            if not self._wait(delay, cancel):
                raise last
            attempt += 1

    def _authorized(
        self,
        asked: Asked,
        base_url: str,
        params: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
        deadline: float,
    ) -> dict[str, Any]:
        """Send one attempt, with a new token where the old one is refused."""
        who = self.who.headers()
        try:
            return self._send(asked, base_url, params, body, who, deadline)
        except ApiError as error:
            if error.code != HTTPStatus.UNAUTHORIZED:
                raise
            refused = error
        fresh = self.who.headers(refresh=True, rejected=who)
        if fresh == who:
            raise refused
        return self._send(asked, base_url, params, body, fresh, deadline)

    def _send(
        self,
        asked: Asked,
        base_url: str,
        params: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
        who: Mapping[str, str],
        deadline: float,
    ) -> dict[str, Any]:
        asked = replace(asked, kind=self.who.kind)  # now that the credentials were read
        headers = dict(who)
        quota_project = self.who.quota_project(asked.api)
        if quota_project:
            headers["x-goog-user-project"] = quota_project
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            # Compact: a check has counted these very bytes against Google's limit.
            compact = (",", ":")
            content = json.dumps(
                body, ensure_ascii=False, allow_nan=False, separators=compact
            ).encode()
        left = max(_SHORTEST_TIMEOUT_SECONDS, deadline - self._clock())
        try:
            response = self.http.request(
                asked.method,
                base_url + asked.path,
                params=_query(params),
                data=content,
                headers=headers,
                timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
            )
        except (requests.RequestException, OSError) as error:
            # Not chained: requests quotes addresses and headers.
            raise transport_error(error, asked, base_url, self._secrets(who)) from None
        answer = _object(response)
        if answer is None:
            raise api_error(response, asked, self._secrets(who), self.wall_clock())
        return answer

    def _secrets(self, who: Mapping[str, str]) -> tuple[str, ...]:
        sent = tuple(value.removeprefix("Bearer ") for value in who.values())
        return (*self.who.secrets, *sent)

    def _wait(self, seconds: float, cancel: threading.Event | None) -> bool:
        """Wait; False when `cancel` was set."""
        if self._sleep is not None:
            self._sleep(seconds)
        elif cancel is None:
            time.sleep(seconds)
        else:
            cancel.wait(seconds)
        return cancel is None or not cancel.is_set()


def _object(response: requests.Response) -> dict[str, Any] | None:
    """Return the JSON object of a success, None for every other answer."""
    if not HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if not response.content.strip():
        return {}
    try:
        answer = json.loads(response.content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _query(params: Mapping[str, Any] | None) -> dict[str, Any]:
    """Write the query as Google reads it: `true`, not `True`; requests leaves out what is None."""
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in (params or {}).items()
    }


def _is_retryable(error: ApiError | TransportError) -> bool:
    return error.retryable if isinstance(error, TransportError) else error.code in RETRYABLE_CODES


def _is_gone(error: ApiError | TransportError) -> bool:
    return isinstance(error, ApiError) and error.gone


def _maybe_done(error: ApiError | TransportError) -> bool:
    """Return whether the attempt may have been carried out; a 429 was refused at the door."""
    if isinstance(error, TransportError):
        return error.maybe_applied
    return error.code in RETRYABLE_CODES and error.code != HTTPStatus.TOO_MANY_REQUESTS


def _version() -> str:
    try:
        return version("pulumi-google-tuning")
    except PackageNotFoundError:  # run from a checkout that isn't installed
        return "0"
