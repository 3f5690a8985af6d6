"""`make setup` and `make setup-dev`, from the first step to the last."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tools.steps import cache, cli, environment, helpers, languages
from tools.steps.faults import SetupError
from tools.steps.versions import PINNED_CLI

CHECKOUT = Path(__file__).resolve().parents[2]


def main(*, dev: bool = False) -> int:
    """Bring the checkout to where the other targets run; return the exit code.

    With `dev` to where all of them do, else those that use the product.
    """
    try:
        # Two targets of one checkout may begin at once.
        with cache.lock(CHECKOUT / ".state" / "setup.lock", "setting this checkout up") as held:
            _steps(held, dev=dev)
    except SetupError as error:
        print(f"setup failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: stopped; the next `make` continues from here", file=sys.stderr)
        return 130
    return 0


def _steps(held: int, *, dev: bool) -> None:
    if os.name != "posix":
        raise SetupError(
            "The set-up runs on Linux and macOS: on Windows, use a checkout within WSL "
            "(https://learn.microsoft.com/windows/wsl)."
        )
    environment.ensure(CHECKOUT, environment.runner([held]), dev=dev)
    folder = CHECKOUT / ".venv"
    cached = cache.root(os.environ) / "cli" / cache.cli_key(PINNED_CLI)
    ways = cli.sources(CHECKOUT / "tools" / "pulumi-cli", os.environ)
    chosen = cli.choose(ways, cached, os.environ, folder / "bin")
    search_path = os.environ.get("PATH", os.defpath)
    helpers.install(chosen, folder, CHECKOUT / "tools", search_path)
    if dev:
        languages.ensure(chosen, folder / "bin", CHECKOUT / "tools" / "languages", os.environ)
