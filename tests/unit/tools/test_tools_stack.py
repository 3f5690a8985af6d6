"""The stack's commands: whose backend they use, and the emulator behind them."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tools import stack
from tools.emulator_process import Background, answers, named_by
from tools.stack_environment import EMBEDDED_PASSPHRASE, PARALLEL, changes, of
from tools.steps.faults import SetupError

CHECKOUT = Path("/checkout")


def test_the_embedded_stack_stays_in_the_checkout() -> None:
    """`make up` alone keeps state, selection and passphrase to itself, with our CLI first."""
    found = of("dev", CHECKOUT, {"PATH": "/usr/bin"})
    assert found.backend == CHECKOUT / ".state" / "backend"
    said = found.variables
    assert said["PATH"] == "/checkout/.venv/bin:/usr/bin"
    assert said["PULUMI_BACKEND_URL"] == "file:///checkout/.state/backend?metadata=skip"
    assert said["PULUMI_HOME"] == "/checkout/.state/pulumi-home"
    assert said["PULUMI_CONFIG_PASSPHRASE"] == EMBEDDED_PASSPHRASE
    assert said["PULUMI_PARALLEL"] == PARALLEL


def test_our_own_address_by_hand_is_still_ours() -> None:
    """After `eval "$(make -s env)"` the backend's folder is made as before."""
    by_hand = of("dev", CHECKOUT, {}).variables
    assert of("dev", CHECKOUT, by_hand).backend == CHECKOUT / ".state" / "backend"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("prod", {}),
        ("prod", {"PULUMI_BACKEND_URL": "gs://state"}),
        ("dev", {"PULUMI_BACKEND_URL": "gs://state"}),
    ],
)
def test_a_backend_of_the_users_own_is_left_alone(name: str, given: dict[str, str]) -> None:
    """Another stack, or a backend that was named, never sees our backend, home or passphrase."""
    found = of(name, CHECKOUT, given)
    assert found.backend is None
    assert found.variables.get("PULUMI_BACKEND_URL") == given.get("PULUMI_BACKEND_URL")
    assert "PULUMI_CONFIG_PASSPHRASE" not in found.variables
    assert "PULUMI_HOME" not in found.variables


@pytest.mark.parametrize(
    "given",
    [
        {"PULUMI_PARALLEL": "2"},
        {"PULUMI_HOME": "/home/me/.pulumi"},
        {"PULUMI_CONFIG_PASSPHRASE": "mine"},
        {"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "false"},
    ],
)
def test_what_the_user_has_set_wins(given: dict[str, str]) -> None:
    """A variable that is set is passed on as it is."""
    assert given.items() <= of("dev", CHECKOUT, given).variables.items()


def test_a_passphrase_file_is_enough() -> None:
    """With PULUMI_CONFIG_PASSPHRASE_FILE there is no second passphrase to contradict it."""
    given = {"PULUMI_CONFIG_PASSPHRASE_FILE": "/secret"}
    assert "PULUMI_CONFIG_PASSPHRASE" not in of("dev", CHECKOUT, given).variables


def test_a_proxy_is_kept_and_never_asked_for_the_loopback() -> None:
    """The proxies' exceptions get the loopback added, and keep their own."""
    said = of("dev", CHECKOUT, {"NO_PROXY": "intranet", "HTTPS_PROXY": "http://proxy"}).variables
    assert said["NO_PROXY"] == "intranet,127.0.0.1,localhost"
    assert said["HTTPS_PROXY"] == "http://proxy"


def test_the_environment_can_be_had_by_hand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make env` prints what a shell has to export, quoted, and nothing that is so already."""
    monkeypatch.setenv("PULUMI_PARALLEL", PARALLEL)
    monkeypatch.delenv("PULUMI_BACKEND_URL", raising=False)
    assert stack.main(["env"]) == 0
    said = capsys.readouterr().out
    backend = shlex.quote(f"file://{stack.CHECKOUT}/.state/backend?metadata=skip")
    assert f"export PULUMI_BACKEND_URL={backend}\n" in said
    assert "PULUMI_PARALLEL" not in said
    given = dict(os.environ)
    assert all(
        given.get(name) != value
        for name, value in changes(of("dev", CHECKOUT, given), given).items()
    )


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("config:\n  google-tuning:emulator: http://127.0.0.1:8085/\n", "http://127.0.0.1:8085"),
        ("config:\n  google-tuning:emulator: http://localhost:9\n", "http://localhost:9"),
        ("config:\n  google-tuning:emulator: http://emulator.lan:9\n", None),
        ("config:\n  google-tuning:project: p\n", None),
        ("config: {}\n", None),
        ("", None),
    ],
)
def test_an_emulator_is_started_only_for_a_stack_that_names_it(
    tmp_path: Path, text: str, url: str | None
) -> None:
    """Only an emulator on this machine, in the stack's own configuration, is ours to start."""
    config = tmp_path / "Pulumi.dev.yaml"
    config.write_text(text)
    assert named_by(config) == url
    assert named_by(tmp_path / "Pulumi.other.yaml") is None


def test_a_broken_configuration_is_named(tmp_path: Path) -> None:
    """A file that isn't YAML fails with its name, before anything is started."""
    config = tmp_path / "Pulumi.dev.yaml"
    config.write_text("config: [")
    with pytest.raises(SetupError, match=r"Pulumi\.dev\.yaml is not valid YAML .*: correct it"):
        named_by(config)


@pytest.fixture
def free_url() -> str:
    """Return a loopback address where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def stranger() -> Iterator[str]:
    """Yield the address of a server that is no emulator: it can do no GET."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.enable_socket
def test_a_stranger_on_the_port_is_not_taken_for_the_emulator(stranger: str) -> None:
    """What answers otherwise than the emulator does stops `make up` with the way out of it."""
    with pytest.raises(SetupError, match=r"not the emulator answers at http.*another port"):
        answers(stranger)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout with the real emulator in it."""
    (tmp_path / "emulator").symlink_to(Path(__file__).parents[3] / "emulator")
    return tmp_path


@pytest.mark.enable_socket
def test_the_emulator_is_started_once_and_ended(checkout: Path, free_url: str) -> None:
    """It answers when `start` returns; a second start finds it; stop ends it, and only it."""
    background = Background(checkout)
    try:
        assert background.start(free_url)
        assert answers(free_url)
        assert not Background(checkout).start(free_url)
    finally:
        stopped = Background(checkout).stop()
    assert stopped
    assert not answers(free_url)
    assert not background.stop()
    assert background.database.exists()


@pytest.mark.enable_socket
def test_two_that_start_it_at_once_start_one(checkout: Path, free_url: str) -> None:
    """`make up` twice at once: neither ends the other's emulator, and `stop` finds the one."""
    try:
        with ThreadPoolExecutor() as pool:
            both = pool.map(lambda _: Background(checkout).start(free_url), range(2))
            assert sorted(both) == [False, True]
        assert answers(free_url)
    finally:
        assert Background(checkout).stop()
    assert not answers(free_url)


@pytest.mark.enable_socket
def test_another_port_leaves_no_emulator_behind(checkout: Path, free_url: str) -> None:
    """Told another address, the checkout ends the emulator that it started before."""
    background = Background(checkout)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        moved = f"http://127.0.0.1:{other.getsockname()[1]}"
    try:
        assert background.start(free_url)
        assert Background(checkout).start(moved)
        assert not answers(free_url)
        assert answers(moved)
    finally:
        assert Background(checkout).stop()


@pytest.mark.enable_socket
def test_an_emulator_that_ends_at_once_is_told(tmp_path: Path, free_url: str) -> None:
    """Its last words reach the terminal, not only the log."""
    (tmp_path / "emulator.py").write_text("raise SystemExit('the database is locked')")
    with pytest.raises(SetupError, match=r"exit code 1: the database is locked \(all of it in "):
        Background(tmp_path).start(free_url)


@pytest.mark.enable_socket
def test_an_emulator_that_never_answers_is_ended(tmp_path: Path, free_url: str) -> None:
    """After the deadline the process is stopped, and the log is named."""
    (tmp_path / "emulator.py").write_text("import signal; signal.pause()")
    now = 0.0

    def sleep(_: float) -> None:
        nonlocal now
        while not process:  # it has been forked, and isn't itself yet
            process.extend(filter(None, [background._running()]))
        now += 31

    process: list[int] = []
    background = Background(tmp_path, clock=lambda: now, sleep=sleep)
    with pytest.raises(SetupError, match=r"did not answer at http.*emulator\.log"):
        background.start(free_url)
    assert not background.stop()
    while background._is_ours(process[0]):  # the signal was sent
        pass


def test_a_process_id_that_is_someone_elses_is_not_killed(tmp_path: Path) -> None:
    """A pid file left by a crash may name any process by now: it must be ours to be ended."""
    (tmp_path / ".state").mkdir()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        (tmp_path / ".state" / "emulator.pid").write_text(f"{other.pid}\n")
        assert not Background(tmp_path).stop()
        assert other.poll() is None
        other.communicate(b"\n")
        assert other.returncode == 0


EMULATED = "config:\n  google-tuning:emulator: http://127.0.0.1:8085\n"
ON_GOOGLE = "config:\n  google-tuning:project: p\n"


@pytest.mark.parametrize(
    ("name", "config", "backend", "options", "sure"),
    [
        ("dev", EMULATED, None, [], True),
        ("dev", EMULATED, None, ["--refresh", "-d"], True),
        ("dev", ON_GOOGLE, None, [], False),
        ("dev", None, None, [], False),
        ("dev", EMULATED, "gs://state", [], False),
        ("dev", EMULATED, None, ["-c", "google-tuning:emulator=http://elsewhere"], False),
        ("dev", EMULATED, None, ["--config-file=Pulumi.prod.yaml"], False),
        ("dev", EMULATED, None, ["-sprod"], False),
        ("dev", EMULATED, None, ["-fC", "elsewhere"], False),
        ("prod", EMULATED, None, [], False),
        ("org/project/dev", EMULATED, None, [], False),
        ("prod", ON_GOOGLE, "gs://state", [], False),
    ],
)
@pytest.mark.parametrize("command", ["up", "down", "preview", "drift"])
def test_only_the_embedded_stack_is_not_asked_about(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    name: str,
    config: str | None,
    backend: str | None,
    options: list[str],
    *,
    sure: bool,
) -> None:
    """`--yes` goes to pulumi for `dev` on the embedded backend and the embedded emulator alone."""
    if config is not None:
        (tmp_path / f"Pulumi.{name.replace('/', '-')}.yaml").write_text(config)
    said: list[tuple[str, ...]] = []
    monkeypatch.setattr(Background, "start", lambda *_: False)
    monkeypatch.setattr(Background, "stop", lambda *_: False)
    monkeypatch.setattr(stack.Stack, "_select", lambda _: None)
    monkeypatch.setattr(stack.Stack, "_pulumi", lambda _, *words: said.append(words) or 0)
    given = {"PULUMI_BACKEND_URL": backend} if backend else {}
    assert stack.Stack(name, tmp_path, of(name, tmp_path, given)).run(command, options) == 0
    ((*words,),) = said
    assert ("--yes" in words) == (sure and command in ("up", "down"))
    assert words[-len(options) - 2 :] == ["--stack", name, *options]
