"""Metrics in the forms that Google may have written them in."""

from __future__ import annotations

import json

import pytest

from pulumi_google_tuning.cli.report.metric_forms import curves

WIDE = [{"step": 1, "loss": 2.5}, {"step": 2, "loss": 1.5}]
LONG = [{"step": str(row["step"]), "metric": "loss", "value": row["loss"]} for row in WIDE]


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(map(json.dumps, WIDE)),
        "\ufeff" + "\r\n".join(map(json.dumps, LONG)),
        json.dumps(WIDE, indent=1),
        json.dumps({"version": 1, "rows": LONG}),
        json.dumps([{"global_step": row["step"], "metrics": row} for row in WIDE]),
        "step,loss\n1,2.5\n2,1.5\n",
        "metric,value,step\nloss,2.5,1\nloss,1.5,2\n",
        "\n".join(map(json.dumps, WIDE)) + '\n{"step": 3, "lo',
    ],
)
def test_the_same_curve_comes_of_each_form(content: str) -> None:
    """JSON lines, an array, an object with rows, and CSV: a metric per column or per row."""
    (curve,) = curves([content.encode()], None)
    assert (curve.name, curve.points) == ("loss", ((1.0, 2.5), (2.0, 1.5)))


def test_odd_values_are_left_out() -> None:
    """NaN and 1e400 are counted, and texts, flags and lists are nobody's numbers."""
    lines = (
        '{"step": 1, "loss": NaN}\n{"step": 2, "loss": 1e400}\n{"step": 3, "loss": 0.5}\n'
        '{"step": 4, "loss": "a row", "id": "7", "done": true, "x": [1]}\n{"step": NaN, "loss": 1}'
    )
    (curve,) = curves([lines.encode()], None)
    assert (curve.name, curve.points, curve.lost) == ("loss", ((3.0, 0.5),), 2)


def test_epochs_are_steps_where_the_steps_are_known() -> None:
    """Rows with epochs alone are drawn by step, where the job tells how many it has."""
    content = b'[{"epoch": 1, "loss": 2}, {"epoch": 2, "loss": 1}]'
    (curve,) = curves([content], 12)
    assert curve.points == ((6.0, 2.0), (12.0, 1.0))
    assert curves([content], None) == ()


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"", b"[" * 9000, b"{}", b"null", b"[1, 2]", b"a sentence", b"step,loss\n"],
)
def test_what_is_in_no_form_gives_no_curve(content: bytes) -> None:
    """What can't be read is nothing, and no error."""
    assert curves([content], 12) == ()


@pytest.mark.parametrize("content", ['{"epoch": 1e-308, "loss": 1}', '{"step": 1e290, "loss": 1}'])
def test_what_no_axis_has_room_for_is_no_step(content: str) -> None:
    """A step without an end would end the report."""
    assert curves([content.encode()], 10**9) == ()
