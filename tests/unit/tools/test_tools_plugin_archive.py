"""What the plugin's archive is called, what is put into it, and the environment it starts in."""

from __future__ import annotations

import importlib.metadata
import tarfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.plugin_archive import contents, names, requirements
from tools.plugin_archive.__main__ import pack
from tools.plugin_archive.entry import give_back

INTERNAL = "/home/me/.pulumi/plugins/resource-google-tuning-v0.1.0/_internal"


def test_an_archive_is_called_as_pulumi_downloads_it() -> None:
    """Kind, name, version, system and processor, in Go's words."""
    linux = names.archive("0.2.0rc1", "Linux", "x86_64")
    assert linux == "pulumi-resource-google-tuning-v0.2.0-rc.1-linux-amd64.tar.gz"
    assert names.archive("1.0.0", "Darwin", "arm64").endswith("-v1.0.0-darwin-arm64.tar.gz")
    assert names.archive("1.0.0", "Windows", "AMD64").endswith("-v1.0.0-windows-amd64.tar.gz")


@pytest.mark.parametrize(
    "before",
    [{}, {"LD_LIBRARY_PATH": "/opt/theirs"}, {"LD_LIBRARY_PATH": ""}],
    ids=["none", "theirs", "empty"],
)
def test_no_child_gets_the_loaders_environment(before: dict[str, str]) -> None:
    """`pulumi`, `ps` and a credential's command would load the archive's libraries."""
    given = {"PATH": "/bin", **before}
    found = dict(given)
    found["LD_LIBRARY_PATH"] = INTERNAL
    if "LD_LIBRARY_PATH" in before:
        found["LD_LIBRARY_PATH"] += f":{before['LD_LIBRARY_PATH']}"
        found["LD_LIBRARY_PATH_ORIG"] = before["LD_LIBRARY_PATH"]
    found |= {"_PYI_ARCHIVE_FILE": "x", "_PYI_PARENT_PROCESS_LEVEL": "1"}
    give_back(found, INTERNAL)
    assert found == given


def test_a_search_path_that_the_loader_did_not_set_stays() -> None:
    """Where the loader needs none (macOS), the user's is the user's."""
    found = {"LD_LIBRARY_PATH": "/opt/theirs"}
    give_back(found, INTERNAL)
    assert found == {"LD_LIBRARY_PATH": "/opt/theirs"}


def test_the_plugins_own_modules_are_in() -> None:
    """Also those that a table names; not the command line's, nor the other door's."""
    found = contents.modules()
    assert "pulumi_google_tuning.lifecycle.lifecycle" in found
    assert "pulumi_google_tuning.resources.tuning_job.kind" in found
    for part in contents.NOT_THE_PLUGINS:
        assert not [name for name in found if name.startswith(f"pulumi_google_tuning.{part}")]


def test_modules_that_are_named_in_a_text_are_in() -> None:
    """What builds the archive follows no `import_module`, and an upload would find no library."""
    named = {
        "google.api_core.exceptions",
        "google.cloud.storage",
        "google.cloud.storage.retry",
        "google.rpc.status_pb2",
        "google_crc32c",
    }
    assert named <= set(contents.modules())


def test_what_a_compiled_module_imports_is_in() -> None:
    """The core of gRPC looks for its certificates with a module that nothing else may need."""
    assert {"grpc", "pkgutil", "asyncio"} <= set(contents.modules())


def test_of_the_sdk_only_the_protocol_is_in() -> None:
    """Its other modules take longer to load than all that the plugin does at its start."""
    out = contents.left_out()
    assert {"pulumi.automation", "pulumi.resource", "pulumi.runtime.stack"} <= set(out)
    assert not {"pulumi", "pulumi.runtime", "pulumi.runtime.proto"} & set(out)


def test_licences_go_with_the_code() -> None:
    """Every distribution that a file is of brings its licence, in a folder of its name."""
    import requests  # noqa: PLC0415 - any distribution's file will do

    found = contents.licences([requests.__file__])
    assert [folder for _, folder in found] == ["licenses/requests"] * len(found)
    assert any(Path(file).name == "LICENSE" for file, _ in found)


def test_an_archive_tells_nothing_of_its_builder(tmp_path: Path) -> None:
    """The executable is on top, as the engine looks for it; no user, no date: twice is equal."""
    folder = tmp_path / "plugin"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "data").write_text("x")
    (folder / names.EXECUTABLE).write_text("#!/bin/sh\n")
    (folder / names.EXECUTABLE).chmod(0o755)
    pack(folder, tmp_path / "first.tar.gz")
    (folder / "_internal" / "data").touch()
    pack(folder, tmp_path / "second.tar.gz")
    first = (tmp_path / "first.tar.gz").read_bytes()
    assert first == (tmp_path / "second.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "first.tar.gz") as archive:
        entries = {entry.name: entry for entry in archive.getmembers()}
    assert set(entries) == {"_internal", "_internal/data", names.EXECUTABLE}
    assert entries[names.EXECUTABLE].mode & 0o111
    assert {(one.uid, one.gid, one.uname, one.gname) for one in entries.values()} == {
        (0, 0, "", "")
    }


def test_the_builder_is_locked_whole() -> None:
    """What a runner installs to build the archive is all that PyInstaller asks for, with hashes."""
    locked = requirements.text(requirements.LOCK.read_text())
    pinned = {line.partition("==")[0] for line in locked.splitlines() if "==" in line}
    assert pinned == requirements.NAMES
    assert locked.count("--hash=") >= len(pinned)
    product = (contents.ROOT / "requirements.lock").read_text()
    for name in ("pyinstaller", "pyinstaller-hooks-contrib"):
        for said in map(Requirement, importlib.metadata.requires(name) or ()):
            if said.marker and not any(
                said.marker.evaluate({"extra": "", "sys_platform": system})
                for system in ("linux", "darwin", "win32")
            ):
                continue
            asked = canonicalize_name(said.name)
            assert asked in pinned or f"\n{asked}==" in product, (name, asked)
