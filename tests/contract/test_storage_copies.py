"""Copies, and content at the XML API's address: what Google's Go client asks for as well."""

from __future__ import annotations

import pytest
from contract_server import Server
from google.api_core.exceptions import NotFound, PreconditionFailed
from storage_client import BUCKET, PATH, blob_of, client_of, put, some_bytes, stored, uploads


def test_a_copy_is_whole(server: Server) -> None:
    """Google's client rewrites in one call: bytes, type and metadata, as a new generation."""
    content = some_bytes(3_000_000)
    source = blob_of(server, "stacks/one.json")
    source.metadata = {"by": "somebody"}
    source.upload_from_string(content, content_type="application/json")
    copy = client_of(server).bucket("elsewhere").blob("stacks/one.json.bak")
    assert copy.rewrite(source) == (None, len(content), len(content))
    copy.reload()
    assert copy.download_as_bytes() == content
    assert (copy.content_type, copy.metadata) == ("application/json", {"by": "somebody"})
    assert copy.generation != source.generation
    source.reload()
    assert (copy.crc32c, copy.md5_hash) == (source.crc32c, source.md5_hash)
    assert uploads(server) == 2


def test_a_copy_has_the_fields_that_it_is_given(server: Server) -> None:
    """A rewrite with fields of its own replaces the source's."""
    put(server, "one")
    copy = blob_of(server, "two")
    copy.content_type = "text/plain"
    copy.rewrite(blob_of(server, "one"))
    assert blob_of(server, "two").exists()
    copy.reload()
    assert copy.content_type == "text/plain"


def test_a_copy_that_may_not_be(server: Server) -> None:
    """No source is 404, a target that is there is 412, and both leave all as it was."""
    put(server, "one", b"one")
    put(server, "two", b"two")
    with pytest.raises(NotFound):
        blob_of(server, "two").rewrite(blob_of(server, "nothing"))
    with pytest.raises(PreconditionFailed):
        blob_of(server, "two").rewrite(blob_of(server, "one"), if_generation_match=0)
    with pytest.raises(NotFound):
        blob_of(server, "two").rewrite(blob_of(server, "one", generation=7))
    assert blob_of(server, "two").download_as_bytes() == b"two"
    assert uploads(server) == 2


def test_what_a_copy_cannot_do_is_said(server: Server) -> None:
    """A condition on the source isn't here, and so is refused instead of passed over."""
    put(server, "one")
    answer = server.call(
        "POST", f"{PATH}/one/rewriteTo/b/{BUCKET}/o/two", params={"ifSourceGenerationMatch": "1"}
    )
    assert answer.status_code == 400
    assert "ifSourceGenerationMatch" in answer.text
    assert set(stored(server)) == {"one"}


def test_content_by_its_plain_address(server: Server) -> None:
    """`/BUCKET/OBJECT` is the content, with its generation; a missing object is XML's 404."""
    put(server, ".pulumi/meta.yaml", b"version: 1\n")
    there = server.call("GET", f"/{BUCKET}/.pulumi/meta.yaml")
    assert (there.status_code, there.content) == (200, b"version: 1\n")
    assert there.headers["X-Goog-Generation"] == str(blob_generation(server))
    missing = server.call("GET", f"/{BUCKET}/.pulumi/nothing.yaml")
    assert missing.status_code == 404
    assert "<Code>NoSuchKey</Code>" in missing.text


def blob_generation(server: Server) -> int:
    """Return the generation of the state's own file."""
    blob = blob_of(server, ".pulumi/meta.yaml")
    blob.reload()
    return int(blob.generation)


def test_an_unknown_path_is_no_bucket(server: Server) -> None:
    """A first part that no object was ever put in is answered as any path that isn't there."""
    answer = server.call("GET", "/v1beta/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "Method not found."
