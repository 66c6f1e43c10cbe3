"""Jobs -> Kubernetes manifests: a CronJob each, the folder for the store, the settings and the sources' files.

PyYAML writes them. It leaves 1e3 unquoted, which is a number to Kubernetes; so everything that does not look like a
word is quoted here.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from bulletins.schedules.jobs import (
    INTERRUPTED,
    LOCKED,
    MAX_RUN_HOURS,
    WRITTEN_BY,
    Job,
    Place,
    ScheduleError,
    expression,
)

__all__ = ["manifests"]

SOURCES_FOLDER = "/etc/bulletins/sources"
# The user of the Containerfile
USER = "10001"
LABELS = {"app.kubernetes.io/name": "bulletins"}
# etcd, where Kubernetes keeps a ConfigMap, takes 1 MiB
MAX_BYTES_OF_SOURCES = 1_000_000
# several crawlers on several machines, where there are several
APART = {
    "maxSkew": 1,
    "topologyKey": "kubernetes.io/hostname",
    "whenUnsatisfiable": "ScheduleAnyway",
    "labelSelector": {"matchLabels": LABELS},
}
WORD = re.compile(r"[A-Za-z][A-Za-z0-9/._-]+")

Manifest = dict[str, Any]  # what an API object holds is Kubernetes' business; its schemas are held to in the tests


class Quoting(yaml.SafeDumper):  # type: ignore[misc]  # PyYAML publishes no types
    """Words as they are, longer texts as blocks, everything else in double quotes; no anchors for what occurs twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def reported(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if WORD.fullmatch(text) else "|" if "\n" in text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Quoting.add_representer(str, reported)


def manifests(jobs: Sequence[Job], place: Place, source_files: Mapping[str, str]) -> str:
    """Make one YAML file for `kubectl apply`. `source_files`: the sources' TOML by file name. Raises ScheduleError."""
    if place.store_file and (len(place.store_file.parts) < 3 or ":" in str(place.store_file)):
        raise ScheduleError(f"{place.store}: the store has a folder of its own, such as /var/lib/bulletins, without :")
    if place.crawlers > 1 and place.store_file:
        raise ScheduleError("several crawlers need a store on a server (docs/postgresql.md): a file has one machine")
    if sum(len(text.encode()) for text in source_files.values()) > MAX_BYTES_OF_SOURCES:
        raise ScheduleError("the sources' files are more than a ConfigMap takes (1 MiB); schedule fewer of them")
    settings = {**place.environment, "BULLETINS_SOURCES": SOURCES_FOLDER}
    documents = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("bulletins"), "data": settings},
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata("bulletins-sources"),
            "data": dict(source_files),
        },
        *([claim()] if place.store_file else []),
        *(cron_job(job, place) for job in jobs),
    ]
    written: str = yaml.dump_all(
        documents, Dumper=Quoting, sort_keys=False, allow_unicode=True, width=120, explicit_start=True
    )
    return f"{WRITTEN_BY}\n{written}"


def metadata(name: str, **more: object) -> Manifest:
    return {"name": name, "labels": LABELS, **more}


def claim() -> Manifest:
    """Return the volume's claim.

    SQLite wants one machine at a time: pods of one node may share the store, those of two may not.
    """
    wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "20Gi"}}}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata("bulletins"), "spec": wanted}


def cron_job(job: Job, place: Place) -> Manifest:
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": metadata(f"bulletins-{job.name}", annotations={"bulletins/schedule": job.expression}),
        "spec": {
            "schedule": expression(job.cron),
            "timeZone": "Asia/Shanghai",
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 3600,
            "successfulJobsHistoryLimit": 1,
            "failedJobsHistoryLimit": 3,
            "jobTemplate": {
                "spec": {
                    **several(place.crawlers),
                    "activeDeadlineSeconds": MAX_RUN_HOURS * 3600,
                    "podFailurePolicy": {"rules": failure_rules("FailJob" if place.crawlers == 1 else "FailIndex")},
                    "template": {"metadata": {"labels": LABELS}, "spec": pod(job, place)},
                }
            },
        },
    }


def several(crawlers: int) -> Manifest:
    """Return how many pods a job has, and how often one is tried again. Of several each fails by itself: the others go
    on with what it leaves."""
    if crawlers == 1:
        return {"backoffLimit": 2}
    return {
        "completionMode": "Indexed",
        "completions": crawlers,
        "parallelism": crawlers,
        "backoffLimitPerIndex": 2,
        "maxFailedIndexes": crawlers,
    }


def failure_rules(fail: str) -> list[Manifest]:
    """Return the rules, of which the first that fits counts.

    What no rule names (3: every source failed) is tried again, backoffLimit times.
    """
    return [
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]},
        exits("Ignore", LOCKED, INTERRUPTED),  # tried again: another run has the source or host, or the pod was stopped
        exits(fail, 1, 2, 78),  # not tried again: the others are stored, or somebody has to mend something
    ]


def exits(action: str, *codes: int) -> Manifest:
    return {"action": action, "onExitCodes": {"containerName": "crawl", "operator": "In", "values": list(codes)}}


def pod(job: Job, place: Place) -> Manifest:
    user = int(user_id(place.user or USER))
    return {
        "restartPolicy": "Never",
        # a crawl ends by itself some 20 seconds after the first SIGTERM
        "terminationGracePeriodSeconds": 60,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": user,
            "runAsGroup": user,
            "fsGroup": user,
            "fsGroupChangePolicy": "OnRootMismatch",
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        **({"topologySpreadConstraints": [APART]} if place.crawlers > 1 else {}),
        "containers": [container(job, place)],
        "volumes": [volume for volume, _ in volumes(place)],
    }


def container(job: Job, place: Place) -> Manifest:
    return {
        "name": "crawl",
        "image": place.image,
        # Kubernetes reads $(NAME) in arguments, and $$ as $
        "args": [word.replace("$", "$$") for word in place.crawl(job.sources)],
        "envFrom": [
            {"configMapRef": {"name": "bulletins"}},
            # what is secret, and what is to win over the above
            {"secretRef": {"name": "bulletins", "optional": True}},
        ],
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "resources": {
            "requests": {"cpu": "100m", "memory": "512Mi"},
            "limits": {"memory": "3Gi" if job.browser else "1Gi"},
        },
        "volumeMounts": [mount for _, mount in volumes(place)],
    }


def volumes(place: Place) -> list[tuple[Manifest, Manifest]]:
    """Return each with where it is mounted. The store's is the only one that stays."""
    found: list[tuple[Manifest, Manifest]] = [
        (
            {"name": "sources", "configMap": {"name": "bulletins-sources"}},
            {"name": "sources", "mountPath": SOURCES_FOLDER, "readOnly": True},
        ),
        (
            {"name": "temporary", "emptyDir": {"sizeLimit": "1Gi"}},
            {"name": "temporary", "mountPath": "/tmp"},  # noqa: S108  # the pod's own
        ),
    ]
    if place.store_file:
        found.append(
            (
                {"name": "store", "persistentVolumeClaim": {"claimName": "bulletins"}},
                {"name": "store", "mountPath": str(place.store_file.parent)},
            )
        )
    return found


def user_id(user: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", user):
        raise ScheduleError(f"{user!r}: Kubernetes wants a user's number, and not root's")
    return user
