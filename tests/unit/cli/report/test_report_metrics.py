"""Metrics files: both forms, and what is wrong with one by its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pulumi_google_tuning.cli.report import metrics
from pulumi_google_tuning.errors import GoogleTuningError

ROWS = [(1, "/train_total_loss", 2.5), (2, "/train_total_loss", 1.5), (2, "/eval_total_loss", 1.75)]


def _file(tmp_path: Path, content: str) -> str:
    path = tmp_path / "metrics"
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    """CSV, with columns in any order and a BOM, and JSON lines are read alike."""
    lines = [json.dumps(dict(zip(("step", "metric", "value"), row, strict=True))) for row in ROWS]
    of_json = metrics.read(_file(tmp_path, "\n\n".join(lines)))
    cells = [f"{value},{step},{metric},more" for step, metric, value in ROWS]
    of_csv = metrics.read(_file(tmp_path, "\ufeffVALUE, step,metric\r\n" + "\r\n".join(cells)))
    assert of_json == of_csv
    assert [curve.name for curve in of_csv] == ["/eval_total_loss", "/train_total_loss"]
    assert of_csv[1].points == ((1, 2.5), (2, 1.5))


def test_what_is_no_number_is_counted(tmp_path: Path) -> None:
    """NaN is what a training that broke says: left out of the curve, and counted."""
    rows = "step,metric,value\n1,loss,2\n2,loss,NaN\n3,loss,inf\n"
    (curve,) = metrics.read(_file(tmp_path, rows))
    assert (curve.points, curve.lost) == (((1, 2.0),), 2)


def test_a_long_run_is_thinned_evenly(tmp_path: Path) -> None:
    """Of 10,000 points 200 are drawn, the first and the last among them."""
    rows = "".join(f"{step},loss,{step}\n" for step in range(1, 10_001))
    (curve,) = metrics.read(_file(tmp_path, f"step,metric,value\n{rows}"))
    assert len(curve.points) == 200
    assert (curve.points[0][0], curve.points[-1][0]) == (1, 10_000)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("step,metric,value\n1,loss,2\nx,loss,2\n", "line 3: step and value must be numbers"),
        ("step,metric\n1,loss\n", "line 2: has no value"),
        ('{"step": 1, "metric": "loss", "value": 2}\n{"step"', "line 2: is not a JSON object"),
        ('{"step": [1], "metric": "loss", "value": 2}', "line 1: step and value must be"),
        ("step,metric,value\n-1,loss,2\n", "line 2: step must be a number, at least 0"),
        ("", "no rows"),
        ("step,metric,value\n", "no rows"),
        ("step,metric,value\n" + ",,\n" * 9, "and 6 more"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, content: str, said: str) -> None:
    """What is wrong is said with its line, and with the form that a file should have."""
    with pytest.raises(GoogleTuningError, match=said) as caught:
        metrics.read(_file(tmp_path, content))
    assert "expected: CSV (with a header) or JSON lines" in str(caught.value)


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    """A missing file and one that is no text are each named."""
    with pytest.raises(GoogleTuningError, match="could not read the file"):
        metrics.read(str(tmp_path / "none.csv"))
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GoogleTuningError, match="not UTF-8 text"):
        metrics.read(str(tmp_path / "binary"))
