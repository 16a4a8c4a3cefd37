"""Agents of all the kinds that the tests need. They know nothing of Java."""

from __future__ import annotations

import asyncio
from typing import Any

from academy.agent import Agent, action
from academy.context import ActionContext


class Counter(Agent):
    """Counts, and is what Java agents with the extra type testing.agents.Counter pretend to be."""

    def __init__(self) -> None:
        self.value = 0

    @action
    async def increment(self, by: int = 1) -> int:
        self.value += by
        return self.value

    @action
    async def count(self) -> int:
        return self.value


class DoubleCounter(Counter):
    """A subclass, which discovery with subclasses finds, too."""

    @action
    async def increment(self, by: int = 1) -> int:
        return await super().increment(2 * by)


class Echo(Agent):
    """Gives back what it gets, and fails or waits when asked to."""

    def __init__(self) -> None:
        self.started = 0
        self.cancelled = 0

    @action
    async def echo(self, value: Any) -> Any:
        return value

    @action
    async def describe(self, *values: Any, **named: Any) -> list[Any]:
        return [list(values), named]

    @action
    async def fail(self, reason: str) -> None:
        raise ValueError(reason)

    @action
    async def wait(self) -> None:
        self.started += 1
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    @action
    async def waits(self) -> list[int]:
        return [self.started, self.cancelled]

    @action(context=True)
    async def who_asks(self, *, context: ActionContext) -> str:
        return str(context.source_id.uid)
