"""One session for Google's three APIs: requests with credentials, retried until answered.

A retry is not a poll: one request that failed on its way is sent again, within minutes.
"""

from __future__ import annotations

import random as random_module
import threading
import time
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import answers, names, received, time_limit
from pulumi_google_tuning.google.beginning import refuse_late_change
from pulumi_google_tuning.google.errors import ApiError, NotSentError, TransportError
from pulumi_google_tuning.google.errors.envelope import api_error
from pulumi_google_tuning.google.errors.said import may_have_words, without_rows
from pulumi_google_tuning.google.field_masks import FieldMasks
from pulumi_google_tuning.google.filters import FilterSupport
from pulumi_google_tuning.google.request import (
    CONNECT_SECONDS,
    DEFAULT_BUDGET_SECONDS,
    READ_SECONDS,
    RequestInfo,
)
from pulumi_google_tuning.google.retry import RETRY_POLICY
from pulumi_google_tuning.google.retry_reports import RetryReporter
from pulumi_google_tuning.google.server_clock import ServerClock
from pulumi_google_tuning.google.target import url_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from requests.adapters import BaseAdapter

    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.advice import Rule
    from pulumi_google_tuning.google.auth.credentials import Authenticator
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.connection import Connection
    from pulumi_google_tuning.google.errors import CredentialsError
    from pulumi_google_tuning.google.transport import HardenedSession

# No request can be answered in less: a nearly used up budget still sends one honest read.
_SHORTEST_TIMEOUT_SECONDS = 1.0


class Session:
    """The connection to the Gemini API, Vertex AI and Cloud Storage; threads share one.

    A subclass that sends in another way overrides `_perform`.
    """

    def __init__(
        self,
        config: Config,
        *,
        sleep: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time_limit.monotonic,
        wall_clock: Callable[[], float] = time.time,
        random: Callable[[], float] = random_module.random,
        adapter: BaseAdapter | None = None,
        budget_seconds: float = DEFAULT_BUDGET_SECONDS,
    ) -> None:
        """Store the configuration; nothing is sent or read yet.

        `http`, `credentials`, `config` and `wall_clock` are public for uploads, which another
        library sends; `filters` and `masks` are for lists.

        budget_seconds: for a call with all its attempts, unless the call has its own.
        For tests are sleep (it waits some seconds, by default until `cancel`) and adapter (the
        network, also for token servers).
        """
        self.config = config
        self._sleep = sleep
        self._clock = clock
        self.wall_clock = wall_clock
        self._random = random
        self._budget_seconds = budget_seconds
        self.filters = FilterSupport()
        self.masks = FieldMasks()
        self.server_clock = ServerClock(clock)
        self._adapter = adapter
        self._connection: Connection | None = None
        self._connecting = threading.Lock()

    @property
    def http(self) -> HardenedSession:
        """Return the connections."""
        return self._connected().http

    @property
    def credentials(self) -> Authenticator:
        """Return the credentials, unread before their first use."""
        return self._connected().credentials

    def _connected(self) -> Connection:
        with self._connecting:
            if self._connection is None:
                # Its imports take long: not before Google is asked for something.
                from pulumi_google_tuning.google.connection import Connection  # noqa: PLC0415

                self._connection = Connection(self.config, self._adapter)
            return self._connection

    def reconnect(self, config: Config) -> None:
        """Continue with another configuration; calls under way finish with the old one."""
        with self._connecting:
            self.config = config
            self._connection = None

    def renew(self, used: Authenticator, refused: ApiError | CredentialsError) -> None:
        """Switch from the `used` credentials to others, or raise `refused`: here are no others.

        For uploads, which may take longer than a token is good for.
        """
        del used
        raise refused

    @property
    def project(self) -> str | None:
        """Return the configured project, else that of the credentials (which reads them)."""
        return self.config.project or self.credentials.project

    @property
    def location(self) -> str:
        """Return the configured location of Vertex AI."""
        return self.config.location

    def __repr__(self) -> str:
        return f"Session({self.config.gemini_endpoint}, {self.credentials!r})"

    def close(self) -> None:
        """Close idle connections."""
        if self._connection is not None:
            self._connection.http.close()

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
        budget_seconds: float | None = None,
        cancel: threading.Event | None = None,
        label: str | None = None,
        rules: tuple[Rule, ...] = (),
    ) -> Json:
        """Send one call and return Google's JSON object, {} for an empty answer.

        idempotent: GET, PUT, PATCH and DELETE by default. budget_seconds: the session's own by
        default. The others are as in `RequestInfo`.

        An idempotent call is sent again after 408, 429, 5xx and a broken connection. Another is
        sent once, save that a 401, which means that nothing was done, refreshes the token once. A
        DELETE whose earlier attempt may have been carried out takes a 404 for success.
        Nothing but a read is begun for a step that has ended (NotSentError).
        Raises ApiError, TransportError, CredentialsError, ConfigError.
        """
        if not path.startswith("/"):  # it could make another host of the base URL
            raise ValueError(f"a path starts with /, not {path!r}")
        method = method.upper()
        if idempotent is None:
            idempotent = method in RETRY_POLICY.idempotent_methods
        return self._perform(
            RequestInfo(
                method,
                path,
                api=api,
                location=location,
                params=params,
                body=body,
                idempotent=idempotent,
                budget_seconds=self._budget_seconds if budget_seconds is None else budget_seconds,
                cancel=cancel,
                label=label,
                rules=rules,
                credential_type=self.credentials.credential_type,
                project=self.config.project,
            )
        )

    def _perform(self, request: RequestInfo) -> Json:
        """Send a request until it is answered or its budget is used up."""
        location = names.location(request.location or self.location)
        base_url = self.config.endpoint(request.api, location)
        # Google's own host for a location is the only one that a request has a hand in.
        configured = request.api != "vertex" or self.config.vertex_endpoint is not None
        url_to(base_url, request.path, configured=configured)
        began = self._clock()
        left = time_limit.left_seconds(self._clock)
        deadline = began + min(request.budget_seconds, max(left, _SHORTEST_TIMEOUT_SECONDS))
        reporter = RetryReporter(began)
        attempts, attempt = request.attempts, 0
        while True:
            try:
                answer = self._authorized(request, base_url, deadline)
            except NotSentError as error:
                raise attempts.uncertain or error from None  # what was sent is what counts
            except (ApiError, TransportError) as error:
                gone = isinstance(error, ApiError) and error.gone
                if request.method == "DELETE" and attempts.uncertain and gone:
                    reporter.answered()
                    return {}
                last: GoogleTuningError = error
                if RETRY_POLICY.may_be_done(error):
                    attempts.uncertain = error
                if not request.idempotent or not RETRY_POLICY.is_retryable(error):
                    raise
                asked_seconds = RETRY_POLICY.asked_seconds(error)
            else:
                reporter.answered()
                return answer
            # Outside of the handler, so that the next failure doesn't drag this one along.
            delay = RETRY_POLICY.delay_seconds(attempt, asked_seconds, self._random)
            now = self._clock()
            cancelled = request.cancel is not None and request.cancel.is_set()
            if now + delay >= deadline or cancelled:
                raise last
            reporter.waiting(now, delay, last)
            if not self._wait(delay, request.cancel):
                raise last
            attempt += 1

    def _authorized(self, request: RequestInfo, base_url: str, deadline: float) -> Json:
        """Send one attempt; once more with a new token if the old one is rejected."""
        headers = self.credentials.headers()
        try:
            return self._attempt(request, base_url, headers, deadline)
        except ApiError as error:
            if error.code != HTTPStatus.UNAUTHORIZED:
                raise
            refused = error
        fresh = self.credentials.headers(refresh=True, rejected=headers)
        if fresh == headers:
            raise refused
        return self._attempt(request, base_url, fresh, deadline)

    def _attempt(
        self,
        request: RequestInfo,
        base_url: str,
        credential_headers: Mapping[str, str],
        deadline: float,
    ) -> Json:
        # Only now is it known: the credentials have been read.
        request = replace(request, credential_type=self.credentials.credential_type)
        headers = dict(credential_headers)
        quota_project = self.credentials.quota_project(request.api)
        if quota_project:
            headers["x-goog-user-project"] = quota_project
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        content = request.content()
        left = max(_SHORTEST_TIMEOUT_SECONDS, deadline - self._clock())
        refuse_late_change(request, self._clock)
        try:
            response = self.http.request(
                request.method,
                base_url + request.path,
                params=request.query,
                data=content,
                headers=headers,
                timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
            )
        except OSError as error:  # as all of requests' own are
            secrets = self._secrets(credential_headers)
            # Not chained: requests quotes addresses and headers.
            raise self._connected().failure(error, request, base_url, secrets) from None
        self.server_clock.note(response.headers)
        received.note(response.content)
        answer = answers.success(response.status_code, response.content)
        if answer is not None and not may_have_words(response.content):
            return answer
        secrets = self._secrets(credential_headers)
        if answer is not None:
            return dict(without_rows(answer, secrets))
        raise api_error(response, request, secrets, self.wall_clock())

    def _secrets(self, credential_headers: Mapping[str, str]) -> tuple[str, ...]:
        sent = tuple(value.removeprefix("Bearer ") for value in credential_headers.values())
        return (*self.credentials.secrets, *sent)

    def _wait(self, seconds: float, cancel: threading.Event | None) -> bool:
        """Wait; return False if `cancel` was set."""
        if self._sleep is not None:
            self._sleep(seconds)
        elif cancel is None:
            time.sleep(seconds)
        else:
            cancel.wait(seconds)
        return cancel is None or not cancel.is_set()
