"""Writes what came of leases in as few transactions as the disk has time for.

While one transaction is written, what comes meanwhile waits, and goes into the next one together: a slow disk makes
larger transactions, never a longer queue of small ones.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import overload

from pipelines.models import Outcome
from pipelines.store import (
    ConnectionLost,
    Ended,
    Event,
    Fetched,
    Listed,
    ListRead,
    PartFound,
    Postponed,
    Read,
    Reply,
    StoreDamaged,
    StoreFull,
    StoreLocked,
    Work,
)

__all__ = ["BatchWriter"]

MAX_EVENTS = 200  # in a transaction: who reads the store waits for none longer than they would notice
# Each by itself would fare no better, and wait as long again
OF_THE_STORE = (ConnectionLost, StoreDamaged, StoreFull, StoreLocked)

Waiting = tuple[Event, "asyncio.Future[Reply]"]


class BatchWriter:
    def __init__(self, work: Work) -> None:
        self.work = work
        self.waiting: list[Waiting] = []
        self.writing: asyncio.Task[None] | None = None

    @overload
    async def record(self, event: Fetched) -> Fetched: ...
    @overload
    async def record(self, event: Read) -> Outcome: ...
    @overload
    async def record(self, event: Listed) -> ListRead: ...
    @overload
    async def record(self, event: PartFound) -> bool: ...
    @overload
    async def record(self, event: Ended | Postponed) -> None: ...
    async def record(self, event: Event) -> Reply:
        """Return what the store replies, once the event is committed. Raises StoreError."""
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.waiting.append((event, reply))
        if self.writing is None or self.writing.done():
            self.writing = asyncio.ensure_future(self.write())
        return await reply

    async def write(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting[:MAX_EVENTS], self.waiting[MAX_EVENTS:]
            await self.write_together(batch)

    async def write_together(self, batch: Sequence[Waiting]) -> None:
        try:
            replies = await asyncio.to_thread(self.work.record, [event for event, _ in batch], datetime.now(UTC))
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
        for (_, future), reply in zip(batch, replies, strict=True):
            if not future.done():
                future.set_result(reply)
