"""Which cells of the matrix of interrupted runs are run: the essential ones, or all."""

from __future__ import annotations

import os

import pytest

_OPTION = "full_matrix"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --full-matrix where this folder is named on the command line."""
    parser.addoption(
        "--full-matrix",
        action="store_true",
        help="run every cell of the interrupted runs (also: FULL_MATRIX=1)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", "matrix_full: a cell that only --full-matrix runs")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the other cells out."""
    # In a run of the whole suite this file is found too late to declare an option: hence the
    # default, and the variable.
    if config.getoption(_OPTION, default=False) or os.environ.get("FULL_MATRIX"):
        return
    out = [item for item in items if item.get_closest_marker("matrix_full")]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if not item.get_closest_marker("matrix_full")]
