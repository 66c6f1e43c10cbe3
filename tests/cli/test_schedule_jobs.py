"""Sources that share a schedule are one job, and a job's name is safe to be a file, a unit and a CronJob."""

import re

import pytest

from bulletins.schedules import Place, grouped
from pipelines.models import Source
from pipelines.sources.cron import CronError


def source(name: str, schedule: str = "30 7 * * *", browser: bool = False) -> Source:
    return Source(name=name, schedule=schedule, browser=browser)


def test_sources_that_share_a_schedule_are_one_job() -> None:
    jobs = grouped([source("a"), source("b", "0 9 * * *"), source("c", " 30  7 * * * ")])
    assert [(job.sources, job.expression) for job in jobs] == [(("a", "c"), "30 7 * * *"), (("b",), "0 9 * * *")]


def test_two_spellings_of_a_schedule_are_the_same() -> None:
    assert len(grouped([source("a", "0 9 * * mon-fri"), source("b", "0 9 * * 1,2,3,4,5")])) == 1


def test_a_source_without_a_schedule_is_in_no_job() -> None:
    assert grouped([source("a", "")]) == []


def test_a_wrong_schedule_is_reported() -> None:
    with pytest.raises(CronError):
        grouped([source("a", "61 * * * *")])


def test_a_job_needs_a_browser_when_one_of_its_sources_does() -> None:
    assert [job.browser for job in grouped([source("a"), source("b", browser=True)])] == [True]


def test_a_job_of_one_source_has_its_name() -> None:
    assert grouped([source("gov-cn")])[0].name == "gov-cn"


def test_a_further_source_renames_no_shared_job() -> None:
    two, three = grouped([source("a"), source("b")]), grouped([source("a"), source("b"), source("c")])
    assert re.fullmatch(r"at-0730-[0-9a-f]{6}", two[0].name)
    assert two[0].name == three[0].name


@pytest.mark.parametrize("name", ["a_b", "a.b", "x" * 64, "a" + "-" * 63, "政府", "../../etc/passwd", "a b\n%i", ""])
def test_every_name_becomes_a_safe_one(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", grouped([source(name)])[0].name)


def test_names_that_look_the_same_stay_apart() -> None:
    jobs = grouped([source("a_b", "1 1 * * *"), source("a.b", "2 1 * * *"), source("a-b", "3 1 * * *")])
    assert len({job.name for job in jobs}) == 3


def test_a_store_on_a_server_has_no_file() -> None:
    assert (Place(store="postgresql://host/bulletins").store_file, str(Place().store_file)) == (
        None,
        "/var/lib/bulletins/bulletins.db",
    )
