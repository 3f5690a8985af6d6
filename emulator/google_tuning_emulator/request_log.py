"""Every API request, in memory and without credentials: what tests count."""

from __future__ import annotations

import re
import threading
from collections import deque
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.clock import rfc3339
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.json_text import loads

if TYPE_CHECKING:
    from google_tuning_emulator.auth import Credential, HeaderSource

MOST_ENTRIES = 50_000
SMALL_BODY_BYTES = 16_384

_SECRET_PARAMETER = re.compile(r"(^|&)((?:key|access_token)=)[^&]*")


class RequestLog:
    """The newest requests; an entry is there from its arrival, its status from its answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[dict[str, Any]] = deque(maxlen=MOST_ENTRIES)
        self._last_seq = 0

    def begin(
        self,
        *,
        now_ns: int,
        method: str,
        path: str,
        query: str,
        headers: HeaderSource,
        body: bytes,
        body_bytes: int,
        credential: Credential,
    ) -> dict[str, Any]:
        """Log a request that has arrived; return its entry, for ``end``.

        An upload comes without its body, and with its length: nothing of it is kept.
        """
        entry = {
            "seq": 0,
            "time": rfc3339(now_ns, 6),
            "method": method,
            "path": path,
            "query": without_secrets(query),
            "status": None,
            "bodyBytes": body_bytes,
            "answerBytes": None,
            "body": _small_json(body),
            "auth": credential.kind,
            "quotaProject": headers.get("X-Goog-User-Project", ""),
            "userAgent": headers.get("User-Agent", ""),
        }
        with self._lock:
            self._last_seq += 1
            entry["seq"] = self._last_seq
            self._entries.append(entry)
        return entry

    @staticmethod
    def end(entry: dict[str, Any], status: int | str, answer_bytes: int | None = None) -> None:
        """Note what was answered: a status, or ``dropped``; how long it is, where that is known."""
        entry["answerBytes"] = answer_bytes
        entry["status"] = status

    def entries(self) -> list[dict[str, Any]]:
        """Return the log, oldest first."""
        with self._lock:
            return [dict(entry) for entry in self._entries]

    def clear(self) -> None:
        """Forget the entries; the numbers continue."""
        with self._lock:
            self._entries.clear()


def without_secrets(query: str) -> str:
    """Return a query string with the value of an API key or a token left out."""
    return _SECRET_PARAMETER.sub(r"\1\2REDACTED", query)


def _small_json(body: bytes) -> Any:
    if not body or len(body) > SMALL_BODY_BYTES:
        return None
    try:
        return loads(body)
    except ApiError:
        return None
