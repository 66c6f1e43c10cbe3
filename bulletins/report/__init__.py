"""A run's result as one HTML file: for who decides whether the bulletins of a day can be relied on.

    sections.py  outcomes, verdicts, failures, what was removed, what is new
    page.py      the whole, and how it looks

It needs nothing else: no script, no address outside, no font. It may be sent by mail and kept for years.
"""

from bulletins.report.page import report

__all__ = ["report"]
