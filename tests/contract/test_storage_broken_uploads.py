"""Uploads whose answers are lost, whose connections break, and whose server is killed."""

from __future__ import annotations

import io
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from contract_server import Server
from google.api_core.exceptions import PreconditionFailed, ServiceUnavailable
from storage_client import (
    AT_ONCE,
    BLOCK,
    MIB,
    PATH,
    UPLOAD,
    begin,
    blob_of,
    kept,
    put,
    send,
    some_bytes,
    stored,
    uploads,
)
from support.waiting import in_background, until

LOST = [{"drop": "after"}, {"drop": "before"}, {"status": 503, "work": True}, {"status": 503}]
Start = Callable[..., Server]


def upload_resumably(server: Server, content: bytes, **kwargs: Any) -> None:
    """Upload in pieces of a mebibyte, with the client's own patience."""
    blob = blob_of(server, "data.jsonl", chunk_size=MIB)
    blob.upload_from_file(
        io.BytesIO(content), checksum="crc32c", if_generation_match=0, retry=AT_ONCE, **kwargs
    )


@pytest.mark.parametrize("nth", [0, 1, 2, 8], ids=["first", "second", "third", "last"])
@pytest.mark.parametrize("lost", LOST, ids=["drop-after", "drop-before", "503-done", "503"])
def test_a_lost_answer_of_a_piece(lost: dict[str, Any], nth: int, server: Server) -> None:
    """Whichever answer of a resumable upload is lost, the client ends with one whole object."""
    content = some_bytes(8 * MIB + 100)
    server.admin("POST", "faults", {"method": "PUT", "path": "^/upload/", "after": nth, **lost})
    upload_resumably(server, content)
    assert server.admin("GET", "faults")["faults"][0]["hits"] == 1
    assert blob_of(server, "data.jsonl").download_as_bytes() == content
    assert uploads(server) == 1


def test_a_lost_answer_to_the_beginning(server: Server) -> None:
    """When the answer with the session's address is lost, another session makes the object."""
    content = some_bytes(9 * MIB)
    server.admin("POST", "faults", {"method": "POST", "path": "^/upload/", "drop": "after"})
    upload_resumably(server, content)
    assert uploads(server) == 1


def test_a_lost_answer_to_a_whole_upload(server: Server) -> None:
    """A whole upload that was accepted and is sent again meets its own object, as at Google."""
    server.admin("POST", "faults", {"method": "POST", "path": "^/upload/", "drop": "after"})
    with pytest.raises(PreconditionFailed):
        blob_of(server, "x").upload_from_string(b"content", if_generation_match=0, retry=AT_ONCE)
    assert stored(server)["x"]["uploads"] == 1


def test_faults_have_storage_form(server: Server) -> None:
    """A scripted error on a storage route is written as Cloud Storage writes errors."""
    fault = {"path": "/storage/v1/", "status": 503, "reason": "backendError", "message": "Later."}
    server.admin("POST", "faults", fault)
    with pytest.raises(ServiceUnavailable, match="Later"):
        blob_of(server, "x").reload(retry=None)
    server.admin("POST", "faults", {**fault, "status": 429, "reason": "rateLimitExceeded"})
    error = server.error("GET", "/storage/v1/b/tuning-data")
    assert error["errors"] == [
        {"message": "Later.", "domain": "global", "reason": "rateLimitExceeded"}
    ]


def test_a_held_upload_blocks_nobody(server: Server) -> None:
    """An upload held after its work is there already, and others are served meanwhile."""
    fault = {"method": "POST", "path": "^/upload/", "hold": True, "work": True}
    server.admin("POST", "faults", fault)
    url = f"{server.url}{UPLOAD}?uploadType=media&name=held"
    answer = in_background(requests.post, url, data=b"content")
    until(lambda: "held" in stored(server), "the held upload's object")
    put(server, "other")
    assert not answer.done()
    server.admin("DELETE", "faults")
    assert answer.result().json()["size"] == "7"


def send_part(
    server: Server, line: str, length: int, content: bytes, content_range: str = ""
) -> socket.socket:
    """Send a request with less of a body than it announces; return the open connection."""
    head = f"{line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n"
    if content_range:
        head += f"Content-Range: {content_range}\r\n"
    client = socket.create_connection(("127.0.0.1", server.port))
    client.sendall(f"{head}\r\n".encode() + content)
    return client


def was_dropped(server: Server) -> bool:
    """Return whether a request has ended without an answer."""
    return any(e["status"] == "dropped" for e in server.admin("GET", "requests")["requests"])


def test_a_body_that_breaks_off(server: Server) -> None:
    """Of a broken piece the whole blocks are kept, as at Google; the upload goes on from there."""
    content = some_bytes(2 * MIB)
    session = begin(server, "broken")
    whole = f"bytes 0-{2 * MIB - 1}/{2 * MIB}"
    send_part(server, f"PUT {session}", 2 * MIB, content[: MIB + 1000], whole).close()
    until(lambda: was_dropped(server), "the broken request's end")
    assert kept(send(server, session, b"", "bytes */*")) == MIB
    rest = send(server, session, content[MIB:], f"bytes {MIB}-{2 * MIB - 1}/{2 * MIB}")
    assert rest.status_code == 200
    assert blob_of(server, "broken").download_as_bytes() == content


def test_a_whole_upload_that_breaks_off(server: Server) -> None:
    """Of a broken whole upload nothing is kept: no object, no count, no file."""
    line = f"POST {UPLOAD}?uploadType=media&name=broken"
    send_part(server, line, 2 * MIB, some_bytes(MIB)).close()
    until(lambda: was_dropped(server), "the broken request's end")
    assert (stored(server), uploads(server)) == ({}, 0)


def test_killed_between_two_pieces(start: Start, tmp_path: Path) -> None:
    """Objects, finished uploads and open sessions survive kill -9; checksums are right after it."""
    content = some_bytes(3 * MIB + 17)
    size = len(content)
    running = start("--db", str(tmp_path / "state.db"))
    finished = begin(running, "finished")
    resource = send(running, finished, b"done", "bytes 0-3/4").json()
    running.admin("PUT", "settings", {"buckets": "declared"})
    running.ok("POST", "/storage/v1/b?project=p", {"name": "tuning-data"})
    session = begin(running, "open", {"metadata": {"k": "v"}}, params={"ifGenerationMatch": "0"})
    assert kept(send(running, session, content[: 2 * MIB], f"bytes 0-{2 * MIB - 1}/*")) == 2 * MIB
    before = running.admin("GET", "objects")

    running.stop(signal.SIGKILL)
    running.start(running.port)
    assert running.admin("GET", "objects") == before
    again = send(running, finished, b"done", "bytes 0-3/4").json()
    assert again == resource, "a finished session goes on to say what it made"
    assert kept(send(running, session, b"", "bytes */*")) == 2 * MIB
    made = send(running, session, content[MIB:], f"bytes {MIB}-{size - 1}/{size}").json()
    assert made["metadata"] == {"k": "v"}
    blob = blob_of(running, "open")
    assert blob.download_as_bytes(checksum="md5") == content
    assert blob.download_as_bytes(checksum="crc32c") == content
    assert uploads(running) == 2


def test_killed_within_a_piece(start: Start, tmp_path: Path) -> None:
    """What a killed server had of a piece counts in whole blocks, and what nobody owns is swept."""
    content = some_bytes(2 * MIB)
    running = start("--db", str(tmp_path / "state.db"))
    session = begin(running, "open")
    folder = tmp_path / "state.db.objects"
    put_range = f"bytes 0-{2 * MIB - 1}/{2 * MIB}"
    media = f"POST {UPLOAD}?uploadType=media&name=whole"
    with (
        send_part(running, f"PUT {session}", 2 * MIB, content[: BLOCK + 9], put_range),
        send_part(running, media, 2 * MIB, content[: MIB + 9]),
    ):
        until(
            lambda: sorted(f.stat().st_size for f in folder.iterdir()) == [BLOCK, MIB],
            "what the pieces left in the folder",
        )
        running.stop(signal.SIGKILL)
    running.start(running.port)
    assert [file.stat().st_size for file in folder.iterdir()] == [BLOCK]
    assert kept(send(running, session, b"", "bytes */*")) == BLOCK
    last = f"bytes {BLOCK}-{2 * MIB - 1}/{2 * MIB}"
    assert send(running, session, content[BLOCK:], last).status_code == 200
    assert blob_of(running, "open").download_as_bytes() == content


def test_reset_leaves_nothing(start: Start, tmp_path: Path) -> None:
    """A reset removes objects, sessions, their files and their counts."""
    running = start("--db", str(tmp_path / "state.db"))
    put(running, "x")
    session = begin(running, "open")
    send(running, session, some_bytes(BLOCK), f"bytes 0-{BLOCK - 1}/*")
    assert len(list((tmp_path / "state.db.objects").iterdir())) == 2
    running.admin("POST", "reset")
    assert list((tmp_path / "state.db.objects").iterdir()) == []
    assert running.admin("GET", "objects") == {"objects": [], "uploads": 0}
    assert send(running, session, b"", "bytes */*").status_code == 404


def test_without_a_database_nothing_stays(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In memory mode contents are in a temporary folder, which goes with the process."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    running = start()
    put(running, "x", some_bytes(MIB))
    assert [file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()] == [MIB]
    assert running.stop() == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_no_file_outlives_its_object(start: Start, tmp_path: Path) -> None:
    """Replaced, deleted, refused and cancelled contents leave no file behind."""
    running = start("--db", str(tmp_path / "state.db"))
    put(running, "x")
    put(running, "x", b"replaced")
    put(running, "y")
    assert running.call("DELETE", f"{PATH}/y").status_code == 204
    put_wrong = {"params": {"uploadType": "media", "name": "z"}}
    wrong = {"X-Goog-Hash": "crc32c=AAAAAA=="}
    assert running.error("POST", UPLOAD, b"content", headers=wrong, **put_wrong)["code"] == 400
    session = begin(running, "cancelled")
    send(running, session, some_bytes(BLOCK), f"bytes 0-{BLOCK - 1}/*")
    assert running.call("DELETE", session).status_code == 499
    session = begin(running, "refused", {"md5Hash": "AAAA"})
    assert send(running, session, b"content", "bytes 0-6/7").status_code == 400
    (left,) = (tmp_path / "state.db.objects").iterdir()
    assert left.read_bytes() == b"replaced"
