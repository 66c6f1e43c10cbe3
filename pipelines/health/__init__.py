"""Is a source well? Judged by what its run came to, by the source's own history, and by what its file expects of it.

    runs.py      what came of a source in one run, and what the store holds of it
    spans.py     runs taken together: two pages of one run say nothing of a source, the newest twelve do
    rules.py     a function a rule: what is wrong, or None
    judging.py   the rules in their order: a run's verdict
    standing.py  the verdict at any moment, also when no run happened

Pure: rows of run history in, a verdict out. docs/operations.md says what each rule needs and how to react.
"""

from pipelines.health.judging import judge
from pipelines.health.runs import Holdings, RunState, SourceRun, State

__all__ = ["Holdings", "RunState", "SourceRun", "State", "judge"]
