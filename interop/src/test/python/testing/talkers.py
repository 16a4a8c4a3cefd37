"""Agents whose traffic is captured."""

from __future__ import annotations

import asyncio
from typing import Any

from academy.agent import Agent, action


class Talker(Agent):
    """Has one action for each way in which an action can end."""

    def __init__(self) -> None:
        self.started = asyncio.Event()
        self.released = asyncio.Event()

    @action
    async def add(self, *values: Any, **named: Any) -> dict[str, int]:
        return {'sum': 3}

    @action
    async def count(self) -> None:
        return None

    @action
    async def café(self, *values: Any) -> str:
        return 'hé'

    @action
    async def fail(self) -> None:
        raise ValueError('bad')

    @action
    async def fail_unpicklably(self) -> None:
        raise ValueError(lambda: None)

    @action
    async def wait(self) -> None:
        """Ends, when it is cancelled, only after it is released, so that it is known what is written first."""
        self.started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await self.released.wait()
            raise


class Unready(Agent):
    """Fails to start, but not before it is told to."""

    def __init__(self) -> None:
        self.released = asyncio.Event()

    async def agent_on_startup(self) -> None:
        await self.released.wait()
        raise ValueError('not ready')
