"""The deployment page and the Containerfile agree with the program. (The image itself is not built here.)"""

import importlib
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from bulletins.cli.group import commands
from bulletins.schedules import Place
from bulletins.schedules.kubernetes import SOURCES_FOLDER, USER
from pipelines.exit_codes import Exit

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^(?:/opt/bulletins/bin/)?bulletins (.*?)(?: +#.*)?$", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_every_exit_code_is_reported() -> None:
    assert re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE) == [str(code.value) for code in Exit]


def test_every_call_on_the_page_is_one() -> None:
    known = {name.removeprefix("bulletins "): command for name, command in commands()}
    calls = [shlex.split(call) for _, block in BLOCKS for call in CALL.findall(block)]
    assert len(calls) > 5
    for name, *words in calls:
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options


def test_the_dag_is_python() -> None:
    [dag] = [block for language, block in BLOCKS if language == "python"]
    compile(dag, "dag.py", "exec")


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Containerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def last(instruction: str) -> str:
    return [rest for word, rest in instructions() if word == instruction][-1]


def test_every_instruction_is_one() -> None:
    known = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "ENTRYPOINT", "CMD"}
    assert {word for word, _ in instructions()} <= known


def test_what_is_copied_is_there() -> None:
    copies = [rest.split() for word, rest in instructions() if word == "COPY"]
    files = [path for words in copies if not words[0].startswith("--from=") for path in words[:-1]]
    assert [path for path in files if not (ROOT / path).exists()] == []


def test_what_the_package_is_built_of_is_copied() -> None:
    copied = {word.rstrip("/") for kind, rest in instructions() if kind == "COPY" for word in rest.split()[:-1]}
    assert {"bulletins", "crawler", "pipelines", "pyproject.toml", PROJECT["readme"], "requirements.lock"} <= copied


def test_the_base_image_names_no_registry_and_has_a_python_new_enough() -> None:
    images = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    versions = [re.fullmatch(r"python:3\.(\d+)-slim", image) for image in images]
    least = int(PROJECT["requires-python"].removeprefix(">=3."))
    assert [bool(found and int(found[1]) >= least) for found in versions] == [True] * len(images)


def test_every_package_is_held_to_its_hash_and_then_no_index_is_asked() -> None:
    installs = [step for word, rest in instructions() if word == "RUN" for step in rest.split("&&") if "pip " in step]
    assert ["--require-hashes" in step or "PIP_NO_INDEX=1" in step or "pip check" in step for step in installs] == [
        True
    ] * 3


def test_it_ends_as_the_user_whom_kubernetes_is_reported_of() -> None:
    assert last("USER") == f"{USER}:{USER}"


def test_it_starts_the_program_that_the_package_installs() -> None:
    [program] = re.findall(r'^\["(.*)"\]$', last("ENTRYPOINT"))
    module, _, function = PROJECT["scripts"][Path(program).name].partition(":")
    assert program == Place().program
    assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize(
    "reported", [f"BULLETINS_STORE={Place().store}", f"BULLETINS_SOURCES={SOURCES_FOLDER}", "PYTHONUNBUFFERED=1"]
)
def test_its_settings_are_those_of_the_manifests(reported: str) -> None:
    assert reported in last("ENV").split()
