"""Google's storage client on an emulator, and uploads by hand.

A module of its own: the storage tests share it, and nothing imports from a conftest.
"""

from __future__ import annotations

import os
from typing import Any

from contract_server import Server
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
from google.cloud.storage.retry import DEFAULT_RETRY

MIB = 1024 * 1024
BLOCK = 256 * 1024
BUCKET = "tuning-data"
PATH = f"/storage/v1/b/{BUCKET}/o"
UPLOAD = f"/upload/storage/v1/b/{BUCKET}/o"

# The client's own policy, that doesn't wait a second before it tries again.
AT_ONCE = DEFAULT_RETRY.with_delay(initial=0.01, maximum=0.05)


def client_of(server: Server) -> storage.Client:
    """Return a client without credentials; the server's address goes the client's own way."""
    return storage.Client(
        project="emulated",
        credentials=AnonymousCredentials(),
        client_options={"api_endpoint": server.url},
    )


def blob_of(server: Server, name: str, **kwargs: Any) -> storage.Blob:
    """Return the client's view of an object, which needn't exist."""
    return client_of(server).bucket(BUCKET).blob(name, **kwargs)


def some_bytes(size: int) -> bytes:
    """Return bytes that no two places of share, so that a piece in the wrong place is seen."""
    return os.urandom(size)


def put(server: Server, name: str, content: bytes = b"content", **kwargs: Any) -> Any:
    """Upload by hand, as media; return the resource."""
    parameters = {"uploadType": "media", "name": name, **kwargs.pop("params", {})}
    return server.ok("POST", UPLOAD, content, params=parameters, **kwargs)


def begin(server: Server, name: str, body: Any = None, **kwargs: Any) -> str:
    """Begin a resumable upload by hand; return the path of its session."""
    parameters = {"uploadType": "resumable", "name": name, **kwargs.pop("params", {})}
    answer = server.call("POST", UPLOAD, body or {}, params=parameters, **kwargs)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Location"].startswith(server.url)
    return answer.headers["Location"].removeprefix(server.url)


def send(server: Server, session: str, content: bytes, content_range: str) -> Any:
    """Send a piece of a resumable upload by hand; return the answer."""
    return server.call("PUT", session, content, headers={"Content-Range": content_range})


def kept(answer: Any) -> int:
    """Return how many bytes a 308 says are kept."""
    assert answer.status_code == 308, answer.text
    header = answer.headers.get("Range")
    return int(header.removeprefix("bytes=0-")) + 1 if header else 0


def stored(server: Server) -> dict[str, Any]:
    """Return what there is, by name."""
    return {one["name"]: one for one in server.admin("GET", "objects")["objects"]}


def uploads(server: Server) -> int:
    """Return how many uploads were ever completed."""
    return int(server.admin("GET", "objects")["uploads"])
