"""Fixtures that several tests share."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parents[1] / "data" / "sample"))

from sample_site.server import Running, serve

settings.register_profile("same", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture
def sample() -> Iterator[Running]:
    """The sample site on 127.0.0.1, every address as if never asked for."""
    with serve() as running:
        yield running
