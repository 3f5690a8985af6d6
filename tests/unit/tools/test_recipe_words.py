"""The page that a pipeline posts, of pulumi's output that holds what somebody's data file says."""

from __future__ import annotations

import subprocess
from pathlib import Path

from markdown_it import MarkdownIt

SCRIPTS = Path(__file__).resolve().parents[3] / "recipes" / "ci"
HOSTILE = """Previewing update (dev):
Diagnostics:
  x: train.jsonl:1: a\r\r# Approved\r\r![x](https://attacker.example/x.png)\r isn't a field
  ::set-output name=a::b
::add-mask::x
```
`````
~~~
# head

</details><img src=x onerror=alert(1)>
<!--
- [ ] item
 \x1b[31m\x07\x00 \u202e\u2066\u200b\u2028\x85\x9b31m é 数字 🎉 · ##[group]x
a line of Windows\r
Resources:
    + 1 to create
"""


def run(folder: Path, script: str) -> str:
    """Run a script that has read words.sh, on the hostile output, and return what it printed."""
    (folder / "said.txt").write_bytes(HOSTILE.encode() + b"\xff\xfe bad\n")
    done = subprocess.run(
        ["sh", "-c", f'. "{SCRIPTS}/words.sh"; {script}'],
        cwd=folder,
        capture_output=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    return done.stdout.decode()


def test_a_page_is_ours_whatever_the_output_holds(tmp_path: Path) -> None:
    """Nothing in the output ends its code block: no heading, no picture, no HTML but the page's."""
    page = run(tmp_path, "page Title Sentence: said.txt")
    tokens = MarkdownIt("commonmark").parse(page)
    assert [token.content for token in tokens if token.type == "inline"] == ["Title", "Sentence:"]
    kinds = {token.type for token in tokens}
    assert not kinds & {"fence", "image", "bullet_list_open", "blockquote_open"}
    html = [token.content.strip() for token in tokens if token.type == "html_block"]
    assert html == ["<details><summary>Everything pulumi said</summary>", "</details>"]
    blocks = [token.content for token in tokens if token.type == "code_block"]
    assert len(blocks) == 2
    assert "isn't a field" in blocks[0]
    assert "+ 1 to create" in blocks[0]
    assert "Previewing update" not in blocks[0]


def test_a_log_finds_nothing_to_obey(tmp_path: Path) -> None:
    """No escape, no carriage return, no workflow command: and letters stay as they are."""
    log = run(tmp_path, "harmless <said.txt")
    assert all(character.isprintable() or character == "\n" for character in log)
    assert not any(line.lstrip().startswith("::") for line in log.splitlines())
    assert "##[" not in log
    assert "é 数字 🎉 ·" in log
    assert "\na line of Windows\n" in log


def test_every_script_prints_through_it() -> None:
    """What pulumi said is shown by no script as it is."""
    for script in sorted(SCRIPTS.glob("*.sh")):
        assert "cat preview.txt" not in script.read_text()
        assert "cat drift.txt" not in script.read_text()
