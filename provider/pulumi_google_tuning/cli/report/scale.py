"""The places of values on an axis, and the round numbers that mark it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pulumi_google_tuning.cli.report.values import figure

# Above it a linear axis would press most of the curve onto the bottom line.
_LOG_FROM_RATIO = 200.0
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
_SHOW_ZERO_BELOW = 0.6
_CLEAR = 0.09
_CHAR = 0.029
"""A digit on a phone, as a part of the axis."""
_LEAST, _MOST = 1e-300, 1e300
_ALIKE = 1e-9


@dataclass(frozen=True)
class Tick:
    """A mark: its text and its place, from 0 (low) to 1 (high)."""

    text: str
    at: float


_LEAST_POWER, _MOST_POWER = -307, 308


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`; `log`: of the values' logarithms."""

    low: float
    high: float
    log: bool
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        """Return a value's place, from 0 to 1."""
        return _at(value, self.low, self.high, log=self.log)


def of_values(values: Sequence[float], marks: int = 4) -> Scale:
    """Make the axis of a curve's values: from 0 where that costs little, logarithmic if needed."""
    low, high = _bounded(min(values)), _bounded(max(values))
    if math.isclose(low, high, rel_tol=_ALIKE):
        high = low
    if low > 0 and high / low >= _LOG_FROM_RATIO:
        return _logarithmic(low, high)
    if 0 <= low <= _SHOW_ZERO_BELOW * high:
        low = 0.0
    if high == low:
        low, high = (low - 1, high + 1) if low == 0 else (low - abs(low) / 2, high + abs(high) / 2)
    step = round_step((high - low) / marks)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    bottom, top = first * step, last * step
    ticks = tuple(
        Tick(_spell(mark * step, step), _at(mark * step, bottom, top, log=False))
        for mark in range(first, last + 1)
    )
    return Scale(bottom, top, log=False, ticks=ticks)


def of_steps(first: float, last: float, marks: int = 5) -> Scale:
    """Make the axis of steps: whole numbers, which ends where the training does."""
    low = 0.0 if first <= last * 0.1 else first
    if last <= low:
        low, last = last - 1, last + 1
    step = max(1.0, math.ceil(round_step((last - low) / marks)))
    marked = [mark * step for mark in range(math.ceil(low / step), math.floor(last / step) + 1)]
    # The end says how long the training is; a mark right before it would run into it.
    clear = max(_CLEAR, _CHAR * len(f"{round(last):,}"))
    # Of marks that run into each other every second one stays.
    while len(marked) > 1 and step < clear * (last - low):
        marked, step = marked[::2], 2 * step
    marked = [value for value in marked if last - value > clear * (last - low)]
    ticks = tuple(
        Tick(f"{round(value):,}", _at(value, low, last, log=False)) for value in [*marked, last]
    )
    return Scale(low, last, log=False, ticks=ticks)


def _bounded(value: float) -> float:
    """Return a value whose neighbouring powers of ten are floats too."""
    return 0.0 if abs(value) < _LEAST else max(-_MOST, min(_MOST, value))


def round_step(wished: float) -> float:
    """Return the next larger of 1, 2, 2.5 and 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(wished)) if wished > 0 else 1.0
    return next(factor * power for factor in _ROUND if factor * power >= wished * (1 - 1e-9))


def _logarithmic(low: float, high: float) -> Scale:
    # Of two values near one power of ten both ends may be that power; and floats have an end.
    first = max(math.floor(math.log10(low)), _LEAST_POWER)
    last = min(max(math.ceil(math.log10(high)), first + 1), _MOST_POWER)
    every = math.ceil((last - first) / 6)
    bottom, top = 10.0**first, 10.0**last
    ticks = tuple(
        Tick(figure(10.0**power), _at(10.0**power, bottom, top, log=True))
        for power in range(first, last + 1, every)
    )
    return Scale(bottom, top, log=True, ticks=ticks)


def _at(value: float, low: float, high: float, *, log: bool) -> float:
    if log:
        value, low, high = math.log10(value), math.log10(low), math.log10(high)
    return (value - low) / (high - low)


def _spell(value: float, step: float) -> str:
    """Write a mark with as many digits as tell it from its neighbours."""
    if step >= 1 and float(step).is_integer():
        return figure(round(value))
    if step < 1e-4 or abs(value) >= 1e6:  # noqa: PLR2004
        return f"{value:.3g}"
    digits = max(0, -math.floor(math.log10(step))) + (1 if f"{step:e}".startswith("2.5") else 0)
    return f"{value:.{digits}f}"
