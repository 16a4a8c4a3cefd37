"""A Python process that shares a Redis with the tests and runs what they send it.

Each line of the standard input is a JSON object with an "id", the "code" of a snippet and the "values" it uses by name; each
line of the output says what a snippet returned or raised. Snippets run beside each other on one event loop. They find here
what an application would have: a factory, a client, agents and handles. The process ends with its input.

Usage: peer.py HOST PORT
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import textwrap
import types
import uuid
from typing import Any

import academy
from academy.exchange.redis import RedisAgentRegistration, RedisExchangeFactory
from academy.handle import Handle
from academy.identifier import AgentId, UserId
from academy.runtime import Runtime, RuntimeConfig
from testing import agents

# What a library prints must not get between the lines of the answers.
answers, sys.stdout = sys.stdout, sys.stderr


class Peer:
    """One user of the exchange and the agents that it runs."""

    def __init__(self, factory: RedisExchangeFactory, client: Any) -> None:
        self.factory = factory
        self.client = client
        self.runs: dict[str, asyncio.Task[None]] = {}
        self.snippets: set[asyncio.Task[None]] = set()
        self.names: dict[str, Any] = {
            'academy': academy,
            'agents': agents,
            'asyncio': asyncio,
            'client': client,
            'factory': factory,
            'handle': self.handle,
            'json': json,
            'kept': types.SimpleNamespace(),  # for what one snippet leaves to the next
            'launch': self.launch,
            'peer': self,
            'uuid': uuid,
            'AgentId': AgentId,
            'Handle': Handle,
            'RuntimeConfig': RuntimeConfig,
            'UserId': UserId,
        }

    def handle(self, uid: str, **options: Any) -> Handle[Any]:
        """A handle of this agent, with which the client asks it."""
        return Handle(AgentId(uid=uuid.UUID(uid)), exchange=self.client, ignore_context=True, **options)

    async def launch(self, agent: Any, uid: str | None = None, **config: Any) -> str:
        """Runs an agent in this process, under this uid or a fresh one. Returns when it takes messages."""
        if uid is None:
            registration = await self.client.register_agent(type(agent))
        else:
            registration = RedisAgentRegistration(agent_id=AgentId(uid=uuid.UUID(uid)))
        runtime = Runtime(
            agent,
            exchange_factory=self.factory,
            registration=registration,
            config=RuntimeConfig(**config),
        )
        name = str(registration.agent_id.uid)
        self.runs[name] = asyncio.create_task(runtime.run_until_complete())
        await runtime._started_event.wait()
        return name

    async def answer(self, line: str) -> None:
        """Runs one snippet and prints how it ended."""
        task = json.loads(line)
        try:
            answer = {'id': task['id'], 'result': await self.run(task['code'], task['values'])}
            text = json.dumps(answer)
        except BaseException as failure:  # noqa: BLE001, whatever it is, the test has to hear of it
            text = json.dumps({'id': task['id'], 'error': type(failure).__name__, 'message': str(failure)})
        print(text, file=answers, flush=True)

    async def run(self, code: str, values: dict[str, Any]) -> Any:
        source = f'async def snippet({", ".join(values)}):\n' + textwrap.indent(code, '    ')
        defined: dict[str, Any] = {}
        exec(compile(source, 'snippet', 'exec'), self.names, defined)
        return await defined['snippet'](**values)

    async def read(self) -> None:
        """Starts a snippet for each line of the input, until that ends."""
        reader = asyncio.StreamReader(limit=2**26)
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            task = asyncio.create_task(self.answer(line.decode()))
            self.snippets.add(task)
            task.add_done_callback(self.snippets.discard)

    async def stop(self) -> None:
        for task in [*self.runs.values(), *self.snippets]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await asyncio.wait_for(task, 5)


async def main(host: str, port: int) -> None:
    # Some redis clients would give up waiting for a message after five seconds, and the listener with them after a minute.
    factory = RedisExchangeFactory(host, port, socket_timeout=None)
    async with await factory.create_user_client() as client:
        peer = Peer(factory, client)
        print(json.dumps({'id': 0, 'result': str(client.client_id.uid)}), file=answers, flush=True)
        await peer.read()
        await peer.stop()


if __name__ == '__main__':
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
