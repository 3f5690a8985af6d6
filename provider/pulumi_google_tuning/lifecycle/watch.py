"""One waiter's view of its object: what the poller hands it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.glance import Glance


@dataclass
class Watch:
    """One waiter's view of its object; `seen` counts what was said of it.

    `whole` is the object as it was last read in full, at the glance `base`; `glanced` is the latest
    glance. `asked_at`: when it was last asked for by itself, or shown in full. `is_owed`: an error
    was shown since, so the next poll has to show something else. `warning` is about all who wait,
    and told once, by one of them.
    """

    key: str
    since: float
    changed: threading.Condition = field(default_factory=threading.Condition)
    seen: int = 0
    missed: int = 0
    obj: Json | None = None
    gone: bool = False
    error: GoogleTuningError | None = None
    why_late: str | None = None
    whole: Json | None = None
    base: Json | None = None
    glanced: Json | None = None
    asked_at: float = 0.0
    is_owed: bool = False
    warning: str | None = None

    def publish(self, *, obj: Json | None = None, error: GoogleTuningError | None = None) -> None:
        """Hand the waiter what the last poll found: an object, nothing (gone), or an error."""
        with self.changed:
            self.error = error
            self.why_late = None
            self.is_owed = error is not None
            if error is None:
                self.obj = obj
                self.gone = obj is None
                self.missed = 0
            self.seen += 1
            self.changed.notify_all()

    def late(self, why: str | None) -> None:
        """Hand the waiter the reason why this poll has no answer yet; None: it has one."""
        with self.changed:
            self.why_late = why
            if why is not None:
                self.is_owed = True
                self.seen += 1
                self.changed.notify_all()

    def warn(self, text: str) -> None:
        """Hand the waiter what it has to tell for all."""
        with self.changed:
            self.warning = text
            self.changed.notify_all()

    def take_warning(self) -> str | None:
        """Return what there is to tell for all, once."""
        with self.changed:
            taken, self.warning = self.warning, None
            return taken


def is_decided(glance: Glance, mine: list[Watch], part: Json) -> bool:
    """Return whether a glance shows that the object has to be read now."""
    for watch in mine:
        if watch.whole is None:
            return True
        before = glance.of(watch.whole) if watch.glanced is None else watch.glanced
        if glance.decides(before, part):
            return True
    return False


def by_turn(watches: Iterable[Watch]) -> list[str]:
    """Return whom to ask for, each once: first who was asked for longest ago."""
    waiting = sorted(watches, key=lambda watch: watch.asked_at)
    return list(dict.fromkeys(watch.key for watch in waiting))


def note_turn(watches: Iterable[Watch], now: float) -> None:
    """Note that an object is asked for: if that fails each time it must not hide the others."""
    for watch in watches:
        watch.asked_at = now


def waiters_for(watches: Iterable[Watch], key: str) -> list[Watch]:
    """Return those who wait for one object."""
    return [watch for watch in watches if watch.key == key]
