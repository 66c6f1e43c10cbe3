"""The core of a batch job runs where only requirements-core.lock is installed: no scrapy, no alembic, no sqlalchemy."""

import json
import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from archived_pages import archives_of, pages_of

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-core.lock"

# Nothing but the standard library, our own packages and those of the lock can be imported
ALONE = """
import json, sys
allowed, archives = json.loads(sys.argv[1]), sys.argv[2:]

class Blocked:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in allowed and top not in sys.stdlib_module_names and not top.startswith("_sysconfigdata"):
            raise ModuleNotFoundError(f"{name} is not in requirements-core.lock", name=name)

sys.meta_path.insert(0, Blocked())
from pathlib import Path
from pipelines.archive import archive_at
from pipelines.batch.flow import run
from pipelines.batch.memory import InMemory
from pipelines.batch.parts import Part
from pipelines.batch.reading import reader_of
from pipelines.models import Source
from pipelines.sources import load
load("xinhui")
engine = InMemory(lambda address: archive_at(Path(address)))
report = run(engine, [Part(*each) for each in enumerate(archives)], reader_of(lambda name: Source(name=name)))
loaded = {name.partition(".")[0] for name in sys.modules} & {"scrapy", "twisted", "alembic", "sqlalchemy", "click"}
fell = [one for one in report.outcomes if one["reason"] == "internal error"]
assert not fell, fell
print(json.dumps([report.pages, report.does_not_add_up(), len(engine.tables["bulletins"]), sorted(loaded)]))
"""


def modules_of(name: str) -> set[str]:
    """Return the modules at the top level of an installed package."""
    files = distribution(name).files or []
    return {file.parts[0].partition(".")[0] for file in files if file.suffix in (".py", ".so")}


def locked() -> set[str]:
    """Return the names of the packages that the lock has for this machine."""
    return set(re.findall(r"^([A-Za-z0-9_.-]+)==", LOCK.read_text(), re.MULTILINE)) - {"tzdata"}


def test_it_reads_archives_with_what_the_lock_has_and_nothing_else(tmp_path: Path) -> None:
    pages = pages_of(1, 6)
    archives = archives_of(pages, tmp_path / "archives", 2)
    allowed = sorted({"pipelines", *(module for name in locked() for module in modules_of(name))})
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", ALONE, json.dumps(allowed), *map(str, archives)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    read, wrong, bulletins, loaded = json.loads(done.stdout)
    assert (read, wrong, loaded) == (sum(1 + len(page.parts) for page in pages), None, [])
    assert bulletins > 0


def test_the_lock_has_nothing_of_a_crawler_or_a_store() -> None:
    assert {"scrapy", "twisted", "alembic", "sqlalchemy", "pebble", "click"} & locked() == set()
