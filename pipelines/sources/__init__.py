"""data/sources/<name>.toml -> Source and back, with messages that name the file, the key, and what the key means.

    name = "xinhui"                                  the file's own name
    title = "江门市新会区人民政府"
    start_urls = ["http://www.xinhui.gov.cn/…/"]     list pages to begin at

cron.py says what each key means and reads schedules; checking.py checks the values and reads the [[lists]] tables.
A bare URL of a list page is a source too, without any file.
"""

import difflib
import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.models import ListEndpoint, Source
from pipelines.sources.checking import LEVELS, NAME, NoSuchSource, SourceError, addresses, checked, hosts_of
from pipelines.sources.cron import MEANING, MEANING_OF_LIST
from pipelines.sources.values import NO_PASSWORDS, has_password, is_web, without_password

__all__ = [
    "LEVELS",
    "MEANING",
    "MEANING_OF_LIST",
    "NoSuchSource",
    "SourceError",
    "as_value",
    "from_name_or_url",
    "from_url",
    "is_web",
    "keys_as_toml",
    "load",
    "load_all",
    "read_toml",
    "source_of_lists",
    "source_or_default",
    "sources_folder",
    "tables_as_toml",
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
        written = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error
    return read_toml(written, path)


def read_toml(written: bytes, path: Path) -> Source:
    """Return the source that a file of that path with these bytes describes. Raises SourceError."""
    try:
        if written[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in written[:100]:
            raise SourceError(f"{path}: it is in UTF-16; save it as UTF-8, the only encoding that TOML has")
        reported = tomllib.loads(written.decode("utf-8-sig"))  # editors on Windows write a mark before the first key
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: {not_utf8(written, error)}; save it as UTF-8, the only encoding of TOML") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path}: not TOML: {error}{wide_mark(written, str(error))}") from error
    return checked(reported, path)


WIDE = re.compile("[，：＝＂“”‘’［］｛｝＃]")
NARROW_MARKS = dict(zip("，：＝＂“”‘’［］｛｝＃", ',:="""\'\'[]{}#', strict=True))


def wide_mark(written: bytes, error: str) -> str:
    """Return which mark of full width stands in the line that an error names; empty without one."""
    line = re.search(r"line (\d+)", error)
    lines = written.decode("utf-8-sig").splitlines()
    text = lines[int(line[1]) - 1] if line and int(line[1]) <= len(lines) else ""
    # what stands in quotes may be of any width
    found = WIDE.search(re.sub(r"\"[^\"]*\"|'[^']*'", "", text))
    return f"; {found[0]} is of full width, TOML knows only {NARROW_MARKS[found[0]]}" if found else ""


def not_utf8(written: bytes, error: UnicodeDecodeError) -> str:
    """Return what a file is instead, as an editor's «ANSI» leaves it on a Chinese Windows, or where it is not UTF-8."""
    line = written.count(b"\n", 0, error.start) + 1
    try:
        text = written.split(b"\n")[line - 1].decode("gb18030")
    except UnicodeDecodeError:
        return f"line {line} is not in UTF-8"
    return f"line {line} is not in UTF-8, but reads as GBK: {text.strip()[:60]}"


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


# A Source -> its file, for `bulletins sources try`


def keys_as_toml(source: Source) -> Iterator[str]:
    """Yield the keys of a source that are not as they are when left out; its [[lists]] come after all of them."""
    own = {"name": source.name, "title": source.title}
    hosts = hosts_of(addresses(source))
    for field in fields(Source):
        value = getattr(source, field.name)
        is_said = value != field.default and not (field.name == "allowed_domains" and value == hosts)
        if field.name != "lists" and (field.name in own or is_said):
            yield f"{field.name} = {as_value(value)}"


def tables_as_toml(endpoints: Iterable[ListEndpoint]) -> Iterator[str]:
    """Yield [[lists]] tables, of each the keys that are not as they are when left out."""
    for endpoint in endpoints:
        yield ""
        yield "[[lists]]"
        usual = "POST" if endpoint.form or endpoint.json else "GET"
        for field in fields(ListEndpoint):
            value = getattr(endpoint, field.name)
            if value != (usual if field.name == "method" else field.default):
                yield f"{field.name} = {as_table(value) if field.name in ('form', 'headers') else as_value(value)}"


def as_value(value: Any) -> str:
    """Return a value as TOML writes it; its strings are those of JSON, but for one character."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(as_value, value))}]"
    if isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"  # a pattern, as people write it
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def as_table(pairs: Iterable[tuple[str, str]]) -> str:
    return f"{{ {', '.join(f'{as_value(name)} = {as_value(value)}' for name, value in pairs)} }}"
