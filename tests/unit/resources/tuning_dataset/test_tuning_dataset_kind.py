"""A dataset's object: shared by those who refer to it, deleted by the last, never lost by a race.

Cloud Storage is a dictionary here, with the preconditions that it has; a race is something that
somebody else does just before one of our requests.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

import pytest

from pulumi_google_tuning.data.datasets.dataset import Dataset
from pulumi_google_tuning.google import storage
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.request import RequestInfo
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.google.storage import Content, Location, fingerprint
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.lifecycle.identity import Identity, trained_on
from pulumi_google_tuning.resources.tuning_dataset.kind import MADE, TuningDatasetKind

DATA = b'{"contents": []}\n'
DIGEST = sha256(DATA).hexdigest()
DATASET = Dataset(DIGEST, 1, len(DATA), None, "gemini", DATA)
INPUTS = {"source": DATASET.summary(), "bucket": "gs://my-data", "prefix": "sets/train"}
URI = f"gs://my-data/sets/train/{DIGEST}.jsonl"
KIND = TuningDatasetKind()
Json = dict[str, Any]


def refuse(code: int) -> ApiError:
    """Make Google's refusal."""
    return ApiError(code, "REFUSED", "no")


class Bucket(Session):
    """A session with a Cloud Storage that goes as far as one object a name."""

    def __init__(self) -> None:
        super().__init__(Config())
        self.objects: dict[str, Json] = {}
        self.requests: list[str] = []
        self.uploads = 0
        self.before: dict[int, Callable[[], Any]] = {}
        self._generation = 100

    def put(self, uri: str, data: bytes, metadata: Mapping[str, str]) -> Json:
        """Have an object there, as an upload leaves it."""
        self._generation += 1
        content = Content("x", len(data), sha256(data).hexdigest(), lambda: io.BytesIO(data))
        sums = fingerprint(content, threading.Event())
        self.objects[uri] = {
            "generation": str(self._generation),
            "metageneration": "1",
            "size": str(len(data)),
            "crc32c": sums.crc32c,
            "md5Hash": sums.md5,
            "metadata": dict(metadata),
        }
        return self.objects[uri]

    def _perform(self, request: RequestInfo) -> Json:
        """Answer a request for an object."""
        method = request.method
        self._count(method)
        bucket, name = (unquote(part) for part in request.path.split("/b/")[1].split("/o/"))
        uri = f"gs://{bucket}/{name}"
        found = self.objects.get(uri)
        if found is None:
            raise refuse(404)
        params = request.params or {}
        for condition, key in (
            ("ifGenerationMatch", "generation"),
            ("ifMetagenerationMatch", "metageneration"),
        ):
            if condition in params and str(params[condition]) != found[key]:
                raise refuse(412)
        if method == "DELETE":
            assert len(params) == 2, "never without both conditions"
            del self.objects[uri]
            return {}
        if method == "PATCH":
            assert len(params) == 2, "never without both conditions"
            merged = {**found["metadata"], **(request.body or {})["metadata"]}
            found["metadata"] = {key: value for key, value in merged.items() if value is not None}
            found["metageneration"] = str(int(found["metageneration"]) + 1)
        return {**found, "metadata": dict(found["metadata"])}

    def upload(
        self,
        api: Bucket,
        at: Location,
        content: Content,
        crc32c: str,
        metadata: Mapping[str, str],
        **_watchers: Any,
    ) -> Json | None:
        """Stand for `storage.upload`."""
        self._count("UPLOAD")
        if at.uri in self.objects:
            return None
        self.uploads += 1
        with content.open() as stream:
            return dict(self.put(at.uri, stream.read(), metadata))

    def _count(self, method: str) -> None:
        self.requests.append(method)
        self.before.pop(len(self.requests), lambda: None)()

    def references(self) -> list[str]:
        """Name who refers to the object."""
        metadata = self.objects[URI]["metadata"]
        return [value for key, value in metadata.items() if key.startswith("google-tuning-ref-")]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Return an empty bucket."""
    empty = Bucket()
    monkeypatch.setattr(storage, "upload", empty.upload)
    return empty


class Holder:
    """A resource of a stack."""

    def __init__(self, bucket: Any, name: str = "train", lineage: str = "one") -> None:
        self.bucket = bucket
        self.said: list[str] = []
        self.warned: list[str] = []
        urn = f"urn:pulumi:test::numbers::x::{name}"
        self.call = Call(urn=urn, say=self.said.append, warn=self.warned.append)
        self.identity = Identity(lineage, urn, trained_on(KIND.schema, INPUTS))
        self.id = KIND.id_for(INPUTS, name, self.identity)

    def create(self) -> Json:
        """Upload or refer."""
        return KIND.create(self.bucket, self.id, INPUTS, DATASET, self.call)

    def find(self) -> Json | None:
        """Look for what this resource made."""
        return KIND.find(self.bucket, self.id, INPUTS)

    def delete(self, policy: str | None = None) -> None:
        """Give up."""
        outputs = {} if policy is None else {"deletionPolicy": policy}
        KIND.delete(self.bucket, self.id, outputs, self.call)


def test_an_id_is_address_and_reference(bucket: Bucket) -> None:
    """The id has the content's name and who refers to it; each attempt refers for itself."""
    holder = Holder(bucket)
    assert holder.id == f"{URI}#{holder.identity.digest}"
    again = KIND.id_for(INPUTS, "train", replace(holder.identity, attempt=1))
    assert again.startswith(f"{URI}#")
    assert again != holder.id
    bare = {**INPUTS, "prefix": None}
    assert KIND.id_for(bare, "train", holder.identity).startswith(f"gs://my-data/{DIGEST}.jsonl#")


def test_the_first_one_uploads_and_the_last_one_deletes(bucket: Bucket) -> None:
    """One upload for all who declare the same content; it goes when nobody refers to it."""
    first, second = Holder(bucket), Holder(bucket, "check in ümlaut\n", "another stack")
    made = first.create()
    assert made == {
        "id": first.id,
        "uri": URI,
        "sizeBytes": len(DATA),
        "generation": bucket.objects[URI]["generation"],
    }
    assert bucket.objects[URI]["metadata"][MADE] == "true"
    assert second.create()["id"] == second.id
    assert bucket.uploads == 1
    # Custom metadata travel in HTTP headers.
    assert bucket.references() == ["train", "check in mlaut"]
    first.delete()
    kept = "is kept, because it is still referenced by check in mlaut (in this stack or another)"
    assert first.said == [f"{URI} {kept}"]
    assert bucket.references() == ["check in mlaut"]
    second.delete()
    assert bucket.objects == {}


def test_a_killed_run_finds_its_own(bucket: Bucket) -> None:
    """Reference and object are born together: whoever comes back finds both, or nothing."""
    holder = Holder(bucket)
    assert holder.find() is None
    holder.create()
    found = holder.find()
    assert found is not None
    assert KIND.object_id(found) == holder.id
    assert Holder(bucket, lineage="another").find() is None, "another's isn't ours"
    bucket.requests.clear()
    holder.create()
    assert bucket.requests == ["GET"], "nothing is sent again"


@pytest.mark.parametrize("policy", [None, "DELETE", "RETAIN"])
def test_a_repeated_deletion_is_harmless(bucket: Bucket, policy: str | None) -> None:
    """A run that was killed after its one request finds its work done."""
    holder, other = Holder(bucket), Holder(bucket, "other")
    holder.create()
    other.create()
    holder.delete(policy)
    left = dict(bucket.objects[URI])
    holder.delete(policy)
    assert bucket.objects[URI] == left
    other.delete(policy)
    other.delete(policy)
    assert (URI in bucket.objects) == (policy == "RETAIN")


def test_what_is_retained_stays(bucket: Bucket) -> None:
    """RETAIN leaves the object without our reference, and nobody after it may delete it."""
    holder, other = Holder(bucket), Holder(bucket, "other")
    holder.create()
    other.create()
    holder.delete("RETAIN")
    assert bucket.references() == ["other"]
    other.delete("DELETE")
    assert bucket.references() == []
    later = Holder(bucket, "later")
    later.create()
    later.delete("DELETE")
    assert URI in bucket.objects
    assert bucket.uploads == 1


def test_what_somebody_else_made_is_never_deleted(bucket: Bucket) -> None:
    """The same content put there by hand is referred to, and left when we go."""
    bucket.put(URI, DATA, {"owner": "somebody"})
    holder = Holder(bucket)
    holder.create()
    assert bucket.uploads == 0
    holder.delete("DELETE")
    assert bucket.references() == []
    assert bucket.objects[URI]["metadata"]["owner"] == "somebody"


def test_another_content_under_the_name_stops(bucket: Bucket) -> None:
    """What isn't the content that the name says is neither taken nor overwritten."""
    other = DATA.replace(b"contents", b"contentz")
    bucket.put(URI, other, {})
    with pytest.raises(
        LifecycleError, match="exists, but its content does not match its name"
    ) as said:
        Holder(bucket).create()
    assert f"gcloud storage rm {URI}" in str(said.value)
    assert bucket.requests == ["GET"]


def test_an_overwritten_object_is_void(bucket: Bucket) -> None:
    """Another content under our reference is told, found by no later run, and never deleted."""
    holder = Holder(bucket)
    holder.create()
    bucket.put(URI, b"another", bucket.objects[URI]["metadata"])
    seen = KIND.get(bucket, holder.id, {})
    assert seen is not None
    assert "its content does not match its name" in str(KIND.unusable_reason(seen))
    holder.delete()
    assert bucket.references() == []
    assert "it was overwritten" in holder.warned[0]


def test_the_same_content_again_is_no_drift(bucket: Bucket) -> None:
    """An overwriting with the same bytes that keeps the metadata is only another generation."""
    holder = Holder(bucket)
    made = holder.create()
    bucket.put(URI, DATA, bucket.objects[URI]["metadata"])
    seen = KIND.get(bucket, holder.id, {})
    assert seen is not None
    assert KIND.unusable_reason(seen) is None
    assert seen["generation"] != made["generation"]


def test_a_lost_reference_is_gone(bucket: Bucket) -> None:
    """An object without our reference (overwritten, deleted, made anew) isn't ours any more."""
    holder = Holder(bucket)
    holder.create()
    bucket.put(URI, DATA, {})
    assert holder.find() is None
    holder.delete()
    assert URI in bucket.objects


# -- races -------------------------------------------------------------------------------------


def test_two_creates_at_once(bucket: Bucket) -> None:
    """Whoever comes second refers to what the first one made."""
    first, second = Holder(bucket), Holder(bucket, "second")
    bucket.before[2] = second.create  # between our look and our upload
    assert first.create()["id"] == first.id
    assert sorted(bucket.references()) == ["second", "train"]
    assert bucket.uploads == 1


def test_two_references_at_once(bucket: Bucket) -> None:
    """Of two marks on what both saw, the second is refused and set on what is there then."""
    bucket.put(URI, DATA, {})
    first, second = Holder(bucket), Holder(bucket, "second")
    bucket.before[2] = second.create
    first.create()
    assert sorted(bucket.references()) == ["second", "train"]


def test_a_deletion_meets_a_create(bucket: Bucket) -> None:
    """A reference that comes between the last look and the deletion keeps the object."""
    first, second = Holder(bucket), Holder(bucket, "second")
    first.create()
    bucket.before[len(bucket.requests) + 2] = second.create
    first.delete()
    assert bucket.references() == ["second"]


def test_a_create_meets_a_deletion(bucket: Bucket) -> None:
    """An object that goes between the look and the mark is uploaded anew."""
    first, second = Holder(bucket), Holder(bucket, "second")
    first.create()
    bucket.before[len(bucket.requests) + 2] = first.delete
    second.create()
    assert bucket.references() == ["second"]
    assert bucket.uploads == 2


def test_two_deletions_at_once(bucket: Bucket) -> None:
    """Two who give up at once leave nothing: the one that comes second is the last."""
    first, second = Holder(bucket), Holder(bucket, "second")
    first.create()
    second.create()
    bucket.before[len(bucket.requests) + 2] = second.delete
    first.delete()
    assert bucket.objects == {}


def test_an_object_that_never_rests(bucket: Bucket) -> None:
    """What is changed by others for ever ends with a sentence, not with a loop."""
    holder = Holder(bucket)
    bucket.put(URI, DATA, {})

    def bump() -> None:
        found = bucket.objects[URI]
        found["metageneration"] = str(int(found["metageneration"]) + 1)

    bucket.before = dict.fromkeys(range(2, 200, 2), bump)
    with pytest.raises(LifecycleError, match="keeps being modified by other processes"):
        holder.create()


# -- words -------------------------------------------------------------------------------------


def test_an_api_key_fails_in_preview() -> None:
    """A key that can't write is told before anything is sent; the emulator takes none."""
    (failure,) = KIND.problems(INPUTS, Config(api_key="AIza"))
    assert failure.path == "bucket"
    assert "An API key can't write to Cloud Storage" in failure.reason
    assert KIND.problems(INPUTS, Config(api_key="AIza", emulator="http://127.0.0.1:1")) == []
    assert KIND.problems(INPUTS, Config()) == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("bucket", "My-Data", 'is "gs://My-Data", not a bucket\'s name such as my-tuning-data'),
        ("bucket", "gs://my-data/sets", "put a folder into prefix"),
        ("bucket", "gs://my-data/", "put a folder into prefix"),
        ("bucket", "s3://my-data", "not a bucket's name"),
        ("prefix", "/sets", "not a folder such as sets/train"),
        ("prefix", "sets/", "not a folder such as sets/train"),
        ("prefix", "sets//train", "doubled"),
        ("prefix", "../sets", "without . or .. as a name"),
        ("prefix", "sets/..", "without . or .. as a name"),
        ("prefix", "sets#1", "without # * ? [ ]"),
        ("prefix", "gs://my-data/sets", "not a folder"),
        ("prefix", "s" * 239, "at most 238"),
        ("format", "chat", "not one of"),
        ("deletionPolicy", "KEEP", "not one of"),
    ],
)
def test_a_bad_place_is_said(name: str, value: str, words: str) -> None:
    """Each field that can't be right fails in the check, with what it has to look like."""
    checked = check(KIND.schema, {**INPUTS, name: value})
    assert [failure.path for failure in checked.failures] == [name], checked.failures
    assert words in checked.failures[0].reason


@pytest.mark.parametrize("bucket_name", ["my-data", "gs://my-data"])
@pytest.mark.parametrize("prefix", [None, "", "sets", "sets/v1.2/train_ü", ".hidden/a..b"])
def test_a_good_place_is_taken(bucket_name: str, prefix: str | None) -> None:
    """A bucket with and without gs:// is one, and a folder may have any depth."""
    said = {**INPUTS, "bucket": bucket_name, "prefix": prefix}
    checked = check(KIND.schema, {key: value for key, value in said.items() if value is not None})
    assert checked.failures == []
    assert checked.inputs["bucket"] == "gs://my-data"
