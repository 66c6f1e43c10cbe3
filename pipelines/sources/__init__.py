"""data/sources/<name>.toml -> Source, with messages that name the file, the key, and what the key means.

    name = "xinhui"                                  the file's own name
    title = "江门市新会区人民政府"
    start_urls = ["http://www.xinhui.gov.cn/…/"]     list pages to begin at

cron.py says what each key means and reads schedules; checking.py checks the values and reads the [[lists]] tables.
A bare URL of a list page is a source too, without any file.
"""

import difflib
import hashlib
import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.models import Source
from pipelines.sources.checking import LEVELS, NAME, NoSuchSource, SourceError, checked
from pipelines.sources.cron import MEANING, MEANING_OF_LIST
from pipelines.sources.values import NO_PASSWORDS, has_password, is_web, without_password

__all__ = [
    "LEVELS",
    "MEANING",
    "MEANING_OF_LIST",
    "NoSuchSource",
    "SourceError",
    "from_name_or_url",
    "from_url",
    "is_web",
    "load",
    "load_all",
    "source_of_lists",
    "source_or_default",
    "sources_folder",
]


def sources_folder() -> Path:
    """BULLETINS_SOURCES, or data/sources here, or that of the checkout this program runs from."""
    named = os.environ.get("BULLETINS_SOURCES")
    if named:
        return Path(named)
    here = Path("data/sources")
    return here if here.is_dir() else Path(__file__).resolve().parents[2] / "data" / "sources"


def load(name: str | Path) -> Source:
    """Return a source by its name or its file. Raises SourceError."""
    path = Path(name) if str(name).endswith(".toml") else sources_folder() / f"{name}.toml"
    if not is_there(path, str(name)):
        known = sorted(p.stem for p in sources_folder().glob("*.toml"))
        near = difflib.get_close_matches(path.stem, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(known[:20]) or 'none'}"
        raise NoSuchSource(f"no source {path.stem[:80]!r} in {sources_folder()}; {hint}")
    try:
        reported = tomllib.loads(path.read_text("utf-8-sig"))  # editors on Windows write a mark before the first key
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: not TOML: {error}") from error
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error
    return checked(reported, path)


def is_there(path: Path, name: str) -> bool:
    try:
        return path.is_file() and (name.endswith(".toml") or NAME.fullmatch(name) is not None)
    except (OSError, ValueError):  # a name too long for any file, or with a NUL
        return False


def load_all() -> list[Source]:
    """Return every source of the folder, by name. Raises SourceError at the first wrong file."""
    folder = sources_folder()
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder of sources (BULLETINS_SOURCES names another)")
    return [load(path) for path in sorted(folder.glob("*.toml"))]


def from_name_or_url(reported: str) -> Source:
    return from_url(reported) if "://" in reported else load(reported)


def from_url(url: str) -> Source:
    """Return a list page as a source of its own. The name is made of host and path, so that two columns of a site are
    two."""
    if not is_web(url):
        raise SourceError(f"{without_password(url)}: not the address of a web page (http:// or https://)")
    if has_password(url):
        raise SourceError(f"{without_password(url)}: {NO_PASSWORDS}")
    parts = urlsplit(url)
    host, port = parts.hostname or "", f"-{parts.port}" if parts.port else ""
    path = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "") + parts.fragment
    name = f"{host}{port}" + (f"-{hashlib.sha256(path.encode()).hexdigest()[:6]}" if path else "")
    return Source(name=name, title=host, start_urls=(url,), allowed_domains=(host,))


def source_or_default(name: str) -> Source:
    """Return the source of that name, or one that decides all by evidence: pages may come from nobody's list."""
    try:
        return load(name) if NAME.fullmatch(name) else Source(name=name)
    except NoSuchSource:
        return Source(name=name)


def source_of_lists(name: str, begun_at: Iterable[str]) -> Source:
    """Return the source of that name, whose lists begin at these addresses: its file's, or the list page that was
    crawled without a file. One without hosts when there is neither."""
    described = source_or_default(name)
    if described.allowed_domains:
        return described
    bare = (from_url(url) for url in begun_at if is_web(url) and not has_password(url))
    return next((source for source in bare if source.name == name), described)
