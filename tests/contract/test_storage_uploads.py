"""Uploads by hand: what a piece may be, checksums, and requests that make no sense."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from contract_server import Server
from storage_client import (
    BLOCK,
    BUCKET,
    MIB,
    PATH,
    UPLOAD,
    begin,
    kept,
    put,
    send,
    some_bytes,
    stored,
    uploads,
)

MEDIA = {"uploadType": "media", "name": "x"}


def test_the_resource_of_an_object(server: Server) -> None:
    """An object's resource has Google's fields, numbers as texts, and links that work."""
    resource = put(server, "a/b", b"hello world", headers={"Content-Type": "text/plain"})
    generation = resource["generation"]
    path = f"b/{BUCKET}/o/a%2Fb"
    assert resource == {
        "kind": "storage#object",
        "id": f"{BUCKET}/a/b/{generation}",
        "selfLink": f"{server.url}/storage/v1/{path}",
        "mediaLink": f"{server.url}/download/storage/v1/{path}?generation={generation}&alt=media",
        "name": "a/b",
        "bucket": BUCKET,
        "generation": generation,
        "metageneration": "1",
        "contentType": "text/plain",
        "storageClass": "STANDARD",
        "size": "11",
        "md5Hash": "XrY7u+Ae7tCTyyK7j1rNww==",
        "crc32c": "yZRlqg==",
        "etag": resource["etag"],
        "timeCreated": resource["timeCreated"],
        "updated": resource["timeCreated"],
        "timeStorageClassUpdated": resource["timeCreated"],
        "timeFinalized": resource["timeCreated"],
    }
    assert base64.b64decode(resource["etag"])[0] == 8, "a proto with the generation in field 1"
    assert server.ok("GET", resource["selfLink"].removeprefix(server.url)) == resource
    media = server.call("GET", resource["mediaLink"].removeprefix(server.url))
    assert media.content == b"hello world"
    assert media.headers["X-Goog-Hash"] == "crc32c=yZRlqg==,md5=XrY7u+Ae7tCTyyK7j1rNww=="
    assert media.headers["X-Goog-Generation"] == generation
    assert server.call("GET", f"{PATH}/a%2Fb?alt=media").content == b"hello world"
    head = server.call("HEAD", f"{PATH}/a%2Fb?alt=media")
    assert (head.content, head.headers["Content-Length"]) == (b"", "11")


def test_pieces(server: Server) -> None:
    """Pieces add up; 308 says how far; the last one answers with the object, also afterwards."""
    content = some_bytes(3 * BLOCK + 5)
    size = len(content)
    session = begin(server, "x", headers={"X-Upload-Content-Length": str(size)})
    assert kept(send(server, session, b"", f"bytes */{size}")) == 0
    first = content[: 2 * BLOCK]
    assert kept(send(server, session, first, f"bytes 0-{2 * BLOCK - 1}/{size}")) == 2 * BLOCK
    assert kept(send(server, session, first, f"bytes 0-{2 * BLOCK - 1}/{size}")) == 2 * BLOCK
    assert kept(send(server, session, b"", "bytes */*")) == 2 * BLOCK
    overlapping = send(server, session, content[BLOCK:], f"bytes {BLOCK}-{size - 1}/{size}")
    assert overlapping.status_code == 200
    assert overlapping.json()["md5Hash"] == base64.b64encode(hashlib.md5(content).digest()).decode()
    for again in (
        send(server, session, content[-5:], f"bytes {size - 5}-{size - 1}/{size}"),
        send(server, session, b"", "bytes */*"),
        server.call("PUT", session, content),
    ):
        assert (again.status_code, again.json()) == (200, overlapping.json())
    assert uploads(server) == 1


def test_a_piece_that_isnt_whole_blocks(server: Server) -> None:
    """Of a piece in the middle the whole blocks are kept, as at Google."""
    session = begin(server, "x")
    odd = some_bytes(BLOCK + 1)
    assert kept(send(server, session, odd, f"bytes 0-{BLOCK}/*")) == BLOCK


def test_one_request_without_a_range(server: Server) -> None:
    """Without Content-Range the body is all there is; POST does as well as PUT."""
    session = begin(server, "x", {"contentType": "text/csv"})
    made = server.ok("POST", session, b"content")
    assert (made["size"], made["contentType"]) == ("7", "text/csv")


@pytest.mark.parametrize(
    ("content", "content_range", "words"),
    [
        (bytes(BLOCK), f"bytes {BLOCK}-{2 * BLOCK - 1}/*", "exceeds already uploaded size of 0"),
        (bytes(100), "bytes 0-99/*", "equal or greater than 262144"),
        (bytes(100), "bytes 0-99/1000", "equal or greater than 262144"),
        (bytes(100), "bytes 0-98/99", "its body has 100 byte(s)"),
        (bytes(100), "bytes 0-99/50", "exceeds the final size of 50"),
        (bytes(100), "bytes 0-99/100", "was begun for 524288 byte(s)"),
        (bytes(100), "0-99/100", "Failed to parse Content-Range"),
        (bytes(100), "bytes 99-0/100", "its body has 100 byte(s)"),
    ],
)
def test_pieces_that_make_no_sense(
    content: bytes, content_range: str, words: str, server: Server
) -> None:
    """A piece that can't be right is refused with a sentence, and the upload can go on."""
    announced = {"X-Upload-Content-Length": str(2 * BLOCK)} if "begun" in words else {}
    session = begin(server, "x", headers=announced)
    answer = send(server, session, content, content_range)
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]
    assert kept(send(server, session, b"", "bytes */*")) == 0


def test_a_total_that_is_passed(server: Server) -> None:
    """An upload can't end before the bytes that are there."""
    session = begin(server, "x")
    send(server, session, some_bytes(2 * BLOCK), f"bytes 0-{2 * BLOCK - 1}/*")
    answer = send(server, session, b"", f"bytes */{BLOCK}")
    assert "524288 byte(s) were uploaded already" in answer.json()["error"]["message"]
    assert send(server, session, b"", f"bytes */{2 * BLOCK}").status_code == 200


def test_cancelled(server: Server) -> None:
    """A cancelled upload answers 499, and is gone; a finished one can't be cancelled."""
    session = begin(server, "x")
    assert server.call("DELETE", session).status_code == 499
    assert send(server, session, b"content", "bytes 0-6/7").status_code == 404
    assert server.call("DELETE", session).status_code == 404
    finished = begin(server, "y")
    send(server, finished, b"content", "bytes 0-6/7")
    assert server.call("DELETE", finished).status_code == 404
    assert list(stored(server)) == ["y"]


def test_overtaken(server: Server) -> None:
    """A precondition holds at the end of a resumable upload as well, and ends it with 412."""
    session = begin(server, "x", params={"ifGenerationMatch": "0"})
    put(server, "x", b"faster")
    answer = send(server, session, b"content", "bytes 0-6/7")
    assert answer.status_code == 412
    assert send(server, session, b"", "bytes */*").status_code == 404
    assert server.call("GET", f"{PATH}/x?alt=media").content == b"faster"


WRONG = "AAAAAA=="
MD5_WORDS = "Provided MD5 hash"
CRC_WORDS = f'Provided CRC32C "{WRONG}" doesn\'t match calculated CRC32C'


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"X-Goog-Hash": f"crc32c={WRONG}"}, CRC_WORDS),
        ({"X-Goog-Hash": f"md5={WRONG}"}, MD5_WORDS),
        ({"X-Goog-Hash": f"crc32c={WRONG},md5={WRONG}"}, MD5_WORDS),
        ({"Content-MD5": WRONG}, MD5_WORDS),
    ],
)
def test_wrong_checksums_in_headers(headers: dict[str, str], words: str, server: Server) -> None:
    """Content that isn't what its headers say is refused, whole or with the last piece."""
    error = server.error("POST", UPLOAD, b"content", params=MEDIA, headers=headers)
    assert (error["code"], error["errors"][0]["reason"]) == (400, "invalid")
    assert words in error["message"]
    session = begin(server, "x")
    whole = server.call("PUT", session, b"content", headers=headers)
    assert words in whole.json()["error"]["message"]
    assert (stored(server), uploads(server)) == ({}, 0)


def multipart(metadata: str, content: bytes, line: str = "\r\n") -> tuple[bytes, dict[str, str]]:
    """Return a multipart body and its headers."""
    head = ("--b", "Content-Type: application/json", "", metadata, "--b", "Content-Type: text/x")
    body = line.join((*head, "", "")).encode() + content + f"{line}--b--{line}".encode()
    return body, {"Content-Type": 'multipart/related; boundary="b"'}


@pytest.mark.parametrize("field", ["md5Hash", "crc32c"])
def test_wrong_checksums_in_metadata(field: str, server: Server) -> None:
    """Content that isn't what its metadata say is refused, whole or with the last piece."""
    body, headers = multipart(f'{{"name": "x", "{field}": "{WRONG}"}}', b"content")
    params = {"uploadType": "multipart"}
    error = server.error("POST", UPLOAD, body, params=params, headers=headers)
    assert "doesn't match calculated" in error["message"]
    session = begin(server, "x", {field: WRONG})
    assert send(server, session, b"content", "bytes 0-6/7").status_code == 400
    assert stored(server) == {}


def test_right_checksums(server: Server) -> None:
    """Content that is what its client says is taken."""
    stated = {"X-Goog-Hash": "crc32c=yZRlqg==,md5=XrY7u+Ae7tCTyyK7j1rNww=="}
    assert put(server, "x", b"hello world", headers=stated)["size"] == "11"


@pytest.mark.parametrize("line", ["\r\n", "\n"])
def test_multipart_by_hand(line: str, server: Server) -> None:
    """Both line ends that Google's clients use are read, and the content isn't touched."""
    content = b"\r\n--b\n\r\n--bx--" + some_bytes(2 * MIB) + line.encode()
    content = content.replace(f"{line}--b".encode(), b"......")
    body, headers = multipart('{"name": "x", "metadata": {"k": "v"}}', content, line)
    params = {"uploadType": "multipart", "name": "y"}
    made = server.ok("POST", UPLOAD, body, params=params, headers=headers)
    assert (made["name"], made["contentType"], made["metadata"]) == ("y", "text/x", {"k": "v"})
    assert server.call("GET", f"{PATH}/y?alt=media").content == content


@pytest.mark.parametrize(
    ("params", "body", "headers", "words"),
    [
        ({"uploadType": "media"}, b"x", {}, "Required parameter: name"),
        ({"uploadType": "media", "name": "x" * 1025}, b"x", {}, "Invalid object name"),
        ({"uploadType": "media", "name": ".."}, b"x", {}, "Invalid object name"),
        ({"uploadType": "media", "name": "a\nb"}, b"x", {}, "Invalid object name"),
        ({"name": "x"}, b"x", {}, "Invalid upload type"),
        ({**MEDIA, "ifGenerationMatch": "new"}, b"x", {}, "Invalid unsigned integer value: 'new'"),
        ({**MEDIA, "matchGlob": "*"}, b"x", {}, "doesn't have the parameter matchGlob"),
        ({**MEDIA, "fields": "name("}, b"x", {}, "Invalid field selection name("),
        ({"uploadType": "multipart"}, b"x", {}, "Missing end boundary"),
        ({"uploadType": "multipart"}, *multipart("{", b"x"), "Parse Error"),
        ({"uploadType": "multipart"}, *multipart('{"name": 7}', b"x"), "Required parameter: name"),
        (
            {"uploadType": "multipart"},
            *multipart('{"name": "x", "metadata": {"k": 1}}', b"x"),
            "Invalid value for field 'metadata.k': 1",
        ),
        (
            {"uploadType": "multipart"},
            multipart('{"name": "x"}', b"x")[0][:-4],
            multipart("", b"")[1],
            "Missing end boundary",
        ),
    ],
)
def test_uploads_that_make_no_sense(
    params: dict[str, str], body: bytes, headers: dict[str, str], words: str, server: Server
) -> None:
    """A mistaken upload is 400 with a sentence, and makes nothing."""
    error = server.error("POST", UPLOAD, body, params=params, headers=headers)
    assert error["code"] == 400
    assert words in error["message"]
    assert error["errors"][0] | {"reason": "invalid", "domain": "global"} == error["errors"][0]
    if "fields" not in params:
        assert stored(server) == {}


def test_chunked_uploads(server: Server) -> None:
    """A body whose length nobody announced is taken as well."""

    def pieces() -> Iterator[bytes]:
        for number in range(5):
            yield bytes([number]) * MIB

    url = f"{server.url}{UPLOAD}"
    made = requests.post(url, params=MEDIA, data=pieces()).json()
    assert made["size"] == str(5 * MIB)
    session = begin(server, "y")
    made = requests.put(
        server.url + session,
        data=pieces(),
        headers={"Content-Range": f"bytes 0-{5 * MIB - 1}/{5 * MIB}"},
    ).json()
    assert made["md5Hash"] == stored(server)["x"]["md5Hash"]


def test_the_log_keeps_no_upload(server: Server) -> None:
    """The request log has an upload's size, and nothing of its body."""
    put(server, "x", b'{"secret": 1}', headers={"Content-Type": "application/json"})
    (entry,) = server.admin("GET", "requests")["requests"]
    assert (entry["path"], entry["bodyBytes"], entry["body"]) == (UPLOAD, 13, None)


def test_a_connection_outlives_a_refused_upload(server: Server) -> None:
    """A large upload that is refused unread leaves a connection that works."""
    put(server, "x")
    params = {**MEDIA, "ifGenerationMatch": "0"}
    used = set()
    with requests.Session() as session:
        for given in (params, {**MEDIA, "name": "y"}):
            answer = session.post(
                server.url + UPLOAD, params=given, data=bytes(9 * MIB), stream=True
            )
            used.add(answer.raw._connection.sock.getsockname())
            assert answer.status_code == (412 if given is params else 200)
            assert answer.content
    assert len(used) == 1


def refused(server: Server, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
    """Call a route that must fail; return the one entry of the error's list."""
    error = server.error(method, path, **kwargs)
    (entry,) = error["errors"]
    assert (entry["message"], entry["domain"]) == (error["message"], "global")
    assert set(error) == {"code", "message", "errors"}
    return dict(entry)


def test_the_form_of_errors(server: Server) -> None:
    """Every error on a storage route has Cloud Storage's form, also the front end's."""
    missing = refused(server, "GET", f"{PATH}/nope")
    assert missing["message"] == f"No such object: {BUCKET}/nope"
    assert missing["reason"] == "notFound"
    put(server, "x")
    unmet = refused(server, "DELETE", f"{PATH}/x?ifGenerationMatch=1")
    assert unmet == {
        "message": "At least one of the pre-conditions you specified did not hold.",
        "domain": "global",
        "reason": "conditionNotMet",
        "locationType": "header",
        "location": "If-Match",
    }
    unmet = refused(server, "DELETE", f"{PATH}/x?ifMetagenerationNotMatch=1")
    assert unmet["location"] == "If-None-Match"
    text = server.call("GET", f"{PATH}/nope?alt=media")
    assert (text.status_code, text.text) == (404, f"No such object: {BUCKET}/nope")
    assert refused(server, "POST", "/storage/v1/nope")["reason"] == "notFound"
    assert refused(server, "GET", "/storage/v1/b/No")["message"] == "Invalid bucket name: 'No'"
    assert refused(server, "GET", "/storage/v1/b")["message"] == "Required parameter: project"
    assert refused(server, "GET", f"{PATH}?pageToken=x")["reason"] == "invalid"
    assert refused(server, "GET", f"{PATH}?maxResults=0")["location"] == "maxResults"
    server.admin("PUT", "settings", {"requireAuth": True})
    assert refused(server, "GET", f"{PATH}/x")["reason"] == "required"
