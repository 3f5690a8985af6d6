"""Uploads: one object or none, with the promised bytes, our credentials, and an end on demand."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import google_crc32c
import pytest
import requests
from google.api_core.retry import retry_base, retry_unary
from support.google_wire import Clock, Wire, answer, fails, user_key

from pulumi_google_tuning.fields.foreign import sentence_of
from pulumi_google_tuning.google import storage, time_limit
from pulumi_google_tuning.google.errors import ApiError, TransportError
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.google.storage import Content, Location, ending, uploads
from pulumi_google_tuning.google.storage.content import ContentError, UploadInterruptedError

AT = Location("tuning-data", "sets/train/0a.jsonl")
METADATA = {"google-tuning-made": "true", "google-tuning-ref-0a1b2c3d": "train"}
SESSION = "https://storage.googleapis.com/upload/storage/v1/b/tuning-data/o?upload_id=AAA-u"
CHUNK = uploads.CHUNK_BYTES
SMALL = b'{"contents": []}\n'
LARGE = bytes(range(256)) * (CHUNK // 256 * 2 + 1000)


def content_of(data: bytes, opened: bytes | None = None) -> Content:
    """Make a content that promises `data`, and gives `opened` if that is something else."""
    given = data if opened is None else opened
    return Content(
        "train.jsonl", len(data), hashlib.sha256(data).hexdigest(), lambda: stream(given)
    )


def stream(data: bytes) -> io.BytesIO:
    """Return a stream of bytes."""
    return io.BytesIO(data)


def crc32c(data: bytes) -> str:
    """Return the checksum as Cloud Storage shows it."""
    return base64.b64encode(google_crc32c.Checksum(data).digest()).decode()


def made(data: bytes) -> dict[str, Any]:
    """Return what Cloud Storage answers to a finished upload."""
    return {
        "bucket": AT.bucket,
        "name": AT.name,
        "generation": "1700000000000001",
        "metageneration": "1",
        "size": str(len(data)),
        "crc32c": crc32c(data),
        "metadata": METADATA,
    }


class Bucket:
    """Answers as Cloud Storage does to an upload in chunks, keeping what it gets."""

    def __init__(self) -> None:
        self.kept = b""
        self.bodies: list[bytes] = []

    def begin(self, request: requests.PreparedRequest) -> requests.Response:
        """Open a session."""
        self.bodies.append(read(request))
        return answer(None, 200, {"Location": SESSION})

    def take(self, keep: int | None = None) -> Callable[..., requests.Response]:
        """Take a chunk, or the first `keep` bytes of it; the last one ends the upload."""

        def play(request: requests.PreparedRequest) -> requests.Response:
            found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", str(request.headers["content-range"]))
            assert found
            start, last, total = map(int, found.groups())
            body = read(request)
            assert len(body) == last - start + 1
            assert start == len(self.kept), "it goes on where the server is"
            self.kept += body[:keep]
            if len(self.kept) == total:
                return answer(made(self.kept))
            headers = {"Range": f"bytes=0-{len(self.kept) - 1}"} if self.kept else {}
            return answer(None, 308, headers)

        return play


def read(request: requests.PreparedRequest) -> bytes:
    """Read a request's body as the connection does, in blocks."""
    body: Any = request.body
    return b"".join(iter(lambda: body.read(16384), b""))


def send(
    calls: Session,
    content: Content,
    *,
    cancel: threading.Event | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, Any] | None:
    """Upload a content that was fingerprinted as what it promises."""
    data = content.open().read()
    event = cancel or threading.Event()
    return storage.upload(
        calls, AT, content, crc32c(data), METADATA, cancel=event, progress=progress
    )


@pytest.fixture(autouse=True)
def _library_time(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Let the library's own retries run on the test's clock."""
    time = SimpleNamespace(sleep=clock.sleep, monotonic=clock)
    for module in (retry_base, retry_unary):
        monkeypatch.setattr(module, "time", time)


# -- what goes out -----------------------------------------------------------------------------


def test_a_small_one_is_one_request(session: Any, wire: Wire) -> None:
    """Object, metadata and checksum are born in one request, which only makes and never replaces.

    It is ours: our name, our token, and the project whose quota it takes.
    """
    wire.answers(lambda request: (bodies.append(read(request)), answer(made(SMALL)))[1])
    bodies: list[bytes] = []
    seen = send(session(accessToken="token-of-a-person", project="mine"), content_of(SMALL))
    assert seen == {**made(SMALL), "md5Hash": None}
    (sent,) = wire.sent
    assert (sent.method, (sent.url or "").split("?")[0]) == (
        "POST",
        "https://storage.googleapis.com/upload/storage/v1/b/tuning-data/o",
    )
    assert "ifGenerationMatch=0" in (sent.url or "")
    head, body = bodies[0].split(b"\r\n\r\n")[1:3]
    assert body.startswith(SMALL)
    said = json.loads(head.split(b"\r\n--")[0])
    assert said["metadata"] == METADATA
    assert said["crc32c"] == crc32c(SMALL)
    assert said["name"] == AT.name
    assert wire.headers["Authorization"] == "Bearer token-of-a-person"
    assert wire.headers["x-goog-user-project"] == "mine"
    assert wire.headers["User-Agent"].startswith("pulumi-google-tuning/")


def test_a_large_one_goes_in_chunks(session: Any, wire: Wire) -> None:
    """Every byte arrives in order, the checksum is told first, and the row says how far it is."""
    bucket = Bucket()
    shown: list[str] = []
    half = threading.Event()

    def watched(request: requests.PreparedRequest) -> requests.Response:
        assert half.wait(), f"the row says so before the next chunk leaves: {shown}"
        return bucket.take()(request)

    def progress(text: str) -> None:
        shown.append(text)
        if text == "uploading 49 % (8 MB of 17 MB)":
            half.set()

    wire.answers(bucket.begin, bucket.take(), watched, bucket.take())
    seen = send(session(), content_of(LARGE), progress=progress)
    assert seen is not None
    assert bucket.kept == LARGE
    said = json.loads(bucket.bodies[0])
    assert (said["crc32c"], said["metadata"]) == (crc32c(LARGE), METADATA)
    assert "ifGenerationMatch=0" in (wire.sent[0].url or "")
    assert all(re.fullmatch(r"uploading \d+ % \(\d+ (k?|M)B of 17 MB\)", one) for one in shown)
    assert half.is_set()


def test_an_emulator_gets_no_credential(session: Any, wire: Wire) -> None:
    """With google-tuning:emulator uploads go there too, without a credential."""
    wire.answers(answer(made(SMALL)))
    send(session(emulator="http://127.0.0.1:8085"), content_of(SMALL))
    assert (wire.sent[0].url or "").startswith("http://127.0.0.1:8085/upload/storage/v1/b/")
    assert not {"Authorization", "x-goog-user-project"} & set(wire.headers)


def test_a_refused_token_is_refreshed(session: Any, wire: Wire) -> None:
    """A token that ends in the middle of an upload is refreshed, and nothing is sent twice."""
    bucket = Bucket()
    refused = answer({"error": {"code": 401, "message": "Invalid Credentials"}}, 401)
    wire.answers(bucket.begin, bucket.take(), refused, bucket.take(), bucket.take())
    send(session(credentials=json.dumps(user_key())), content_of(LARGE))
    assert bucket.kept == LARGE
    tokens = [request.headers["Authorization"] for request in wire.sent]
    assert tokens == ["Bearer token-1"] * 3 + ["Bearer token-2"] * 2


class Renewed(Session):
    """A session that has another access token where the first one is refused."""

    def renew(self, used: Any, refused: Any) -> None:
        """Take it up, once."""
        if self.config.access_token == "today":
            raise refused
        assert used is self.credentials
        self.reconnect(replace(self.config, access_token="today"))


@pytest.mark.parametrize("code", [401, 403])
def test_todays_token_is_taken_up_in_the_middle(
    wire: Wire, session: Any, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token that can't be refreshed ends in the middle: the upload goes on where it is."""
    monkeypatch.setattr(Session, "renew", Renewed.renew)
    bucket = Bucket()
    refused = answer({"error": {"code": code, "message": "Invalid Credentials"}}, code)
    wire.answers(bucket.begin, bucket.take(), refused, bucket.take(), bucket.take())
    send(session(accessToken="the-last-runs"), content_of(LARGE))
    assert bucket.kept == LARGE
    tokens = [request.headers["Authorization"] for request in wire.sent]
    assert tokens == ["Bearer the-last-runs"] * 3 + ["Bearer today"] * 2

    wire.answers(Bucket().begin, refused, refused)
    error = fails(lambda: send(session(accessToken="the-last-runs"), content_of(LARGE)))
    assert isinstance(error, ApiError)
    assert error.code == code, "today's is refused as well"


def test_another_host_gets_no_credential(session: Any, wire: Wire) -> None:
    """A session's address on another host is used, without our token: it is a key by itself."""
    bucket = Bucket()
    begun = answer(None, 200, {"Location": "https://elsewhere.example/upload?upload_id=AAA-u"})
    wire.answers(begun, bucket.take(), bucket.take(), bucket.take())
    send(session(), content_of(LARGE))
    assert bucket.kept == LARGE
    assert ["Authorization" in request.headers for request in wire.sent] == [True] + [False] * 3


# -- what arrives ------------------------------------------------------------------------------


def test_what_is_there_is_not_replaced(session: Any, wire: Wire) -> None:
    """A name that is taken ends the upload with nothing, for the caller to look."""
    wire.answers(answer({"error": {"code": 412, "message": "conditionNotMet"}}, 412))
    assert send(session(), content_of(SMALL)) is None


def test_a_lost_answer_is_not_a_second_upload(session: Any, wire: Wire) -> None:
    """An answer that gets lost is asked for again, and then finds the name taken: by ourselves."""
    taken = answer({"error": {"code": 412, "message": "conditionNotMet"}}, 412)
    wire.answers(requests.ConnectionError("reset"), taken)
    assert send(session(), content_of(SMALL)) is None
    assert len(wire.sent) == 2


@pytest.mark.parametrize("data", [SMALL, LARGE], ids=["in one", "in chunks"])
def test_changed_content_never_arrives(session: Any, wire: Wire, data: bytes) -> None:
    """Content that isn't what was checked is noticed before the last of it is sent."""
    bucket = Bucket()
    wire.answers(bucket.begin, bucket.take(), bucket.take())
    other = bytes([data[0] ^ 1]) + data[1:]
    with pytest.raises(ContentError) as changed:
        send(session(), content_of(data, opened=other))
    digests = [hashlib.sha256(one).hexdigest() for one in (data, other)]
    assert str(changed.value).startswith(
        f"train.jsonl changed since it was checked (sha256 {digests[0]} then, {digests[1]} now). "
    )
    assert len(bucket.kept) < len(data)
    assert len(wire.sent) == (0 if data is SMALL else 3)


@pytest.mark.parametrize("left", [0, len(SMALL) - 1])
def test_cut_off_content_never_arrives(session: Any, wire: Wire, left: int) -> None:
    """A file that was cut off, to nothing even, is noticed as well."""
    with pytest.raises(ContentError, match="changed since it was checked"):
        send(session(), content_of(SMALL, opened=SMALL[:left]))
    assert wire.sent == []


def test_a_chunk_that_is_kept_in_part(session: Any, wire: Wire) -> None:
    """Where Cloud Storage keeps a part of a chunk, the upload goes on from there."""
    bucket = Bucket()
    wire.answers(bucket.begin, bucket.take(keep=1 << 18), *[bucket.take()] * 3)
    assert send(session(), content_of(LARGE)) is not None
    assert bucket.kept == LARGE


def test_a_chunk_of_which_nothing_is_kept(session: Any, wire: Wire) -> None:
    """A chunk that got lost on the server's side is sent again."""
    bucket = Bucket()
    wire.answers(bucket.begin, bucket.take(keep=0), *[bucket.take()] * 3)
    assert send(session(), content_of(LARGE)) is not None
    assert bucket.kept == LARGE


@pytest.mark.parametrize("code", [404, 410])
def test_a_lost_session_begins_anew(session: Any, wire: Wire, code: int) -> None:
    """An upload session that Cloud Storage has forgotten isn't the end of an upload."""
    first, second = Bucket(), Bucket()
    lost = answer(b"gone", code)
    wire.answers(first.begin, first.take(), lost, second.begin, *[second.take()] * 3)
    assert send(session(), content_of(LARGE)) is not None
    assert second.kept == LARGE


def test_sessions_that_are_lost_for_ever(session: Any, wire: Wire) -> None:
    """After three lost sessions the upload ends with Google's words and the object's name."""
    for _ in range(3):
        wire.answers(Bucket().begin, answer({"error": {"code": 410, "message": "Gone."}}, 410))
    error = fails(lambda: send(session(), content_of(LARGE)))
    assert isinstance(error, ApiError)
    assert error.code == 410
    assert f'to upload {AT.uri}: "Gone."' in str(error)


# -- how it fails ------------------------------------------------------------------------------


def test_a_busy_server_is_asked_again(session: Any, wire: Wire, clock: Clock) -> None:
    """A 503 and a 429 are waited out."""
    busy = answer({"error": {"code": 503, "message": "Busy."}}, 503)
    full = answer({"error": {"code": 429, "message": "Slow down."}}, 429)
    wire.answers(busy, full, answer(made(SMALL)))
    assert send(session(), content_of(SMALL)) is not None
    assert len(clock.slept) == 2


def test_a_server_that_stays_busy(session: Any, wire: Wire, clock: Clock) -> None:
    """After two minutes the upload ends with Google's words, once, and isn't begun again."""
    busy = {"error": {"code": 503, "message": "Busy for ever."}}
    wire.answers(*[lambda request: answer(busy, 503)] * 200)
    error = fails(lambda: send(session(), content_of(SMALL)))
    assert isinstance(error, ApiError)
    assert (error.code, error.message, error.maybe_applied) == (503, "Busy for ever.", False)
    assert sum(clock.slept) <= 120


@pytest.mark.parametrize(
    ("body", "what"),
    [(b"", "is empty"), (b"<html>", "isn't JSON"), (b"[]", r"can't be read \(\w+: .*\)")],
)
@pytest.mark.parametrize("data", [SMALL, LARGE], ids=["in one", "in chunks"])
def test_an_answer_that_tells_nothing(
    session: Any, wire: Wire, data: bytes, body: bytes, what: str
) -> None:
    """A success without an object is said in plain words; it may have arrived."""
    bucket = Bucket()
    chunks = [bucket.begin, bucket.take(), bucket.take()] if data is LARGE else []
    wire.answers(*chunks, answer(body))
    error = fails(lambda: send(session(), content_of(data)))
    assert isinstance(error, TransportError)
    assert error.maybe_applied
    said = rf"Cloud Storage's answer to the upload of {AT.uri} {what}\. To find out"
    assert re.match(said, str(error)), error


def test_a_session_without_an_address(session: Any, wire: Wire) -> None:
    """So is a session that Cloud Storage begins without saying where."""
    wire.answers(answer(None, 200))
    error = fails(lambda: send(session(), content_of(LARGE)))
    assert str(error).startswith(
        f"Cloud Storage's answer to the upload of {AT.uri} lacks fields that an upload's answer has"
    )


def test_a_network_that_is_gone(session: Any, wire: Wire) -> None:
    """Without an answer the upload ends with a sentence that names server and object."""
    wire.answers(*[requests.ConnectionError("refused")] * 200)
    error = fails(lambda: send(session(), content_of(SMALL)))
    assert isinstance(error, TransportError)
    assert not error.retryable
    assert str(error).startswith(
        f"No answer from https://storage.googleapis.com to upload {AT.uri}"
    )


REFUSALS = [
    (
        403,
        "forbidden",
        "me@x.iam does not have storage.objects.create access to the object.",
        [
            "storage.objects.create",
            "gcloud storage buckets add-iam-policy-binding gs://tuning-data",
            "roles/storage.objectUser",
        ],
    ),
    (
        404,
        "notFound",
        "The specified bucket does not exist.",
        ["The bucket tuning-data does not exist", "gcloud storage buckets create gs://tuning-data"],
    ),
    (403, None, "Request had insufficient authentication scopes.", ["token is missing a scope"]),
]


@pytest.mark.parametrize(("code", "reason", "message", "words"), REFUSALS)
def test_a_refusal_says_what_to_do(
    session: Any, wire: Wire, code: int, reason: str | None, message: str, words: list[str]
) -> None:
    """A missing permission and a missing bucket are named, with the command that helps."""
    said = {"code": code, "message": message, "errors": [{"reason": reason}]}
    wire.answers(answer({"error": said}, code))
    error = fails(lambda: send(session(), content_of(SMALL)))
    assert isinstance(error, ApiError)
    assert str(error).startswith(f"Google answered {code} ")
    assert f'to upload {AT.uri}: "{message}"' in str(error)
    assert [word for word in words if word not in str(error)] == []


def test_no_secret_in_an_error(session: Any, wire: Wire) -> None:
    """Neither a token that is echoed nor a session's address is shown."""
    echoed = {"error": {"code": 400, "message": "Bad token-of-a-person at upload_id=AAA-u"}}
    wire.answers(Bucket().begin, answer(echoed, 400))
    error = fails(lambda: send(session(), content_of(LARGE)))
    assert "[secret]" in str(error)
    assert "token-of-a-person" not in str(error)
    assert "AAA-u" not in str(error)
    wire.answers(Bucket().begin, *[requests.ConnectionError(f"no way to {SESSION}")] * 200)
    error = fails(lambda: send(session(), content_of(LARGE)))
    assert "no way to [secret]" in str(error)
    assert "AAA-u" not in str(error)


def test_an_api_key_is_no_way_in(session: Any, wire: Wire) -> None:
    """Google's refusal of an API key says that none can ever write, not to set another one."""
    wire.answers(answer({"error": {"code": 401, "message": "Anonymous caller"}}, 401))
    error = fails(lambda: storage.look(session(apiKey="AIza-the-key"), AT))
    assert "An API key can't write to Cloud Storage" in str(error)
    assert "AIza" not in str(error)


# -- when it ends ------------------------------------------------------------------------------


def test_a_cancel_ends_it_between_blocks(session: Any, wire: Wire) -> None:
    """Once cancelled no further block leaves, and nothing is made."""
    bucket, cancel = Bucket(), threading.Event()

    def cancelled(request: requests.PreparedRequest) -> requests.Response:
        body: Any = request.body
        body.read(16384)
        cancel.set()
        body.read(16384)
        raise AssertionError("a block after the cancel")

    wire.answers(bucket.begin, bucket.take(), cancelled)
    with pytest.raises(
        UploadInterruptedError,
        match=r"the upload was interrupted\. To see whether it arrived, and upload it if not, run",
    ):
        send(session(), content_of(LARGE), cancel=cancel)
    assert len(bucket.kept) == CHUNK


def test_the_end_of_its_step_ends_it_between_blocks(
    session: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload that customTimeouts.create cuts off makes nothing; the next one begins anew."""
    bucket, now = Bucket(), [0.0]
    monkeypatch.setattr(ending, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def too_long(request: requests.PreparedRequest) -> requests.Response:
        body: Any = request.body
        body.read(16384)
        now[0] = 60.0
        body.read(16384)
        raise AssertionError("a block after the end")

    wire.answers(bucket.begin, bucket.take(), too_long)
    with (
        time_limit.until(60.0),
        pytest.raises(TransportError, match=r"customTimeouts\.create allows") as stopped,
    ):
        send(session(), content_of(LARGE))
    assert not stopped.value.retryable
    again = Bucket()
    wire.answers(again.begin, *[again.take()] * 3)
    assert send(session(), content_of(LARGE)) is not None


def test_a_cancel_ends_a_wait_for_an_answer(
    session: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that doesn't come can't hold the terminal; what it did is found by the next run."""
    monkeypatch.setattr(uploads, "_GRACE_SECONDS", 0.0)
    cancel, over = threading.Event(), threading.Event()

    def held(request: requests.PreparedRequest) -> requests.Response:
        read(request)
        cancel.set()
        assert over.wait()
        return answer(made(SMALL))

    wire.answers(held)
    with pytest.raises(UploadInterruptedError, match=re.escape(AT.uri)):
        send(session(), content_of(SMALL), cancel=cancel)
    assert not over.is_set()
    over.set()


def test_a_cancel_ends_a_wait_for_other_uploads(
    session: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many uploads run at once; who waits for a turn says so, and ends with a cancel."""
    monkeypatch.setattr(uploads, "_UPLOAD_SLOTS_OF_THIS_PROCESS", threading.BoundedSemaphore(1))
    cancel = threading.Event()
    shown: list[str] = []

    def progress(text: str) -> None:
        shown.append(text)
        cancel.set()

    with uploads._UPLOAD_SLOTS_OF_THIS_PROCESS, pytest.raises(UploadInterruptedError):
        send(session(), content_of(SMALL), cancel=cancel, progress=progress)
    assert shown == ["waiting for other uploads"]
    assert wire.sent == []
    wire.answers(answer(made(SMALL)), answer(made(SMALL)))
    send(session(), content_of(SMALL))
    send(session(), content_of(SMALL))  # the turn was given back


# -- before and beside an upload ---------------------------------------------------------------


def test_a_fingerprint_is_cloud_storages() -> None:
    """Size, CRC32C and MD5 are in the forms that an object's resource has."""
    found = storage.fingerprint(content_of(LARGE), threading.Event())
    md5 = base64.b64encode(hashlib.md5(LARGE).digest()).decode()
    assert found == storage.Fingerprint(len(LARGE), crc32c(LARGE), md5)
    assert found.agrees(str(len(LARGE)), crc32c(LARGE), md5)
    assert found.agrees(str(len(LARGE)), crc32c(LARGE), None), "a composite object has no MD5"
    assert not found.agrees(str(len(LARGE)), crc32c(LARGE), "another")
    assert not found.agrees("1", crc32c(LARGE), md5)
    assert not found.agrees(str(len(LARGE)), crc32c(SMALL), md5)


def test_a_fingerprint_is_of_what_was_checked() -> None:
    """Changed and unreadable content ends before anything is sent, as does a cancelled run."""
    with pytest.raises(ContentError, match="changed since it was checked"):
        storage.fingerprint(content_of(SMALL, opened=b"{}\n"), threading.Event())

    def missing() -> Any:
        raise FileNotFoundError(2, "No such file or directory")

    gone = Content("train.jsonl", 1, "0" * 64, missing)
    with pytest.raises(ContentError, match=r"^train\.jsonl can't be read: No such file"):
        storage.fingerprint(gone, threading.Event())
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(UploadInterruptedError, match=r"while it was read\. Run the same command"):
        storage.fingerprint(content_of(SMALL), cancelled)


def test_names_are_quoted_whole(session: Any, wire: Wire) -> None:
    """A name with slashes, blanks and signs is one segment of the path."""
    wire.answers(answer({"name": "x", "generation": "1", "metageneration": "1"}))
    storage.look(session(), Location("b-1", "a b/ü?/%2F.jsonl"))
    assert (wire.sent[0].url or "").endswith("/storage/v1/b/b-1/o/a%20b%2F%C3%BC%3F%2F%252F.jsonl")


@pytest.mark.parametrize("uri", ["s3://b/n", "gs://b", "gs:///n", "gs://b/", "b/n"])
def test_a_uri_is_bucket_and_name(uri: str) -> None:
    """Anything but gs://BUCKET/NAME is refused."""
    assert Location.of("gs://b/n/m.jsonl") == Location("b", "n/m.jsonl")
    with pytest.raises(ValueError, match="is no gs://BUCKET/NAME"):
        Location.of(uri)


@pytest.mark.parametrize("code", [404, 412])
def test_what_changed_meanwhile_is_left_alone(session: Any, wire: Wire, code: int) -> None:
    """Marks and deletions are of the very object that was seen; otherwise nothing is done."""
    calls = session()
    refusal = {"error": {"code": code, "message": "not as you saw it"}}
    wire.answers(answer(refusal, code), answer(refusal, code))
    seen = {"generation": "17", "metageneration": "3"}
    assert storage.mark(calls, AT, seen, {"ours": None}) is None
    assert storage.delete(calls, AT, seen) is False
    assert [request.method for request in wire.sent] == ["PATCH", "DELETE"]
    for request in wire.sent:
        assert "ifGenerationMatch=17&ifMetagenerationMatch=3" in (request.url or "")


@pytest.mark.parametrize(
    ("message", "reason", "words"),
    [
        ("Object is under active retention.", "retentionPolicyNotMet", "deletionPolicy to RETAIN"),
        (
            "x does not have storage.objects.delete access.",
            "forbidden",
            "permission storage.objects.de",
        ),
    ],
)
def test_a_deletion_that_is_refused(
    session: Any, wire: Wire, message: str, reason: str, words: str
) -> None:
    """A bucket that keeps its objects and a missing permission are told apart."""
    said = {"code": 403, "message": message, "errors": [{"reason": reason}]}
    wire.answers(answer({"error": said}, 403))
    seen = {"generation": "17", "metageneration": "3"}
    assert words in str(fails(lambda: storage.delete(session(), AT, seen)))


def test_a_missing_library_is_no_answer(
    session: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be imported is told as that, and not as an upload of which nobody knows more."""
    monkeypatch.setitem(sys.modules, "google.cloud.storage", None)
    with pytest.raises(ImportError) as caught:
        send(session(), content_of(SMALL))
    assert sentence_of(caught.value).startswith("a part of pulumi-google-tuning can't be loaded (")
    assert wire.sent == []
