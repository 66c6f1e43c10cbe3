"""Fixtures that several tests share."""

import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parents[1] / "data" / "sample"))

from sample_site.server import Running, serve

from pipelines.store import Store, open_store

# Tables are as wide as they like, wherever the tests run
os.environ["COLUMNS"] = "200"

# no test depends on how fast the machine is
settings.register_profile("default", deadline=None)
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store of the test's own."""
    with open_store(f"sqlite:///{tmp_path}/bulletins.db") as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Generator[None, Any, Any]:
    """Where every test is to run (BULLETINS_ALL_TESTS), one that is skipped has failed: its tool is missing."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("BULLETINS_ALL_TESTS"):
        report.outcome = "failed"
        report.longrepr = f"skipped where every test is to run: {report.longrepr[2]}"
    return report


@pytest.fixture
def sample() -> Iterator[Running]:
    """The sample site on 127.0.0.1, every address as if never asked for."""
    with serve() as running:
        yield running
