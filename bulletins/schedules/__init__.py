"""What a scheduler reads, written from the sources' cron expressions: texts only, nothing is installed or started.

    jobs.py        sources that share a schedule -> one Job
    zones.py       China time said in another zone, for a cron that knows only the machine's
    systemd.py     jobs -> a hardened service and a timer each
    crontab.py     jobs -> crontab lines
    kubernetes.py  jobs -> CronJob manifests

A value that comes from outside is quoted where it is written, by the rules of what reads it; one that cannot be said
there raises ScheduleError.
"""

from bulletins.schedules.crontab import crontab
from bulletins.schedules.jobs import Job, Place, ScheduleError, grouped
from bulletins.schedules.kubernetes import manifests
from bulletins.schedules.systemd import units

__all__ = ["Job", "Place", "ScheduleError", "crontab", "grouped", "manifests", "units"]
