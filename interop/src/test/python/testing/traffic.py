"""Agents that ask each other, whatever language the next one is written in, and a user that asks at random."""

from __future__ import annotations

import asyncio
import collections
import random
import uuid
from typing import Any

from academy.agent import Agent, action
from academy.context import ActionContext
from academy.exception import ActionCancelledError, AgentTerminatedError
from academy.handle import Handle
from academy.identifier import AgentId


def ask(uid: str) -> Handle[Any]:
    """A handle with which the agent at hand asks this one."""
    return Handle(AgentId(uid=uuid.UUID(uid)), request_serializer='json')


class Relay(Agent):
    """Has the first agent of a path answer the question, by way of all others."""

    @action
    async def relay(self, path: list[str], value: Any) -> Any:
        return await ask(path[0]).relay(path[1:], value) if path else value

    @action(context=True)
    async def trace(self, path: list[str], *, context: ActionContext) -> list[str]:
        further = await ask(path[0]).trace(path[1:]) if path else []
        return [str(context.source_id.uid), *further]

    @action
    async def fail(self, path: list[str], reason: str) -> None:
        if path:
            await ask(path[0]).fail(path[1:], reason)
        raise ValueError(reason)

    @action
    async def wait(self, path: list[str]) -> None:
        if path:
            await ask(path[0]).wait(path[1:])
        await asyncio.Event().wait()


class Worker(Agent):
    """Answers at once, late, never or with an error."""

    def __init__(self) -> None:
        self.runs: collections.Counter[str] = collections.Counter()

    @action
    async def echo(self, value: Any) -> Any:
        return value

    @action
    async def count(self, value: str) -> str:
        self.runs[value] += 1
        return value

    @action
    async def counted(self) -> dict[str, int]:
        return self.runs

    @action
    async def slow(self, seconds: float, value: Any) -> Any:
        await asyncio.sleep(seconds)
        return value

    @action
    async def fail(self, reason: str) -> None:
        raise ValueError(reason)


class Asker:
    """Asks agents at random and counts how its questions end."""

    def __init__(self, client: Any, seed: int, targets: list[str], doomed: list[str]) -> None:
        self.client = client
        self.random = random.Random(seed)
        self.handles = [self.handle(uid) for uid in targets]
        self.doomed = [self.handle(uid) for uid in doomed]
        self.ends: collections.Counter[str] = collections.Counter()

    def handle(self, uid: str) -> Handle[Any]:
        return Handle(
            AgentId(uid=uuid.UUID(uid)), exchange=self.client, ignore_context=True, request_serializer='json'
        )

    async def run(self, questions: int, at_once: int) -> dict[str, int]:
        """Asks so many questions, some at a time, and returns how many ended in which way."""
        begun = iter(range(questions))

        async def ask_all() -> None:
            for number in begun:
                self.ends[await self.ask(number)] += 1

        await asyncio.gather(*(ask_all() for _ in range(at_once)))
        return dict(self.ends)

    async def ask(self, number: int) -> str:
        """Asks one question, which ends in any case, and tells how."""
        handle = self.random.choice(self.handles + self.doomed)
        if self.random.random() < 0.1:
            # Handles that are gone when their answer comes are part of what happens.
            handle = self.handle(str(handle.agent_id.uid))
        seconds = self.random.choice([0.0, 0.001, 0.003, 0.01])
        limit = self.random.choice([0.002, 0.005, 0.02]) if self.random.random() < 0.2 else 10
        question = self.question(handle, number, seconds)
        if self.random.random() < 0.15:
            return await self.cancelled(question, self.random.choice([0.0, 0.001, 0.004]))
        return await self.end(asyncio.wait_for(question, limit))

    def question(self, handle: Handle[Any], number: int, seconds: float) -> Any:
        kind = self.random.randrange(10)
        if kind == 0:
            return self.answered(handle.ping(timeout=10))
        if kind == 1:
            return self.refused(handle.fail(f'failure {number}'))
        if kind == 2:
            return self.refused(handle.unknown_action(number))
        if kind < 6:
            return self.same(handle.slow(seconds, number), number)
        return self.same(handle.echo(number), number)

    async def same(self, answer: Any, number: int) -> str:
        return 'answered' if await answer == number else 'wrong'

    async def answered(self, answer: Any) -> str:
        await answer
        return 'answered'

    async def refused(self, answer: Any) -> str:
        try:
            await answer
        except (ActionCancelledError, AgentTerminatedError, TimeoutError):
            raise
        except Exception:  # noqa: BLE001, what a failing action raises here depends on the release
            return 'refused'
        return 'wrong'

    async def cancelled(self, question: Any, after: float) -> str:
        task = asyncio.ensure_future(self.end(question))
        await asyncio.sleep(after)
        task.cancel()
        return await task

    async def end(self, question: Any) -> str:
        try:
            return await question
        except (asyncio.CancelledError, ActionCancelledError):
            return 'cancelled'
        except TimeoutError:
            return 'timed out'
        except AgentTerminatedError:
            return 'terminated'
        except Exception as failure:  # noqa: BLE001, it is counted and shown
            return f'wrong: {failure!r}'
