"""What one poll asks Google for: as little as shows what has happened.

A glance at all that are waited for, in one list or, where that costs less, in single reads. Who
ended or changed is read in full at once; whose progress was shown longest ago, as far as the
allowance of poll_costs.py goes. A Google that ignores the mask answers in full, which is used to
show progress. An object that ended is read without a mask, whatever that answer was. Answers
that hide the states, or who there is, end the glances. Where the list is refused and reads are
allowed, all are read in turn (single_reads.py).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle.glance import Glance
from pulumi_google_tuning.lifecycle.list_due import is_list_due
from pulumi_google_tuning.lifecycle.poll_costs import REQUEST, Costs
from pulumi_google_tuning.lifecycle.refusals import is_final, refused_alone, refused_before
from pulumi_google_tuning.lifecycle.single_reads import SingleReads
from pulumi_google_tuning.lifecycle.together import together
from pulumi_google_tuning.lifecycle.watch import Watch, by_turn, is_decided, note_turn, waiters_for

Fetch = Callable[[str], "Json | None"]
# It is told the keys that are looked for: once it has them all, it needs no further page.
FetchAll = Callable[["set[str]"], "dict[str, Json]"]

# Up to this many waiters are asked for one by one: a list would carry everyone else's objects too.
_FEW: Final = 2
# More are always listed: reads are sent one after another.
_MOST_READ: Final = 10
# The name and the state of an object, before one was measured.
_PART_BYTES: Final = 200.0
# A list may lag behind a create for a poll or two.
_TIMES_MISSED: Final = 3


@dataclass(frozen=True)
class Parts:
    """How parts of objects are read and listed."""

    glance: Glance
    fetch: Fetch
    fetch_all: FetchAll


class Looks:
    """The requests of the polls of one poller."""

    def __init__(
        self,
        fetch: Fetch,
        fetch_all: FetchAll,
        costs: Costs,
        *,
        parts: Parts | None,
        prefers_list: Callable[[Json], bool],
    ) -> None:
        self.fetch = fetch
        self.fetch_all = fetch_all
        self._costs = costs
        self._parts = parts
        self._prefers_list = prefers_list
        self._times_missed = 0
        self._single = SingleReads(costs.clock)

    def look(self, watches: list[Watch]) -> None:
        """Ask for all of `watches`, and publish to each what there is to tell it."""
        by_age = by_turn(watches)
        if self._are_read(watches):
            self._look_at_each(by_age, watches)
        elif self._single.is_needed:
            self._look_at_each(by_age[: self._single.allowed()], watches)
        else:
            try:
                self._look_at_list(watches)
            except ApiError as refused:
                if not is_final(refused):
                    raise
                self._look_without_list(by_age, watches, refused)

    def _are_read(self, watches: list[Watch]) -> bool:
        """Return whether to read one by one; `prefers_list` tells of what a list tells more."""
        if any(self._prefers_list(watch.obj) for watch in watches if watch.obj is not None):
            return False
        count, listed = len({watch.key for watch in watches}), self._costs.list_of_parts
        if count <= _FEW or listed is None:
            return count <= _FEW
        part = _PART_BYTES if self._costs.part is None else self._costs.part
        return count <= _MOST_READ and count * (REQUEST + part) < REQUEST + listed

    # -- one by one ----------------------------------------------------------------------------

    def _look_at_each(self, keys: list[str], watches: list[Watch]) -> None:
        for key in keys:
            mine = waiters_for(watches, key)
            with refused_alone(mine):
                self._look_at_one(mine)

    def _look_without_list(
        self, by_age: list[str], watches: list[Watch], refused: ApiError
    ) -> None:
        """Read one instead; where reads are refused as well the refusal is about all of them."""
        refusals = refused_before(
            by_age[:_FEW], lambda key: self._look_at_one(waiters_for(watches, key))
        )
        if refusals is None:
            raise refused
        for watch in watches:
            if watch.key in refusals:
                watch.publish(error=refusals[watch.key])
        news = self._single.begin(refused)
        if news:
            # The one that was read may have ended, and say nothing more.
            read = by_age[len(refusals)]
            next((watch for watch in watches if watch.key != read), watches[0]).warn(news)

    def _look_at_one(self, mine: list[Watch]) -> None:
        """Read one object: in full where it is owed or costs little more, else a part of it."""
        parts, key = self._parts, mine[0].key
        note_turn(mine, self._costs.clock())
        extra = self._costs.extra_of_read()
        owed = any(watch.whole is None or watch.is_owed for watch in mine)
        if parts is None or owed or self._costs.is_covered(extra):
            self._read(key, mine)
            self._costs.spend(extra)
            return
        found, cost = self._costs.of(lambda: parts.fetch(key))
        if found is None:
            self._publish(mine, None)
            return
        self._costs.part = cost
        glance = parts.glance
        if not self._is_told(glance, mine, found) or is_decided(glance, mine, found):
            self._read(key, mine, glance.part_of(found))
        elif any(glance.is_part(found, watch.whole) for watch in mine):
            self._note(glance, mine, glance.part_of(found))
        else:
            self._publish(mine, found)

    def _is_told(self, glance: Glance, mine: list[Watch], found: Json) -> bool:
        """Return whether a glance shows the state; where it doesn't, nobody glances any more."""
        told = all(glance.tells(found, watch.whole) for watch in mine)
        if not told:
            self._parts = None
        return told

    def _read(self, key: str, mine: list[Watch], part: Json | None = None) -> None:
        """Read an object in full, after a glance at it or without one."""
        note_turn(mine, self._costs.clock())
        found, cost = self._costs.of(lambda: self.fetch(key))
        self._take_read(mine, found, cost, part)

    def _take_read(
        self, mine: list[Watch], found: Json | None, cost: float, part: Json | None
    ) -> None:
        if found is not None:
            self._costs.whole = cost
        self._publish(mine, found, part)

    # -- in a list -----------------------------------------------------------------------------

    def _look_at_list(self, watches: list[Watch]) -> None:
        keys = {watch.key for watch in watches}
        parts = self._parts
        if parts is None or is_list_due(self._costs, watches):
            self._list_wholes(keys, watches)
            self._read_missing(watches)
            return
        listed, cost = self._costs.of(lambda: parts.fetch_all(keys))
        self._costs.note_parts(cost, listed.values())
        if any(not parts.glance.is_part(one) for one in listed.values()):  # no mask was taken
            self._costs.note_wholes(cost, len(keys))
            self._costs.part = self._costs.whole
        if self._is_hidden(keys, listed):
            self._parts = None if self._list_wholes(keys, watches) else parts
        else:
            self._take(parts.glance, watches, listed)
        self._read_missing(watches)

    def _is_hidden(self, keys: set[str], listed: dict[str, Json]) -> bool:
        """Return whether a mask may be why none of them is listed, for some polls already."""
        self._times_missed = 0 if keys & set(listed) else self._times_missed + 1
        if self._times_missed < _TIMES_MISSED:
            return False
        self._times_missed = 0
        return True

    def _list_wholes(self, keys: set[str], watches: list[Watch]) -> bool:
        """List whole objects; return whether any of `watches` is among them."""
        listed, cost = self._costs.of(lambda: self.fetch_all(keys))
        self._costs.note_wholes(cost, len(keys))
        self._costs.spend(self._costs.extra_of_list())
        for watch in watches:
            if watch.key in listed:
                self._publish([watch], listed[watch.key])
            else:
                watch.missed += 1
        return any(watch.key in listed for watch in watches)

    def _take(self, glance: Glance, watches: list[Watch], listed: dict[str, Json]) -> None:
        """Read in full who changed, and whose progress is due; note the rest."""
        changed: list[Watch] = []
        waiting: list[Watch] = []
        for watch in watches:
            part = listed.get(watch.key)
            if part is None:
                watch.missed += 1
                continue
            watch.missed = 0
            if not self._is_told(glance, [watch], part) or is_decided(glance, [watch], part):
                changed.append(watch)
            elif glance.is_part(part, watch.whole):
                waiting.append(watch)
            else:
                self._publish([watch], part)
        parts = {key: glance.part_of(one) for key, one in listed.items()}
        self._read_changed(changed, parts, len(watches))
        for watch in waiting:
            self._note(glance, [watch], parts[watch.key])
        if not self._costs.prefers_list(len(watches)):
            self._read_due(glance, waiting, parts)

    def _read_changed(self, changed: list[Watch], listed: dict[str, Json], waiting: int) -> None:
        keys = by_turn(changed)
        if len(keys) > _FEW and self._costs.lists_cheaper(len(keys), waiting):
            # Curves have grown since the last list: one shows what they are now.
            key = keys.pop(0)
            self._read_alone(key, waiters_for(changed, key), listed[key])
            if self._costs.lists_cheaper(len(keys), waiting):
                self._list_wholes(set(keys), [one for one in changed if one.key != key])
                return
        self._read_together({key: waiters_for(changed, key) for key in keys}, listed)

    def _read_together(self, watches: dict[str, list[Watch]], listed: dict[str, Json]) -> None:
        """Read some objects at a time, and tell who waits for one as soon as it is there."""
        reads = {key: partial(self._costs.of, partial(self.fetch, key)) for key in watches}
        with contextlib.closing(together(reads)) as ended:
            for key, read in ended:
                note_turn(watches[key], self._costs.clock())
                with refused_alone(watches[key]):
                    self._take_read(watches[key], *read.result(), listed[key])

    def _read_due(self, glance: Glance, waiting: list[Watch], listed: dict[str, Json]) -> None:
        """Read whose row shows an error, then who ended by the list alone, then the oldest."""

        def order(watch: Watch) -> tuple[bool, bool, float]:
            differs = glance.decides(glance.of(watch.whole or {}), listed[watch.key])
            return not watch.is_owed, not differs, watch.asked_at

        for key in dict.fromkeys(watch.key for watch in sorted(waiting, key=order)):
            if not self._costs.is_covered(self._costs.read):
                return
            self._read_alone(key, waiters_for(waiting, key), listed[key])
            self._costs.spend(self._costs.read)

    def _read_missing(self, watches: list[Watch]) -> None:
        """Read what a list doesn't show: only a read tells that an object is gone.

        One read a poll, the longest missed first, so that the number of requests stays small.
        """
        missing = max(watches, key=lambda watch: watch.missed)
        if missing.missed:
            missing.missed = 0  # a read that fails each time must not hide the others
            self._read_alone(missing.key, waiters_for(watches, missing.key))

    def _read_alone(self, key: str, mine: list[Watch], part: Json | None = None) -> None:
        with refused_alone(mine):
            self._read(key, mine, part)

    # -- what was seen of one ------------------------------------------------------------------

    @staticmethod
    def _note(glance: Glance, mine: list[Watch], part: Json) -> None:
        """Keep a glance, and publish the object as it shows it, where it shows all that moves."""
        for watch in mine:
            watch.glanced = part
            if watch.whole is None:
                continue
            if watch.base is None:
                watch.base = glance.of(watch.whole)
            if glance.shows_moves:
                watch.publish(obj=glance.brought_up(watch.whole, watch.base, part))

    def _publish(self, mine: list[Watch], found: Json | None, part: Json | None = None) -> None:
        """Hand out an object that was read, with what only a list tells (its fields have a $)."""
        if found is not None and part:
            found = {**{key: part[key] for key in part if key.startswith("$")}, **found}
        for watch in mine:
            watch.whole, watch.asked_at = found, self._costs.clock()
            watch.base = watch.glanced = part
            watch.publish(obj=found)
