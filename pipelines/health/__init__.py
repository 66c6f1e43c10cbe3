"""Whether a source is well: judged by its last run, by its own history, and by what its file expects of it.

    runs.py      the result of one run over a source, and what the store holds of it
    spans.py     runs taken together: two pages of one run say nothing of a source, the newest twelve do
    rules.py     a function a rule: what is wrong, or None
    judging.py   the rules in their order: the verdict on a run, and a source's status at any moment, also without a run

Pure: rows of run history in, a verdict out. docs/operations.md says what each rule needs and how to react.
"""

from pipelines.health.judging import judge
from pipelines.health.runs import Holdings, RunState, SourceRun, State

__all__ = ["Holdings", "RunState", "SourceRun", "State", "judge"]
