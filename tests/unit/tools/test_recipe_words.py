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
 \x1b[31m\x07\x00 \u202e\u2066\u200b\u2028\x85\x9b31m é 数字 🎉 · ##[group]x ##vso[a]y ##Vso[b]z
a line of Windows\r
Resources:
    + 1 to create
"""


def run(folder: Path, script: str) -> str:
    """Run a script that has read words.sh, on the hostile output, and return what it printed."""
    (folder / "said.txt").write_bytes(HOSTILE.encode() + b"\xff\xfe bad\n")
    done = subprocess.run(
        ["sh", "-c", f'here="{SCRIPTS}"; . "$here/words.sh"; {script}'],
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
    assert "##vso[" not in log.lower()
    assert "é 数字 🎉 ·" in log
    assert "\na line of Windows\n" in log


def test_every_script_prints_through_it() -> None:
    """What pulumi said is shown by no script as it is."""
    for script in sorted(SCRIPTS.glob("*.sh")):
        assert "cat preview.txt" not in script.read_text()
        assert "cat drift.txt" not in script.read_text()


STAND_IN = r"""#!/bin/sh
case "$1" in
up)
    printf '::set-output name=a::b\r\n\033]0;title\007 one ##[group]\n'
    while [ ! -e seen ]; do sleep 0.01; done
    printf '\302\205::add-mask::x\n the last line has no end' >&2
    exit 3 ;;
*) echo '{}' ;;
esac
"""


def test_the_live_log_of_an_up_has_nothing_to_obey(tmp_path: Path) -> None:
    """Each line of `pulumi up` is shown as it comes, without commands; its exit code is kept."""
    pulumi = tmp_path / "pulumi"
    pulumi.write_text(STAND_IN)
    pulumi.chmod(0o755)
    with subprocess.Popen(
        [SCRIPTS / "up.sh"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "STACK": "dev"},
    ) as running:
        assert running.stdout is not None
        shown = [running.stdout.readline(), running.stdout.readline()]
        assert running.poll() is None, "both are shown while it runs"
        (tmp_path / "seen").touch()
        rest = running.stdout.read()
    assert running.returncode == 3
    assert shown == [b": :set-output name=a::b\n", b"?]0;title? one # #[group]\n"]
    assert rest.decode() == "?::add-mask::x\n the last line has no end\n"
    assert (tmp_path / "up.txt").read_bytes() == b"".join(shown) + rest


def test_a_lock_that_is_seen_through_it(tmp_path: Path) -> None:
    """The words that up.sh looks for are in what it shows: it takes its own lock away."""
    pulumi = tmp_path / "pulumi"
    pulumi.write_text(
        "#!/bin/sh\n"
        'echo "$1" >>calls\n'
        'if [ "$1" = up ] && [ ! -e free ]; then\n'
        "    echo 'error: the stack is currently locked by 1 lock(s)'\n"
        "    printf '  url: created by runner@host \033[0m(pid 1) at 1\\n'; exit 255\n"
        "fi\n"
        '[ "$1" != cancel ] || touch free\n'
        "[ \"$1\" != stack ] || echo '{}'\n"
    )
    pulumi.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "STACK": "dev"}
    done = subprocess.run(
        [SCRIPTS / "up.sh"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "calls").read_text().split() == ["up", "cancel", "up", "stack"]
