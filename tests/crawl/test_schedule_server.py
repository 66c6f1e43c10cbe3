"""What `bulletins schedule` writes for a store on a server crawls into it: run as each scheduler would, without one."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from sample_site import site
from sample_site.server import Running

from bulletins.schedules import Job, Place, crontab, grouped, manifests, units
from pipelines.models import Source
from pipelines.store import open_to_read

ROOT = Path(__file__).parents[2]
Called = tuple[list[str], dict[str, str]]  # words, environment

SOURCE = """\
title = "云溪市人民政府（示例）"
start_urls = ["{start}"]
allowed_domains = ["127.0.0.1"]
schedule = "58 7 * * *"
delay = 0
"""


def by_systemd(jobs: list[Job], place: Place) -> Called:
    lines = units(jobs, place)["bulletins-sample.service"].splitlines()
    values = [line.partition("=")[2].replace("%%", "%") for line in lines if line.startswith("Environment=")]
    said = [shlex.split(value)[0] for value in values]
    [command] = [line.partition("=")[2] for line in lines if line.startswith("ExecStart=")]
    return shlex.split(command), dict(one.split("=", 1) for one in said)


def by_cron(jobs: list[Job], place: Place) -> Called:
    lines = crontab(jobs, place, None).splitlines()
    said = [line.split("=", 1) for line in lines if line.startswith("BULLETINS_")]
    command = lines[-1].split(maxsplit=5)[5].replace("\\%", "%")
    return ["/bin/sh", "-c", command], {name: value[1:-1] for name, value in said}


def by_kubernetes(jobs: list[Job], place: Place) -> Called:
    settings, _, job = yaml.safe_load_all(manifests(jobs, place, {}))
    [container] = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    return [place.program, *container["args"]], settings["data"] | {"BULLETINS_SOURCES": place.sources}


@pytest.mark.parametrize("called", [by_systemd, by_cron, by_kubernetes])
def test_a_scheduled_crawl_stores_pages_on_the_server(
    sample: Running, new_database: Callable[[], str], tmp_path: Path, called: Callable[..., Called]
) -> None:
    sources, elsewhere = tmp_path / "sources", tmp_path / "elsewhere"
    sources.mkdir()
    elsewhere.mkdir(mode=0o500)
    (sources / "sample.toml").write_text(SOURCE.format(start=sample.base + site.build().starts["a"][0]), "utf-8")
    program = tmp_path / "bulletins"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from bulletins.cli.main import main; main()" "$@"\n')
    program.chmod(0o755)
    url = new_database()
    place = Place(program=str(program), sources=str(sources), contact="mail@example.org", store=url)
    words, said = called(grouped([Source(name="sample", schedule="58 7 * * *")]), place)
    around = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": "/nonexistent",
        "BULLETINS_ALLOW_PRIVATE": "1",
    }
    done = subprocess.run(  # noqa: S603  # our own program
        words, env=around | said, cwd=elsewhere, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, list(elsewhere.iterdir())) == (0, []), done.stdout + done.stderr
    with open_to_read(url) as store:
        assert store.totals().bulletins > 0, done.stdout + done.stderr
