"""A dataset's object in Cloud Storage, and who refers to it.

The object is named after its content, so several resources, stacks and people may share one. Each
of our resources holds a *reference* in the object's custom metadata, under a key that its identity
makes; the resource that gives up the last one deletes the object, if we made it.

Between any two requests a run may be killed:

- object, mark and first reference are born in one request, so there is never an object of ours
  without a reference; a run that was killed after it finds its own reference, and adopts;
- every later change is one request under the generation and metageneration that were seen, so two
  runs never overlook each other: the second is refused, looks again and decides again;
- giving up is one request as well: the reference is taken away, or the object deleted, and a run
  that was killed before the engine could note it finds its work done.

What is left to chance: a reference whose resource was forgotten (a state that was thrown away)
keeps its object for ever, which costs cents; the other way would cost data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.values import Json, contains_unknown
from pulumi_google_tuning.google import storage
from pulumi_google_tuning.google.storage import Fingerprint, Location
from pulumi_google_tuning.lifecycle import estimates, prices
from pulumi_google_tuning.lifecycle.abilities.foretold import Advised, Judged, Planned
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, Located
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable, Derived, Referenced
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.place import Place
from pulumi_google_tuning.lifecycle.presence import read_surely
from pulumi_google_tuning.resources.tuning_dataset.content import content_of, refuse_other_content
from pulumi_google_tuning.resources.tuning_dataset.foresight import DatasetForesight, uri_of
from pulumi_google_tuning.resources.tuning_dataset.importing import DatasetImport, digest_in

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.identity import Identity
    from pulumi_google_tuning.lifecycle.run import Run

MADE = "google-tuning-made"
"""Marks an object that this provider uploaded, and may delete."""
CRC32C = "google-tuning-crc32c"
"""The checksum that the object was found or born with: an overwriting that keeps the metadata
shows."""
REFERENCE = "google-tuning-ref-"
"""What a reference's key begins with; its value names the resource, for people."""

_MOST_TRIES = 20
_NO_WORD = re.compile(r"[^\w.-]+", re.ASCII)


class TuningDatasetKind(
    FoundAgain,
    Located,
    Breakable,
    Referenced,
    Derived,
    Judged,
    Planned,
    Advised,
    DatasetForesight,
    DatasetImport,
    Kind,
):
    """An object of a dataset: uploaded once, shared, and deleted by the last who needs it."""

    schema = ResourceSchema.load("tuning_dataset")
    noun = "dataset"
    api = "storage"

    # -- identity ------------------------------------------------------------------------------

    def id_for(self, inputs: Mapping[str, Any], name: str, identity: Identity | None) -> str:
        """Return `gs://BUCKET/PREFIX/SHA256.jsonl#REFERENCE`."""
        del name
        if identity is None:
            raise ValueError("a reference is made from an identity")
        return f"{uri_of(inputs)}#{identity.digest}"

    # -- calls ---------------------------------------------------------------------------------

    def find(self, session: Session, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look for our own reference."""
        return self.get(session, key, inputs)

    def get(self, session: Session, object_id: str, values: Mapping[str, Any]) -> Json | None:
        """Read the object; None as well when our reference is gone from it."""
        del values
        at, reference = _parts(object_id)
        seen = storage.look(session, at)
        if seen is None or (reference and reference not in _metadata(seen)):
            return None
        return _object(object_id, seen)

    def create(
        self, session: Session, key: str, inputs: Mapping[str, Any], data: Data | None, call: Call
    ) -> Json:
        """Upload, with our reference; or refer to what is there, if its content is the same."""
        del inputs
        at, reference = _parts(key)
        if reference is None:
            raise ValueError("a reference is made from an identity")
        content = content_of(data)
        mine = {reference: _in_ascii(call.name)}
        checksums: Fingerprint | None = None
        for _ in range(_MOST_TRIES):
            seen = storage.look(session, at)
            if seen is not None and reference in _metadata(seen):
                return _object(key, seen)
            # To compare with what is there; an upload asks for no more than the check has seen.
            if checksums is None and (seen is not None or content.crc32c is None):
                call.progress(f"reading {content.label}")
                checksums = storage.fingerprint(content, call.cancel)
            if seen is None or checksums is None:
                crc32c = str(checksums.crc32c if checksums else content.crc32c)
                made = storage.upload(
                    session,
                    at,
                    content,
                    crc32c,
                    {MADE: "true", CRC32C: crc32c, **mine},
                    cancel=call.cancel,
                    progress=call.progress,
                )
            else:
                refuse_other_content(at, seen, checksums)
                made = storage.mark(session, at, seen, {CRC32C: checksums.crc32c, **mine})
            if made is not None:
                call.ended("uploaded" if seen is None else "already there, so nothing is uploaded")
                return _object(key, made)
        raise LifecycleError(_BUSY.format(at.uri))

    def delete(
        self, session: Session, object_id: str, outputs: Mapping[str, Any], call: Call
    ) -> None:
        """Remove our reference, and delete an object of ours that nobody refers to any more."""
        at, reference = _parts(object_id)
        if reference is None:
            call.say(f"{at.uri} stays: it was imported, and this stack did not create it")
            return
        retain = outputs.get("deletionPolicy") == "RETAIN"
        for _ in range(_MOST_TRIES):
            # What is missed here keeps its reference, and so its object, for ever.
            seen = read_surely(call, lambda: storage.look(session, at), at.uri)
            if seen is None or reference not in _metadata(seen):
                return
            if self._give_up(session, at, seen, reference, retain=retain, call=call):
                return
        raise LifecycleError(_BUSY.format(at.uri))

    @staticmethod
    def _give_up(
        session: Session, at: Location, seen: Json, reference: str, *, retain: bool, call: Call
    ) -> bool:
        """Take one step on what was seen; False when it isn't so any more."""
        metadata = _metadata(seen)
        others = sorted(
            value
            for key, value in metadata.items()
            if key.startswith(REFERENCE) and key != reference
        )
        overwritten = _overwritten(seen)
        if not (retain or others or overwritten) and metadata.get(MADE) == "true":
            return storage.delete(session, at, seen)
        marks: dict[str, str | None] = {reference: None}
        if retain:
            # Nobody else who refers to it, now or later, may delete what was to be retained.
            marks[MADE] = None
        if storage.mark(session, at, seen, marks) is None:
            return False
        if overwritten:
            call.warn(f"{at.uri} is not deleted: it {overwritten}")
        elif others and not retain:
            # The name may be this resource's own: that of another stack with the same rows.
            who = ", ".join(others)
            call.say(
                f"{at.uri} is kept, because it is still referenced by {who} "
                "(in this stack or another)"
            )
        return True

    # -- reading -------------------------------------------------------------------------------

    def place(
        self, config: Config, project: str | None, object_id: str, values: Mapping[str, Any]
    ) -> Place:
        """Return the server alone: a bucket's name is the whole world's."""
        del project, object_id, values
        return Place(config.endpoint(self.api))

    def addresses(self, object_id: str, outputs: Mapping[str, Any]) -> set[str]:
        """Return the object's address, by which a job names its data."""
        del outputs
        return {object_id.partition("#")[0]}

    def object_id(self, obj: Mapping[str, Any]) -> str:
        """Return address and reference."""
        return str(obj["id"])

    def unusable_reason(self, obj: Mapping[str, Any]) -> str | None:
        """Return that somebody put other content under this object's name; None: nobody did."""
        overwritten: str | None = obj.get("overwritten")
        return overwritten

    def derived(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
        """Return digest and count of the rows; of an import, what its name tells."""
        source = values.get("source")
        if not isinstance(source, Mapping):
            digest = digest_in(str(obj.get("uri", "")))
            return {"sha256": digest} if digest else {}
        return {"sha256": source["sha256"], "exampleCount": source["exampleCount"]}

    # -- words ---------------------------------------------------------------------------------

    def problems(self, inputs: Mapping[str, Any], config: Config) -> list[Failure]:
        """Refuse an API key, which can do nothing here."""
        del inputs
        if config.api_key and not config.emulator:
            return [Failure("bucket", storage.API_KEY)]
        return []

    def plan(self, inputs: Mapping[str, Any], config: Config, run: Run) -> str | None:
        """Return what is uploaded, and about how many tokens it has per epoch."""
        source = inputs.get("source")
        if contains_unknown(source):
            return "uploads; the rows are counted when they are known"
        if not isinstance(source, Mapping):
            return None
        size = f"{source['exampleCount']:,} rows, {_megabytes(source['sizeBytes'])}"
        tokens = run.sizes.tokens_at(f"{source['sha256']}.jsonl")
        if tokens is None:
            return size
        return f"{size}: {estimates.describe_tokens(tokens, prices.of(config), ' per epoch')}"


_BUSY = (
    "{} keeps being modified by other processes; its references could not be updated. Try "
    "again later"
)


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e5 else f"{size_bytes / 1e3:.1f} kB"  # noqa: PLR2004 - where kB read better


def _parts(object_id: str) -> tuple[Location, str | None]:
    """Return where the object is, and the key of our reference; None: it was imported."""
    uri, _, digest = object_id.partition("#")
    return Location.of(uri), f"{REFERENCE}{digest}" if digest else None


def _in_ascii(name: str) -> str:
    """Write a resource's name so that it may travel in an HTTP header, as custom metadata do."""
    return _NO_WORD.sub(" ", name).strip() or "a resource"


def _metadata(seen: Mapping[str, Any]) -> Mapping[str, str]:
    metadata = tolerant.mapping(seen.get("metadata"))
    # That a reference is there counts, whatever is left of the name that it says.
    return {key: value if isinstance(value, str) else "" for key, value in metadata.items()}


def _object(object_id: str, seen: Mapping[str, Any]) -> Json:
    # What was uploaded is there, whatever else the answer says.
    size, generation = (tolerant.whole(seen.get(name)) for name in ("size", "generation"))
    obj: Json = {
        "id": object_id,
        "uri": _parts(object_id)[0].uri,
        **({} if size is None else {"sizeBytes": size}),
        **({} if generation is None else {"generation": str(generation)}),
    }
    overwritten = _overwritten(seen)
    return {**obj, "overwritten": overwritten} if overwritten else obj


def _overwritten(seen: Mapping[str, Any]) -> str | None:
    born, now = _metadata(seen).get(CRC32C), tolerant.text(seen.get("crc32c"))
    if not born or now is None or born == now:
        return None
    return (
        f"was overwritten outside this stack (generation {seen.get('generation')}): its "
        "content does not match its name"
    )
