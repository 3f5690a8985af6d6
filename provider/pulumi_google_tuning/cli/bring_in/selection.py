"""What an import file holds: the chosen objects that can be declared, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from pulumi_google_tuning.cli.bring_in.candidates import Candidate
from pulumi_google_tuning.cli.bring_in.held import Held, comparable
from pulumi_google_tuning.cli.bring_in.naming import Names, slug
from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.google import gemini
from pulumi_google_tuning.lifecycle.call import Call, NotReady, Ready
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.resources.tuned_model.entry import TUNED_MODEL
from pulumi_google_tuning.resources.tuned_model_permission.entry import TUNED_MODEL_PERMISSION
from pulumi_google_tuning.resources.tuning_dataset.entry import TUNING_DATASET
from pulumi_google_tuning.resources.tuning_dataset.importing import digest_in
from pulumi_google_tuning.resources.tuning_job.spec import DATA, VALIDATION, spec_of

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

# As many as an import in Pulumi reads at a time on a usual machine.
_WORKERS = 8
_ROWS = ".jsonl"
_OWNER = "OWNER"


@dataclass
class Selection:
    """The resources of the file, and by reason what was left out of it."""

    resources: list[dict[str, str]] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def leave_out(self, name: str, why: str) -> None:
        """Note that an object isn't in the file."""
        self.left_out.setdefault(why, []).append(name)


@dataclass(frozen=True)
class _Read:
    """An object as an import would read it; `problem` says why it can't be imported."""

    one: Candidate
    result: Ready | NotReady | None
    problem: str = ""


class Selecting:
    """The way from what was chosen to the file."""

    def __init__(self, session: Session, held: Held | None) -> None:
        self._session = session
        self._held = held or Held()
        self._names = Names(self._held.names)
        self.selection = Selection()

    def add(self, chosen: Sequence[Candidate], *, permissions: bool, datasets: bool) -> None:
        """Read each object as the import will, and add it with what belongs to it."""
        read = self._read(chosen)
        if datasets:
            self._add_datasets(read)
        for one in read:
            name = self._add(one.one, one.one.title)
            if permissions and one.one.entry is TUNED_MODEL:
                self._add_permissions(one.one, name)

    def _add(self, one: Candidate, wanted: str) -> str:
        name = self._names.give(wanted, one.last_part, one.entry.kind.noun)
        token = tokens.native_token_of(one.entry.title)
        self.selection.resources.append({"type": token, "name": name, "id": one.id})
        return name

    def _read(self, chosen: Iterable[Candidate]) -> list[_Read]:
        """Return those that can be imported; leave out what the stack has, and the others."""
        wanted: list[Candidate] = []
        for one in chosen:
            if self._held.has(one.entry.title, one.id):
                self.selection.leave_out(one.id, f"{self._held.title} has it already")
            else:
                wanted.append(one)
        with ThreadPoolExecutor(_WORKERS) as pool:
            read = list(pool.map(self._taken_in, wanted))
        for seen in read:
            if seen.problem:
                self.selection.leave_out(seen.one.id, seen.problem)
        return [seen for seen in read if not seen.problem]

    def _taken_in(self, one: Candidate) -> _Read:
        life = Lifecycle(one.entry.kind, self._session, _no_poller, self._session.config)
        try:
            return _Read(one, life.take_in(Call(), one.id))
        except GoogleTuningError as error:
            # The list of what is left out begins with the id already.
            return _Read(one, None, str(error).removeprefix(f"{one.id} "))

    def _add_datasets(self, jobs: Sequence[_Read]) -> None:
        """Add the objects that jobs name, each once: named after the file, or after its job."""
        wanted: dict[str, tuple[Candidate, str]] = {}
        for job in jobs:
            inputs = job.result.inputs if job.result else None
            for kind, uri in _addresses(inputs or {}):
                file = uri.rsplit("/", 1)[-1].removesuffix(_ROWS)
                title = f"{job.one.title}-{kind}" if digest_in(uri) else file
                wanted.setdefault(comparable(uri), (Candidate(TUNING_DATASET, uri), title))
        titles = {one.id: title for one, title in wanted.values()}
        for read in self._read(one for one, _ in wanted.values()):
            self._add(read.one, titles[read.one.id])

    def _add_permissions(self, model: Candidate, model_name: str) -> None:
        url = gemini.path({}, f"{model.id}/permissions")
        try:
            listed = list(gemini.pages(self._session, url, "permissions"))
        except GoogleTuningError as error:
            self.selection.leave_out(f"the permissions of {model.id}", str(error))
            return
        for grant in listed:
            name = tolerant.text(grant.get("name"))
            if name is None or grant.get("role") == _OWNER:
                continue
            if self._held.has(TUNED_MODEL_PERMISSION.title, name):
                self.selection.leave_out(name, f"{self._held.title} has it already")
                continue
            grantee = str(grant.get("emailAddress") or grant.get("granteeType")).partition("@")[0]
            wanted = f"{model_name}-{slug(str(grant.get('role')))}-{grantee}"
            self._add(Candidate(TUNED_MODEL_PERMISSION, name), wanted)


def _addresses(inputs: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    spec = spec_of(inputs)[1]
    kinds = (*((name, "data") for name in DATA), (VALIDATION, "validation"))
    for name, kind in kinds:
        uri = tolerant.text(spec.get(name))
        if uri and uri.endswith(_ROWS):
            yield kind, uri


def _no_poller(*_: Any) -> NoReturn:
    raise NotImplementedError("nothing is waited for")
