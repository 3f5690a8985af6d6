"""What ends an upload before it is done: a cancel, or the end of the step that it belongs to."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.errors import TransportError
from pulumi_google_tuning.google.storage.content import UploadInterruptedError


@dataclass(frozen=True)
class Ending:
    """The ways in which one upload ends early; it is made in the step's own thread."""

    uri: str
    cancel: threading.Event
    # The thread that sends has another context.
    end: float = field(default_factory=time_limit.end)

    def reason(self) -> GoogleTuningError | None:
        """Return why the upload is to end now; None: it isn't."""
        if self.cancel.is_set():
            return UploadInterruptedError.of(self.uri)
        if time.monotonic() >= self.end:
            return TransportError(
                f"{self.uri}: the upload took longer than customTimeouts.create allows, so it was "
                f"stopped. Nothing was stored. Allow more time. To upload it from the start, run "
                f"`pulumi up` again",
                maybe_applied=True,  # its last chunk may arrive: its reference is looked for
                retryable=False,
            )
        return None

    def check(self) -> None:
        """Raise the reason where there is one."""
        reason = self.reason()
        if reason is not None:
            raise reason
