"""Errors of talking to Google, each one sentence for the person at the terminal."""

from __future__ import annotations

from pulumi_google_tuning.errors import GoogleTuningError, joined

_NOT_FOUND = 404
_REFUSED = (401, 403)
_BAD_REQUEST = 400
_CONFLICT = 409


class ConfigError(GoogleTuningError):
    """The configuration is wrong; the message lists every failure."""


class CredentialsError(GoogleTuningError):
    """There are no credentials, they are unusable, or Google issues no token for them."""


class ApiError(GoogleTuningError):
    """Google answered with an error: its envelope (https://google.aip.dev/193), or a plain page.

    code: the HTTP status, `404`.
    status: Google's name of it, `NOT_FOUND`.
    message: Google's words on one line, without secrets.
    reason: of the ErrorInfo detail, `API_KEY_INVALID`.
    violations: of the BadRequest detail, each (field, description).
    retry_after_seconds: how long Google asked to wait, if it did.
    maybe_applied: a non-idempotent call may have been carried out all the same (408, 5xx).
    help_texts: what its details say to people (LocalizedMessage, Help), without secrets.
    enveloped: it came in Google's own form; a page may be anybody's, a proxy's or a wrong host's.
    """

    def __init__(  # noqa: PLR0913 - the parts of Google's envelope
        self,
        code: int,
        status: str,
        message: str,
        *,
        request: str = "",
        reason: str | None = None,
        violations: tuple[tuple[str, str], ...] = (),
        retry_after_seconds: float | None = None,
        maybe_applied: bool = False,
        advice: str | None = None,
        enveloped: bool = True,
        help_texts: tuple[str, ...] = (),
    ) -> None:
        """Build the sentence; `request` is "GET tunedModels/x", `advice` what to do next."""
        self.code = code
        self.status = status
        self.message = message
        self.reason = reason
        self.violations = violations
        self.retry_after_seconds = retry_after_seconds
        self.maybe_applied = maybe_applied
        self.enveloped = enveloped
        sentence = f"Google answered {code} {status}"
        if request:
            sentence += f" to {request}"
        if message:
            sentence += f': "{message}"'
        if reason:
            sentence += f" ({reason})"
        if violations:
            sentence += "; " + "; ".join(_violation(*violation) for violation in violations)
        sentence += "".join(f'; Google adds: "{text}"' for text in help_texts)
        self._brief = sentence
        super().__init__(joined(sentence, advice) if advice else sentence)

    @property
    def brief(self) -> str:
        """Google's answer, without the advice."""
        return self._brief

    @property
    def gone(self) -> bool:
        """Whether Google itself says that the object doesn't exist.

        A web page with a 404 doesn't: otherwise a wrong endpoint would have every model trained
        again, and a deletion would forget an object that still costs money.
        """
        return self.code == _NOT_FOUND and self.enveloped

    @property
    def taken(self) -> bool:
        """Whether Google says that an object of that id exists.

        A 409 has two names: ALREADY_EXISTS, and ABORTED, which says nothing of any id.
        """
        return self.code == _CONFLICT and self.status == "ALREADY_EXISTS" and self.enveloped

    @property
    def aborted(self) -> bool:
        """Whether another change of the same came in between, so that a second try is asked for."""
        return self.code == _CONFLICT and self.status == "ABORTED"

    @property
    def refuses_credentials(self) -> bool:
        """Whether other credentials may get another answer; then nothing was done."""
        if self.code in _REFUSED:
            return True
        # What Google answers to an API key that isn't valid any more.
        about_key = "API_KEY" in (self.reason or "") or "API key" in self.message
        return self.code == _BAD_REQUEST and about_key


class TransportError(GoogleTuningError):
    """No answer: a refused or broken connection, DNS, TLS, a timeout.

    maybe_applied: False when the connection was never made, so nothing can have been done.
    retryable: False when trying again can't help, such as an untrusted certificate.
    """

    def __init__(
        self,
        sentence: str,
        *,
        maybe_applied: bool,
        retryable: bool = True,
        advice: str | None = None,
    ) -> None:
        """Build the sentence; `advice` is what to do next, unless the sentence has it already."""
        super().__init__(joined(sentence, advice) if advice else sentence)
        self.maybe_applied = maybe_applied
        self.retryable = retryable
        self._brief = sentence

    @property
    def brief(self) -> str:
        """The server that didn't answer and the system's reason, without the advice."""
        return self._brief


class NotSentError(TransportError):
    """A request that changes something was not sent, since its step had ended by then."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, maybe_applied=False, retryable=False)


def _violation(field: str, description: str) -> str:
    return f"{field}: {description}" if field else description
