"""Writes what came of leases in as few transactions as the disk has time for.

While one transaction is written, what comes meanwhile waits, and goes into the next one together: a slow disk makes
larger transactions, never a longer queue of small ones.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pipelines.frontier import Happening
from pipelines.store import StoreDamaged, StoreFull, StoreLocked, Work

__all__ = ["Recorder"]

MOST = 200  # happenings in a transaction: readers wait for none longer than they would notice
# Each by itself would fare no better, and wait as long again
OF_THE_STORE = (StoreDamaged, StoreFull, StoreLocked)


class Recorder:
    def __init__(self, work: Work) -> None:
        self.work = work
        self.waiting: list[tuple[Happening, asyncio.Future[Any]]] = []
        self.writing: asyncio.Task[None] | None = None

    async def record(self, happening: Happening) -> Any:
        """What the store answers, once it is committed. Raises StoreError."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting.append((happening, answer))
        if self.writing is None or self.writing.done():
            self.writing = asyncio.ensure_future(self.write())
        return await answer

    async def write(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
            await self.write_together(batch)

    async def write_together(self, batch: Sequence[tuple[Happening, asyncio.Future[Any]]]) -> None:
        happenings = [happening for happening, _ in batch]
        try:
            answers = await asyncio.to_thread(self.work.record, happenings, datetime.now(UTC))
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, OF_THE_STORE):
                # one that cannot be written must not take the others with it
                for one in batch:
                    await self.write_together([one])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)
