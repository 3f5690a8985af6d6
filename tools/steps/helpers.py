"""What `.venv/bin` holds beside Python: `pulumi` as it was chosen, and its two helpers.

The engine looks for a plugin on PATH, then beside the file that `pulumi` resolves to, then among
the downloaded ones (`getPluginInfoAndPath`, sdk/go/common/workspace/plugins.go of 3.259). Every
target of the Makefile runs with `.venv/bin` first on PATH. A CLI from Pulumi's own archive has both
helpers beside it; one that was built from modules has none. The engine warns, in every run, of a
helper on PATH that isn't also beside it: so such a CLI is linked hard into `.venv/bin` (copied,
where the cache is on another file system), and its helpers are beside it.
"""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterable
from pathlib import Path

LANGUAGE_HOST = "pulumi-language-python"
DYNAMIC_HOST = "pulumi-resource-pulumi-python"

# As the archive's own wrapper does, but with exec: no shell stays behind when the engine is killed.
# The variable is Pulumi.yaml's `virtualenv`, relative to the project's folder, which is the
# working directory.
_DYNAMIC_SCRIPT = """\
#!/bin/sh
# Written by `make setup`: runs dynamic providers in the project's virtual environment.
here={here}
if [ -n "${{PULUMI_RUNTIME_VIRTUALENV:-}}" ]; then
    python="${{PULUMI_RUNTIME_VIRTUALENV%/}}/bin/python"
else
    python="$here/python"
fi
exec "$python" -u -m pulumi.dynamic "$@"
"""

_LANGUAGE_SCRIPT = """\
#!/bin/sh
# Written by `make setup`: stands in for the language host that a built CLI lacks.
exec {python} -u {host} "$@"
"""


def has_its_helpers(
    cli: Path,
    search_path: str,
    *,
    apart_from: Path,
    names: Iterable[str] = (LANGUAGE_HOST, DYNAMIC_HOST),
) -> bool:
    """Return whether a CLI's own helpers are beside it or on PATH (our folder left out)."""
    beside = cli.resolve().parent
    folders = [Path(one) for one in search_path.split(os.pathsep) if one]
    rest = os.pathsep.join(
        str(one) for one in [beside, *folders] if one.resolve() != apart_from.resolve()
    )
    return all(shutil.which(name, path=rest) for name in names)


def install(cli: Path, environment: Path, tools: Path, search_path: str) -> list[str]:
    """Make `.venv/bin/pulumi` the chosen CLI, with helpers where it has none of its own.

    Gives the names that were put there. Helpers of an earlier choice are taken away: they would
    win over the CLI's own.
    """
    folder = environment / "bin"
    placed = ["pulumi"]
    if has_its_helpers(cli, search_path, apart_from=folder):
        for name in (LANGUAGE_HOST, DYNAMIC_HOST):
            (folder / name).unlink(missing_ok=True)
        _link(folder / "pulumi", cli)
        return placed
    place(folder / "pulumi", cli)
    python = shlex.quote(str(folder / "python"))
    host = shlex.quote(str(tools / "language_host.py"))
    _script(folder / LANGUAGE_HOST, _LANGUAGE_SCRIPT.format(python=python, host=host))
    _script(folder / DYNAMIC_HOST, _DYNAMIC_SCRIPT.format(here=shlex.quote(str(folder))))
    return [*placed, LANGUAGE_HOST, DYNAMIC_HOST]


def _link(link: Path, target: Path) -> None:
    """Replace a link in one step, so that a run that is under way always finds one."""
    fresh = link.with_name(f"{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def place(path: Path, program: Path) -> None:
    """Give a cached program a second name: a hard link, else a copy."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        os.link(program.resolve(), fresh)
    except OSError:
        shutil.copy2(program, fresh)
    # Renaming one hard link onto another of the same file leaves both: take the odd one away.
    fresh.replace(path)
    fresh.unlink(missing_ok=True)


def _script(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text)
    fresh.chmod(0o755)
    fresh.replace(path)
