"""What the page tells: plain values, with no HTML and nothing of Pulumi's forms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Protocol

from pulumi_google_tuning.cli.report.values import figure

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_LONG = 24


class Tone(str, Enum):
    """How a state is meant, whatever its word is."""

    GOOD = "good"
    WORKING = "working"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"


TONE_WORDS: Final = (
    (Tone.GOOD, "ready"),
    (Tone.WORKING, "training"),
    (Tone.WARN, "to look at"),
    (Tone.BAD, "failed"),
    (Tone.UNKNOWN, "unknown"),
)


@dataclass(frozen=True)
class Curve:
    """A named series by step. `lost`: how many of its values were no finite numbers."""

    name: str
    points: tuple[tuple[float, float], ...]
    lost: int = 0


class Asked(Protocol):
    """A question to Google on one training; equal ones are asked once."""

    def __hash__(self) -> int:
        """Tell one question from another."""
        ...

    def read(self, session: Session, end: float) -> tuple[Curve, ...]:
        """Return the curves, read until the instant `end`.

        Raises GoogleTuningError or ValueError, which says why there are none.
        """
        ...

    def without(self, why: str) -> str:
        """Return the sentence that says why there is no answer."""
        ...


@dataclass(frozen=True)
class Link:
    """A name, and the anchor of its part of the page where it has one."""

    name: str
    anchor: str | None = None


@dataclass(frozen=True)
class Fact:
    """A line of what is known. `code`: an identifier, to be shown letter by letter."""

    label: str
    value: str
    code: bool = False


@dataclass(frozen=True)
class Facts:
    """Facts of one subject."""

    title: str
    facts: tuple[Fact, ...]

    @property
    def wide(self) -> bool:
        """Return whether an identifier in it is too long for a column."""
        return any(fact.code and len(fact.value) > _LONG for fact in self.facts)


@dataclass(frozen=True)
class Data:
    """What was trained on: `key` is the same where the data are; never an example."""

    key: str
    title: str


@dataclass(frozen=True)
class Training:
    """A TunedModel or a TuningJob, as the stack's state knows it.

    `seconds`: from its start to its end; None while it trains. `final_loss`: only once it has
    ended. `settings`: its hyperparameters, by their names for people. `metrics_uri`: where Google
    stores its metrics. `long_curve`: what to ask Google for, where the state has a part of the
    curve. `note`: why Google gave none. `identifier`: Google's name of it. `leaving`: a replacement
    has it left to delete.
    """

    anchor: str
    name: str
    kind: str
    title: str | None
    description: str | None
    state: str
    tone: Tone
    completed_steps: int | None
    total_steps: int | None
    final_loss: float | None
    seconds: float | None
    problems: tuple[str, ...]
    settings: tuple[Fact, ...]
    groups: tuple[Facts, ...]
    lineage: tuple[Link, ...]
    tuned_on: tuple[Link, ...]
    data: Data | None
    curve: Curve | None
    metrics: tuple[Curve, ...] = ()
    metrics_uri: str | None = None
    long_curve: Asked | None = None
    note: str | None = None
    identifier: str = ""
    leaving: bool = False

    @property
    def steps(self) -> str:
        """Return how far it is in words, `300 of 1,200`; all of them once they are done."""
        done, total = self.completed_steps, self.total_steps
        if total is None:
            return figure(done) if done else ""
        return figure(total) if done in (None, total) else f"{figure(done)} of {figure(total)}"


@dataclass(frozen=True)
class Change:
    """What has changed of a training, in words."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True)
class Report:
    """A stack's trainings, in the order of the page. `date`: as the caller wrote it.

    only: the names of those that were asked for; None: all. record: all of it, for a later report
    to compare with. changes: since an earlier one, whose date is `since`.
    """

    project: str
    stack: str
    trainings: tuple[Training, ...]
    date: str | None = None
    only: frozenset[str] | None = None
    record: str = ""
    changes: tuple[Change, ...] = ()
    since: str | None = None
