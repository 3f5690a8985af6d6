"""google-cloud-storage, unmodified, against the emulator."""

from __future__ import annotations

import base64
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import google_crc32c
import pytest
from contract_server import Server
from google.api_core.exceptions import Conflict, NotFound, PreconditionFailed
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
from google.cloud.storage.retry import DEFAULT_RETRY
from googleapiclient.discovery import build
from googleapiclient.http import MediaIoBaseUpload
from storage_client import BLOCK, BUCKET, MIB, blob_of, client_of, some_bytes, stored, uploads


def in_base64(digest: bytes) -> str:
    """Return a digest as the API shows it."""
    return base64.b64encode(digest).decode()


@pytest.mark.parametrize("checksum", ["crc32c", "md5", None])
@pytest.mark.parametrize("size", [0, 11, MIB])
def test_small_uploads(size: int, checksum: str | None, server: Server, tmp_path: Path) -> None:
    """A small file goes up in one multipart request, with its type, its metadata and checksums."""
    content = some_bytes(size)
    (tmp_path / "train.jsonl").write_bytes(content)
    blob = blob_of(server, "data/train.jsonl")
    blob.metadata = {"sha256": "abc", "examples": "12"}
    blob.upload_from_filename(
        tmp_path / "train.jsonl",
        content_type="application/jsonl",
        checksum=checksum,
        if_generation_match=0,
    )
    (request,) = server.admin("GET", "requests")["requests"]
    assert "uploadType=multipart" in request["query"]
    blob.reload()
    assert (blob.size, blob.content_type) == (size, "application/jsonl")
    assert blob.metadata == {"sha256": "abc", "examples": "12"}
    assert blob.md5_hash == in_base64(hashlib.md5(content).digest())
    assert blob.crc32c == in_base64(google_crc32c.Checksum(content).digest())
    assert blob.metageneration == 1
    assert blob.time_created == blob.updated
    assert blob.download_as_bytes() == content


@pytest.mark.parametrize("checksum", ["crc32c", "md5"])
def test_large_uploads(checksum: str, server: Server) -> None:
    """A large file goes up resumably, in pieces, and is the same when it is read."""
    content = some_bytes(8 * MIB + 12345)
    blob = blob_of(server, "large.jsonl", chunk_size=3 * MIB)
    blob.upload_from_file(io.BytesIO(content), checksum=checksum, size=len(content))
    methods = [entry["method"] for entry in server.admin("GET", "requests")["requests"]]
    assert methods == ["POST", "PUT", "PUT", "PUT"]
    assert blob.md5_hash == in_base64(hashlib.md5(content).digest())
    assert blob_of(server, "large.jsonl").download_as_bytes(checksum="md5") == content
    assert uploads(server) == 1


@pytest.mark.parametrize("size", [0, BLOCK - 1, BLOCK, 2 * BLOCK, 2 * BLOCK + 1])
def test_uploads_of_unknown_size(size: int, server: Server) -> None:
    """A stream whose end nobody knows is complete when it ends, on a piece's border as well."""
    content = some_bytes(size)
    with blob_of(server, "stream", chunk_size=BLOCK).open("wb", ignore_flush=True) as stream:
        stream.write(content)
    assert blob_of(server, "stream").download_as_bytes() == content
    assert uploads(server) == 1


def test_made_once(server: Server) -> None:
    """`if_generation_match=0` makes an object once; the second upload changes nothing."""
    blob_of(server, "once").upload_from_string(b"first", if_generation_match=0)
    with pytest.raises(PreconditionFailed, match="conditions you specified did not hold"):
        blob_of(server, "once").upload_from_string(b"second", if_generation_match=0)
    assert blob_of(server, "once").download_as_bytes() == b"first"
    assert uploads(server) == 1


def test_made_once_resumably(server: Server) -> None:
    """A resumable upload of what is there already is refused before a byte is sent."""
    blob_of(server, "once").upload_from_string(b"first", if_generation_match=0)
    with pytest.raises(PreconditionFailed):
        blob_of(server, "once").upload_from_file(
            io.BytesIO(some_bytes(9 * MIB)), size=9 * MIB, if_generation_match=0
        )
    assert "PUT" not in {entry["method"] for entry in server.admin("GET", "requests")["requests"]}


def test_a_new_generation(server: Server) -> None:
    """Another upload is another generation, higher than all before; the old one is gone."""
    blob = blob_of(server, "twice")
    blob.upload_from_string(b"first")
    first = blob.generation
    blob.upload_from_string(b"second", if_generation_match=first)
    assert blob.generation > first
    with pytest.raises(NotFound):
        blob_of(server, "twice", generation=first).download_as_bytes()
    assert stored(server)["twice"]["uploads"] == 2
    blob_of(server, "other").upload_from_string(b"third")
    assert int(stored(server)["other"]["generation"]) > blob.generation


def test_patch(server: Server) -> None:
    """A patch changes metadata, raises the metageneration and not the generation."""
    blob = blob_of(server, "patched")
    blob.metadata = {"keep": "1", "drop": "2"}
    blob.upload_from_string(b"content", content_type="text/plain")
    generation = blob.generation
    blob.metadata = {"keep": "1", "drop": None, "new": "3"}
    blob.patch(if_metageneration_match=1)
    assert (blob.metageneration, blob.generation) == (2, generation)
    fresh = blob_of(server, "patched")
    fresh.reload()
    assert fresh.metadata == {"keep": "1", "new": "3"}
    assert (fresh.content_type, fresh.updated >= fresh.time_created) == ("text/plain", True)
    with pytest.raises(PreconditionFailed):
        blob.patch(if_metageneration_match=1)
    blob.metadata = None
    blob.patch()
    fresh.reload()
    assert fresh.metadata is None


def test_update(server: Server) -> None:
    """An update replaces all that can be set."""
    blob = blob_of(server, "updated")
    blob.cache_control = "no-store"
    blob.metadata = {"old": "1"}
    blob.upload_from_string(b"content")
    fresh = blob_of(server, "updated")
    fresh.metadata = {"new": "2"}
    fresh.update()
    fresh.reload()
    assert (fresh.metadata, fresh.cache_control) == ({"new": "2"}, None)


def test_delete(server: Server) -> None:
    """Only the generation that is meant is deleted, and only once."""
    blob = blob_of(server, "deleted")
    blob.upload_from_string(b"content")
    with pytest.raises(PreconditionFailed):
        blob.delete(if_generation_match=blob.generation + 1)
    with pytest.raises(NotFound, match="No such object: tuning-data/deleted"):
        blob_of(server, "deleted", generation=1).delete()
    assert blob.exists()
    blob.delete(if_generation_match=blob.generation)
    assert not blob.exists()
    with pytest.raises(NotFound, match="No such object: tuning-data/deleted"):
        blob_of(server, "deleted").delete()


def test_ranges(server: Server) -> None:
    """A range of a download is exactly these bytes; one behind the end is refused."""
    content = bytes(range(256))
    blob = blob_of(server, "ranges")
    blob.upload_from_string(content)
    assert blob.download_as_bytes(start=10, end=19) == content[10:20]
    assert blob.download_as_bytes(start=250) == content[250:]
    assert blob.download_as_bytes(start=250, end=999) == content[250:]
    assert blob.download_as_bytes(start=-5) == content[-5:]
    with pytest.raises(Exception, match="416"):
        blob.download_as_bytes(start=256)


def test_chunked_downloads(server: Server, tmp_path: Path) -> None:
    """A large object comes down in pieces, to a file or as a stream of lines."""
    content = b"".join(b"line %d\n" % number for number in range(100_000))
    blob_of(server, "lines").upload_from_string(content)
    reader = blob_of(server, "lines", chunk_size=BLOCK)
    reader.download_to_filename(tmp_path / "lines")
    assert (tmp_path / "lines").read_bytes() == content
    with reader.open("rb") as stream:
        assert sum(1 for _ in stream) == 100_000


def test_not_modified(server: Server) -> None:
    """A read of anything but the generation that the client has is answered 304."""
    blob = blob_of(server, "same")
    blob.upload_from_string(b"content")
    with pytest.raises(Exception, match="304"):
        blob.reload(if_generation_not_match=blob.generation)
    with pytest.raises(Exception, match="304"):
        blob.reload(if_etag_not_match=blob.etag)
    with pytest.raises(PreconditionFailed):
        blob.reload(if_etag_match="other")
    blob.reload(if_etag_match=blob.etag, if_metageneration_match=1)


def test_lists(server: Server) -> None:
    """Lists are in the names' order, by prefix, up to a delimiter, page after page."""
    bucket = client_of(server).bucket(BUCKET)
    names = ["a", "a/1", "a/2", "a/b/3", "b", "b/4", "é", "\U0001f600"]
    for name in reversed(names):
        bucket.blob(name).upload_from_string(name.encode())
    client_of(server).bucket("another").blob("elsewhere").upload_from_string(b"")
    assert [blob.name for blob in bucket.list_blobs()] == names
    assert [blob.name for blob in bucket.list_blobs(page_size=3)] == names
    assert [blob.name for blob in bucket.list_blobs(max_results=2)] == names[:2]
    assert [blob.name for blob in bucket.list_blobs(prefix="a/")] == ["a/1", "a/2", "a/b/3"]
    assert [b.name for b in bucket.list_blobs(start_offset="a/2", end_offset="b/")] == [
        "a/2",
        "a/b/3",
        "b",
    ]
    for size in (1, 2, 1000):
        top = bucket.list_blobs(delimiter="/", page_size=size)
        assert [blob.name for blob in top] == ["a", "b", "é", "\U0001f600"]
        assert top.prefixes == {"a/", "b/"}
    under = bucket.list_blobs(prefix="a/", delimiter="/", fields="items(name),prefixes")
    assert [blob.name for blob in under] == ["a/1", "a/2"]
    assert under.prefixes == {"a/b/"}


@pytest.mark.parametrize(
    "name", ["a/b c.jsonl", "/a//b/", "100%", "a%2Fb", "ü?#&+", "..x", "o/b/o"]
)
def test_names(name: str, server: Server) -> None:
    """Any name is the same object to every verb: slashes, percent signs and blanks included."""
    blob = blob_of(server, name)
    blob.upload_from_string(b"content")
    assert blob_of(server, name).exists()
    assert blob_of(server, name).download_as_bytes() == b"content"
    blob.metadata = {"k": "v"}
    blob.patch()
    assert [found.name for found in client_of(server).list_blobs(BUCKET)] == [name]
    large = blob_of(server, name, chunk_size=BLOCK)
    with large.open("wb", ignore_flush=True) as stream:
        stream.write(b"resumable")
    assert blob_of(server, name).download_as_bytes() == b"resumable"
    blob_of(server, name).delete()
    assert stored(server) == {}


def test_buckets_that_exist(server: Server) -> None:
    """By default every bucket exists; a created one exists once."""
    client = client_of(server)
    assert client.bucket("any-name-at-all").exists()
    made = client.create_bucket("made", location="europe-west4")
    assert (made.location, client.get_bucket("made").location_type) == ("EUROPE-WEST4", "region")
    with pytest.raises(Conflict, match="already own it"):
        client.create_bucket("made")
    made.blob("x").upload_from_string(b"")
    with pytest.raises(Conflict, match="not empty"):
        made.delete()
    made.delete(force=True)
    assert list(client.list_buckets()) == []


def test_declared_buckets(server: Server) -> None:
    """With `declared`, a bucket that nobody created is Google's 404, for every verb."""
    server.admin("PUT", "settings", {"buckets": "declared"})
    client = client_of(server)
    missing = client.bucket("missing")
    assert not missing.exists()
    sentence = "The specified bucket does not exist."
    with pytest.raises(NotFound, match=sentence):
        missing.blob("x").upload_from_string(b"content")
    with pytest.raises(NotFound, match=sentence):
        missing.blob("x", chunk_size=BLOCK).upload_from_file(io.BytesIO(b"content"))
    with pytest.raises(NotFound, match=sentence):
        missing.blob("x").delete()
    with pytest.raises(NotFound, match=sentence):
        list(client.list_blobs("missing"))
    client.create_bucket("there").blob("x").upload_from_string(b"content")
    client.create_bucket("there-too")
    assert [bucket.name for bucket in client.list_buckets(page_size=1)] == ["there", "there-too"]


def test_the_environment_variable(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """`STORAGE_EMULATOR_HOST` is all that the client needs."""
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
    bucket = storage.Client().bucket(BUCKET)
    bucket.blob("x").upload_from_string(b"content", retry=DEFAULT_RETRY)
    assert bucket.get_blob("x").download_as_bytes() == b"content"
    assert bucket.get_blob("y") is None


def test_made_once_by_many(server: Server) -> None:
    """Of twenty uploads of one name with `if_generation_match=0` exactly one is taken."""

    def upload(number: int) -> int:
        try:
            blob_of(server, "x").upload_from_string(b"%d" % number, if_generation_match=0)
        except PreconditionFailed:
            return 0
        return 1

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(upload, range(20))) == 1
    assert (uploads(server), stored(server)["x"]["uploads"]) == (1, 1)


@pytest.mark.parametrize("resumable", [False, True], ids=["multipart", "resumable"])
def test_the_discovery_client(resumable: bool, server: Server) -> None:
    """google-api-python-client, whose multipart bodies have other line ends, works as well."""
    content = b"line one\r\nline two\n\r\n" * 50_000
    service = build(
        "storage",
        "v1",
        credentials=AnonymousCredentials(),
        client_options={"api_endpoint": f"{server.url}/storage/v1/"},
        static_discovery=True,
    )
    media = MediaIoBaseUpload(
        io.BytesIO(content), "text/plain", chunksize=BLOCK, resumable=resumable
    )
    with service.objects() as objects:
        body = {"name": "a/b", "metadata": {"k": "v"}}
        insert = objects.insert(bucket=BUCKET, body=body, media_body=media)
        insert.uri = insert.uri.replace("https:", "http:")  # it upgrades uploads, and them alone
        made = insert.execute()
        assert (made["contentType"], made["metadata"]) == ("text/plain", {"k": "v"})
        assert objects.get_media(bucket=BUCKET, object="a/b").execute() == content
