"""One upload, with google-cloud-storage over this session's own wire.

The library does what it is good at: sessions, chunks, ranges, retries. Credentials, connections and
cancelling are ours: its Client gets our wire as `_http` ("any object that defines request()"). If
that argument goes away, uploads fail with a TypeError in the first test, and nothing is sent with
other credentials.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from importlib import import_module
from typing import TYPE_CHECKING, Any

import requests

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.sizes import describe_progress
from pulumi_google_tuning.google.errors import TransportError
from pulumi_google_tuning.google.errors.transport_errors import transport_error
from pulumi_google_tuning.google.storage.content import (
    Content,
    HeldStream,
)
from pulumi_google_tuning.google.storage.ending import Ending
from pulumi_google_tuning.google.storage.wire import SessionLostError, UploadWire

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

CHUNK_BYTES = 8 << 20
"""A multiple of 256 KiB; a smaller upload is one request."""

_CONTENT_TYPE = "application/jsonl"
# One per process by nature: each upload holds a chunk or two in memory, and one alone fills the
# line, whatever session, stack or configuration it belongs to.
_UPLOAD_SLOTS_OF_THIS_PROCESS = threading.BoundedSemaphore(4)
_TICK_SECONDS = 0.1
# After a cancel: a healthy answer comes within it, and the promise is to return within three.
_GRACE_SECONDS = 1.5
_MOST_SESSIONS = 3


def run(
    session: Session,
    bucket: str,
    name: str,
    content: Content,
    crc32c: str,
    metadata: Mapping[str, str],
    *,
    cancel: threading.Event,
    progress: Callable[[str], None],
) -> dict[str, Any] | None:
    """Upload as `storage.upload` documents; the caller's thread waits while another one sends.

    A blocking read can't be interrupted from outside: shortly after a cancel, or the end of the
    step, the caller stops waiting for it. An upload that arrives all the same is whole, and
    found by its reference.
    """
    uri = f"gs://{bucket}/{name}"
    slots = _UPLOAD_SLOTS_OF_THIS_PROCESS
    ending = Ending(uri, cancel)
    while not slots.acquire(timeout=_TICK_SECONDS):
        ending.check()
        progress("waiting for other uploads")
    wire = UploadWire(session, ending, bucket)
    one = _Upload(wire, bucket, name, content, crc32c, metadata)
    answer: Future[dict[str, Any] | None] = Future()
    threading.Thread(
        target=_send, args=(one, answer, slots), name=f"upload {name}", daemon=True
    ).start()
    said = ""
    grace = _GRACE_SECONDS
    while not wait([answer], timeout=_TICK_SECONDS).done:
        now = describe_progress("uploading", wire.sent_bytes, content.size_bytes)
        if now != said:
            progress(now)
            said = now
        reason = ending.reason()
        if reason is not None:
            grace -= _TICK_SECONDS
            if grace <= 0:
                raise reason
    return answer.result()


def _send(
    one: _Upload, answer: Future[dict[str, Any] | None], slots: threading.BoundedSemaphore
) -> None:
    try:
        answer.set_result(one.run())
    except BaseException as error:  # noqa: BLE001 - it is the caller's
        answer.set_exception(error)
    finally:
        slots.release()


class _Upload:
    """The upload of one content to one name."""

    def __init__(
        self,
        wire: UploadWire,
        bucket: str,
        name: str,
        content: Content,
        crc32c: str,
        metadata: Mapping[str, str],
    ) -> None:
        self._wire = wire
        self._bucket = bucket
        self._name = name
        self._content = content
        self._crc32c = crc32c
        self._metadata = metadata

    @property
    def _uri(self) -> str:
        return f"gs://{self._bucket}/{self._name}"

    def run(self) -> dict[str, Any] | None:
        sessions = 0
        while True:
            sessions += 1
            stream = HeldStream(self._content)
            self._wire.follow(stream)
            try:
                return self._attempt(stream)
            except SessionLostError as lost:
                if sessions >= _MOST_SESSIONS:
                    raise self._wire.refused(lost.response) from None
            finally:
                stream.close()

    def _attempt(self, stream: HeldStream) -> dict[str, Any] | None:
        exceptions: Any = import_module("google.api_core.exceptions")
        try:
            return self._with_library(stream)
        except (GoogleTuningError, SessionLostError, ImportError):
            raise
        except exceptions.PreconditionFailed:
            return None
        except exceptions.RetryError as error:
            raise self._failed(error.cause) from None
        except Exception as error:  # noqa: BLE001 - the library raises what requests and it raise
            raise self._failed(error) from None

    def _with_library(self, stream: HeldStream) -> dict[str, Any]:
        storage: Any = import_module("google.cloud.storage")
        client = storage.Client(
            project=None,
            # The wire says who we are.
            credentials=import_module("google.auth.credentials").AnonymousCredentials(),
            _http=self._wire,
            client_options={"api_endpoint": self._wire.base_url},
            client_info=import_module("google.api_core.client_info").ClientInfo(
                user_agent=self._wire.user_agent
            ),
        )
        blob = client.bucket(self._bucket).blob(self._name, chunk_size=CHUNK_BYTES)
        blob.metadata = dict(self._metadata)
        in_one = self._content.size_bytes <= CHUNK_BYTES
        blob.upload_from_file(
            stream,
            size=self._content.size_bytes,
            content_type=_CONTENT_TYPE,
            # It makes every request safe to repeat: the second one finds the first one's object.
            if_generation_match=0,
            timeout=self._wire.timeout,
            # Either way Cloud Storage compares before there is an object. Of an upload in chunks
            # the library would compare only afterwards, and delete what is there by then.
            checksum="crc32c" if in_one else None,
            crc32c_checksum_value=None if in_one else self._crc32c,
            retry=import_module("google.cloud.storage.retry").DEFAULT_RETRY,
        )
        return {
            "bucket": self._bucket,
            "name": self._name,
            "generation": str(blob.generation),
            "metageneration": str(blob.metageneration),
            "size": str(blob.size),
            "crc32c": blob.crc32c,
            "md5Hash": blob.md5_hash,
            "metadata": dict(blob.metadata or {}),
        }

    def _failed(self, error: BaseException | None) -> BaseException:
        """Return our error for one of the library's, whose message quotes addresses."""
        wire = self._wire
        response = getattr(error, "response", None)
        if isinstance(response, requests.Response) and not response.ok:
            return wire.refused(response)
        if isinstance(error, json.JSONDecodeError):  # requests' own is one too
            return self._unreadable("isn't JSON" if error.doc.strip() else "is empty")
        if isinstance(response, requests.Response):
            return self._unreadable("lacks fields that an upload's answer has")
        if not isinstance(error, (requests.RequestException, OSError)):
            what = f"can't be read ({type(error).__name__}: {error})" if error else "can't be read"
            return self._unreadable(what)
        words = transport_error(error, wire.as_request(), wire.base_url, wire.secrets())
        # The library has tried again for two minutes.
        return TransportError(str(words), maybe_applied=words.maybe_applied, retryable=False)

    def _unreadable(self, what: str) -> TransportError:
        """Return the error for an answer of success that tells nothing of the object."""
        return TransportError(
            f"Cloud Storage's answer to the upload of {self._uri} {what}",
            # It may be there all the same: its reference is looked for.
            maybe_applied=True,
            advice="To find out what became of it, run `pulumi up` again",
        )
