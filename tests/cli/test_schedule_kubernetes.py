"""The manifests keep to Kubernetes' own schemas, run as nobody in particular, and no value becomes anything else."""

from typing import Any

import kubernetes_validate
import pytest
import yaml

from bulletins.schedules import Job, Place, ScheduleError, grouped, manifests
from pipelines.models import Source

SOURCES = [
    Source(name="xinhui", schedule="58 7,19 * * *"),
    Source(name="a_b.c", schedule="0 3 * * sat-7"),
    Source(name="drawn", schedule="0 4 * * *", browser=True),
]
FILES = {"xinhui.toml": "name = \"xinhui\"\nfollow = ['/t\\d+']\n"}
HERE = Place(contact="mail@example.org", image="bulletins:0.1.0")
HOSTILE = 'x: y\n- "z"\n---\nkind: Pod # %s {{ }} \\ 国 \u2028'
VERSIONS = ["1.33", kubernetes_validate.latest_version()]

Manifest = dict[str, Any]


def read(jobs: list[Job] | None = None, place: Place = HERE) -> list[Manifest]:
    return list(yaml.safe_load_all(manifests(grouped(SOURCES) if jobs is None else jobs, place, FILES)))


def cron_job(place: Place = HERE, jobs: list[Job] | None = None) -> Manifest:
    return next(document for document in read(jobs, place) if document["kind"] == "CronJob")


def pod(job: Manifest) -> Manifest:
    found: Manifest = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_every_manifest_keeps_to_the_schema(version: str) -> None:
    for document in read():
        kubernetes_validate.validate(document, version, strict=True)


def test_the_schema_would_say_no() -> None:
    wrong = cron_job()
    wrong["spec"]["timezone"] = "Asia/Shanghai"
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_the_settings_the_sources_and_the_store_come_before_the_jobs() -> None:
    assert [(document["kind"], document["metadata"]["name"]) for document in read()] == [
        ("ConfigMap", "bulletins"),
        ("ConfigMap", "bulletins-sources"),
        ("PersistentVolumeClaim", "bulletins"),
        ("CronJob", "bulletins-xinhui"),
        ("CronJob", f"bulletins-{grouped(SOURCES)[1].name}"),
        ("CronJob", "bulletins-drawn"),
    ]


def test_the_schedule_is_in_china_time_and_no_run_meets_another() -> None:
    spec = cron_job()["spec"]
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == (
        "58 7,19 * * *",
        "Asia/Shanghai",
        "Forbid",
    )


def test_a_sunday_is_0_which_is_the_only_one_that_kubernetes_knows() -> None:
    assert [d["spec"]["schedule"] for d in read() if d["kind"] == "CronJob"][1] == "0 3 * * 0,6"


def test_the_container_crawls_its_sources_with_their_files_and_settings() -> None:
    [container] = pod(cron_job())["containers"]
    settings, files = read()[:2]
    assert (container["image"], container["args"]) == ("bulletins:0.1.0", ["crawl", "xinhui"])
    assert settings["data"] == {
        "BULLETINS_STORE": "sqlite:////var/lib/bulletins/bulletins.db",
        "BULLETINS_SOURCES": "/etc/bulletins/sources",
        "BULLETINS_CONTACT": "mail@example.org",
    }
    assert files["data"] == FILES
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {
        "/etc/bulletins/sources",
        "/tmp",  # noqa: S108  # the pod's own
        "/var/lib/bulletins",
    }


def test_it_runs_as_a_user_without_rights() -> None:
    inside = pod(cron_job())
    [container] = inside["containers"]
    assert inside["automountServiceAccountToken"] is False
    assert inside["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "fsGroup": 10001,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_a_browser_gets_more_memory() -> None:
    plain, _, browser = (d for d in read() if d["kind"] == "CronJob")
    assert [pod(job)["containers"][0]["resources"]["limits"]["memory"] for job in (plain, browser)] == ["1Gi", "3Gi"]


def test_exit_codes_decide_what_is_tried_again() -> None:
    rules = cron_job()["spec"]["jobTemplate"]["spec"]["podFailurePolicy"]["rules"]
    by_code = {code: rule["action"] for rule in rules for code in rule.get("onExitCodes", {}).get("values", [])}
    assert by_code == {75: "Ignore", 130: "Ignore", 1: "FailJob", 2: "FailJob", 78: "FailJob"}


def test_a_store_on_a_server_needs_no_volume() -> None:
    place = Place(store="postgresql://db.example.org/bulletins")
    assert [document["kind"] for document in read(place=place)][:3] == ["ConfigMap", "ConfigMap", "CronJob"]
    assert {volume["name"] for volume in pod(cron_job(place))["volumes"]} == {"sources", "temporary"}


@pytest.mark.parametrize("version", VERSIONS)
def test_several_crawlers_share_a_job_and_each_fails_by_itself(version: str) -> None:
    job = cron_job(Place(store="postgresql://db.example.org/bulletins", crawlers=3))
    kubernetes_validate.validate(job, version, strict=True)
    spec = job["spec"]["jobTemplate"]["spec"]
    assert (spec["completionMode"], spec["completions"], spec["parallelism"]) == ("Indexed", 3, 3)
    assert "backoffLimit" not in spec  # the sum of all would end those that are well
    assert {rule["action"] for rule in spec["podFailurePolicy"]["rules"]} == {"Ignore", "FailIndex"}
    assert pod(job)["containers"][0]["args"] == ["crawl", "--share", "xinhui"]


def test_a_file_has_no_several_crawlers() -> None:
    with pytest.raises(ScheduleError, match="several crawlers need a store on a server"):
        read(place=Place(crawlers=2))


@pytest.mark.parametrize("user", ["0", "root", "-1", "1 2", "1e3"])
def test_a_user_that_is_no_number_or_root_is_refused(user: str) -> None:
    with pytest.raises(ScheduleError):
        read(place=Place(user=user))


@pytest.mark.parametrize("store", ["sqlite:////b.db", "sqlite:////srv/a:b/b.db"])
def test_a_store_that_no_volume_can_hold_is_refused(store: str) -> None:
    with pytest.raises(ScheduleError):
        read(place=Place(store=store))


def test_more_sources_than_a_configmap_takes_are_refused() -> None:
    with pytest.raises(ScheduleError, match="1 MiB"):
        manifests(grouped(SOURCES), HERE, {"xinhui.toml": "#" * 1_100_000})


@pytest.mark.parametrize("word", [HOSTILE, "1e3", "0x1F", "12:30", "yes", "null", "~", "1_000", "- a", "", "*a", "&a"])
def test_a_hostile_word_stays_that_word(word: str) -> None:
    job = Job("x", "0 3 * * *", grouped(SOURCES)[0].cron, (word,))
    text = manifests([job], Place(contact=word or "-", image=word), {"x.toml": word})
    settings, files, _, cron = yaml.safe_load_all(text)
    [container] = pod(cron)["containers"]
    assert (settings["data"]["BULLETINS_CONTACT"], files["data"]["x.toml"]) == (word or "-", word)
    assert (container["args"], container["image"]) == (["crawl", word], word)


@pytest.mark.parametrize("word", ["1e3", "0o17", "1E400", ".5e1"])
def test_a_number_of_other_yaml_readers_is_quoted(word: str) -> None:
    # PyYAML itself reads 1e3 as a text, and so leaves it bare; Kubernetes reads a number
    job = Job("x", "0 3 * * *", grouped(SOURCES)[0].cron, (word,))
    assert f'- "{word}"\n' in manifests([job], HERE, {})


def test_a_dollar_is_no_variable_of_kubernetes() -> None:
    job = Job("x", "0 3 * * *", grouped(SOURCES)[0].cron, ("$(HOME)", "$$a"))
    assert pod(cron_job(jobs=[job]))["containers"][0]["args"] == ["crawl", "$$(HOME)", "$$$$a"]
