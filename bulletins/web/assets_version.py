"""A short digest of the files that a browser keeps: with another version it asks for them anew."""

import hashlib
from functools import cache
from pathlib import Path

__all__ = ["version_of_assets"]

ASSETS = Path(__file__).with_name("assets")


@cache
def version_of_assets() -> str:
    digest = hashlib.sha256()
    for path in sorted(ASSETS.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
