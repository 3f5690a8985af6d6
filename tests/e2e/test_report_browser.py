"""The report in a real browser: it fits, it is quiet, and it comes from a real stack.

The pictures that are taken here stay in .state/artifacts, for a person to look at after a run.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import report_state as given_state
from support.emulator import ROOT
from support.project import Project

from pulumi_google_tuning.cli.report import metrics
from pulumi_google_tuning.cli.report.browser import BROWSER_VARIABLE, WIDTH, Page
from pulumi_google_tuning.cli.report.model import Curve
from pulumi_google_tuning.cli.report.page import render
from pulumi_google_tuning.cli.report.pipe import Pipe
from pulumi_google_tuning.cli.report.state import report
from tools.steps import browser as browser_step
from tools.steps.faults import SetupError

ARTIFACTS = ROOT / ".state" / "artifacts"
PNG = b"\x89PNG\r\n\x1a\n"
_LONG = "a-name-without-any-place-to-break-it-" * 6
# What sticks out of the window, or out of the box that should hold it.
_STICKING_OUT = """[...document.querySelectorAll("body *")].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && !one.closest("thead") && (box.right > innerWidth + 0.5 || box.left < -0.5);
}).map(one => one.outerHTML.slice(0, 120))"""
# The contrast of each text with what is behind it, by WCAG 2's formula; those under 4.5.
_PALE = """(() => {
  const light = colour => {
    const parts = colour.match(/[0-9.]+/g).slice(0, 3).map(Number).map(part => {
      part /= 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]; };
  const behind = one => { for (; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (colour !== "rgba(0, 0, 0, 0)") return colour; } return "rgb(255, 255, 255)"; };
  return [...document.querySelectorAll("body *:not(title, desc)")].filter(one =>
    [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())).map(one => {
      const style = getComputedStyle(one), text = one.closest("svg") ? style.fill : style.color;
      const [a, b] = [light(text), light(behind(one))].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), one.className.baseVal || one.className, one.textContent];
    }).filter(found => found[0] < 4.5).slice(0, 5);
})()"""


# Labels that a line, a leader, a mark of an axis or another label runs through.
_LABELS_ON_LINES = """[...document.querySelectorAll("svg.chart")].flatMap(chart => {
  const box = one => one.getBoundingClientRect();
  const meets = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  const seen = [...chart.querySelectorAll(".label, .tick")].filter(one => box(one).width);
  const drawn = [...chart.querySelectorAll("polyline")].flatMap(line => {
    const at = line.getScreenCTM();
    return [...line.points].map(point => point.matrixTransform(at)); });
  return seen.filter((one, index) =>
    seen.slice(index + 1).some(other => meets(box(one), box(other)))
    || drawn.some(({x, y}) => x > box(one).left && x < box(one).right
      && y > box(one).top + 2 && y < box(one).bottom - 2)
  ).map(one => one.textContent); })"""
# Numbers whose digits stand in two lines.
_BROKEN_NUMBERS = """(() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const broken = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("code, svg, thead")) continue;
    for (const found of node.data.matchAll(/(?<![^\\s(])[0-9][0-9,.e-]*(?![^\\s),;])/g)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      if (new Set([...range.getClientRects()].map(one => Math.round(one.top))).size > 1)
        broken.push(found[0]);
    }
  }
  return broken;
})()"""


@pytest.fixture(scope="module")
def browser() -> str:
    """Return a browser: the machine's, or one from the npm registry."""
    try:
        return str(browser_step.ensure(os.environ))
    except SetupError as error:
        pytest.skip(str(error))


@pytest.fixture
def pipe(browser: str) -> Iterator[Pipe]:
    """Yield a running browser."""
    with Pipe(browser) as running:
        yield running


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """Return a page with one of everything, metrics, and names that are hard to fit."""
    exported = given_state.rich()
    exported["deployment"]["resources"].append(
        given_state.model(
            _LONG,
            name=f"tunedModels/{_LONG}",
            displayName="العربية " * 8,
            description=_LONG * 3,
            hyperparameters={"epochCount": 5, "batchSize": 123_456_789},
            initErrors=[_LONG * 2],
        )
    )
    file = tmp_path / "metrics.csv"
    file.write_text(given_state.METRICS)
    falling = [(step, 2000 * math.exp(-step / 90_000) + 0.1) for step in range(1, 1_250_000, 9000)]
    long = {"supervisedTuningDataStats": {"tuningStepCount": 1_250_000}}
    exported["deployment"]["resources"].append(given_state.job("long", tuningDataStats=long))
    page = tmp_path / "report.html"
    curves = {
        "sentiment": metrics.read(str(file)),
        "long": (Curve("train_total_loss", tuple(falling)),),
    }
    page.write_text(render(report(exported, "state", curves)), encoding="utf-8")
    return page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_and_is_quiet(pipe: Pipe, page_file: Path, width: int, dark: bool) -> None:
    """On a phone and a desk, in both schemes: nothing sticks out, nothing complains, all is read.

    Nothing is asked of the network either: the page is the one request.
    """
    page = Page(pipe, page_file.as_uri(), width, dark=dark)
    assert page.evaluate("innerWidth") == width
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(_STICKING_OUT) == []
    assert page.evaluate(_PALE) == []
    assert page.evaluate(_LABELS_ON_LINES) == []
    assert page.evaluate(_BROKEN_NUMBERS) == []
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is dark
    assert page.evaluate("document.querySelectorAll('svg.chart').length") >= 8
    said = page.events("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
    assert said == []
    asked = [one["params"]["request"]["url"] for one in page.events("Network.requestWillBeSent")]
    assert asked == [page_file.as_uri()]
    picture = page.screenshot()
    assert picture.startswith(PNG)
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    name = f"report-{width}-{'dark' if dark else 'light'}.png"
    (ARTIFACTS / name).write_bytes(picture)


def test_no_script_runs(pipe: Pipe, page_file: Path) -> None:
    """Even a script that had got into the page would be refused: the page's policy says so."""
    html = page_file.read_text(encoding="utf-8")
    page_file.write_text(
        html.replace("</body>", "<script>document.title = 'ran'</script></body>"), encoding="utf-8"
    )
    page = Page(pipe, page_file.as_uri(), 1280)
    assert page.evaluate("document.title") != "ran"
    (refused,) = page.events("Log.entryAdded")
    assert "Content Security Policy" in refused["params"]["entry"]["text"]


def test_a_curve_is_where_its_marks_say(pipe: Pipe, page_file: Path) -> None:
    """The line's last point, its dot and the axis agree on the screen, however wide it is."""
    for width in (360, 1280):
        page = Page(pipe, page_file.as_uri(), width)
        places = page.evaluate("""(() => {
          const chart = document.querySelector("#answers svg.chart");
          const line = chart.querySelector("polyline"), last = line.points[line.points.length - 1];
          const at = last.matrixTransform(line.getScreenCTM());
          const dot = chart.querySelector("circle:last-of-type").getBoundingClientRect();
          return [at.x, at.y, dot.x + dot.width / 2, dot.y + dot.height / 2];
        })()""")
        assert places[0] == pytest.approx(places[2], abs=1)
        assert places[1] == pytest.approx(places[3], abs=1)


def test_a_real_stack_is_reported(browser: str, project: Project) -> None:
    """After `pulumi up`, `google-tuning report --png` writes the page and its picture."""
    project.program(
        "data = [{'text_input': str(at), 'output': str(at + 1)} for at in range(20)]\n"
        "for rate in (0.001, 0.004):\n"
        "    tuning.TunedModel(f'numbers-{rate}', training_data=data,\n"
        "        base_model='models/gemini-1.5-flash-001-tuning',\n"
        "        hyperparameters={'epoch_count': 5, 'batch_size': 4, 'learning_rate': rate},\n"
        "        description=pulumi.Output.secret('nobody-may-see-this'))\n"
    )
    project.up()
    words = [str(Path(sys.executable).with_name("google-tuning")), "report", "--png", "report.png"]
    done = subprocess.run(
        words,
        cwd=project.folder,
        env={**project.environment, BROWSER_VARIABLE: browser},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    html = (project.folder / "report.html").read_text(encoding="utf-8")
    losses = [one["outputs"]["finalLoss"] for one in project.resources()]
    assert all(f"{loss:.4g}" in html for loss in losses)
    assert "Compared on a list in the program, 20 examples" in html.replace("<bdi>", "")
    assert "nobody-may-see-this" not in html + json.dumps(done.stderr)
    assert "[secret]" in html
    picture = (project.folder / "report.png").read_bytes()
    assert picture.startswith(PNG)
    assert int.from_bytes(picture[16:20], "big") == 2 * WIDTH
