"""Measures the Python package as its users would, in one process.

Each line of the standard input is a task, "ask COUNT CALLERS" or "queue COUNT SENDERS"; each line of the output is a rate.

Usage: rival.py HOST PORT PAYLOAD
"""

from __future__ import annotations

import asyncio
import sys
import time
import uuid
from typing import Any

from academy.agent import Agent, action
from academy.exchange.redis import RedisExchangeFactory
from academy.handle import Handle
from academy.message import ActionRequest, Message
from academy.runtime import Runtime, RuntimeConfig

HOST, PORT, PAYLOAD = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
TEXT = 'x' * PAYLOAD


class Echo(Agent):
    """Gives back what it gets."""

    @action
    async def echo(self, value: str) -> str:
        return value


async def share(workers: int, count: int, work: Any) -> None:
    rest = iter(range(count))

    async def worker() -> None:
        for _ in rest:
            await work()

    await asyncio.gather(*(worker() for _ in range(workers)))


async def ask(factory: RedisExchangeFactory, count: int, callers: int) -> float:
    async with await factory.create_user_client() as client:
        registration = await client.register_agent(Echo)
        runtime = Runtime(
            Echo(), exchange_factory=factory, registration=registration, config=RuntimeConfig(terminate_on_success=True)
        )
        run = asyncio.create_task(runtime.run_until_complete())
        await runtime._started_event.wait()
        handle = Handle(registration.agent_id, exchange=client, ignore_context=True, request_serializer='json')

        async def question() -> None:
            if await handle.echo(TEXT) != TEXT:
                raise ValueError('The echo was another')

        await share(callers, min(count, 100), question)
        begun = time.perf_counter()
        await share(callers, count, question)
        rate = count / (time.perf_counter() - begun)
        runtime.signal_shutdown(expected=True)
        await run
        return rate


async def queue(factory: RedisExchangeFactory, count: int, senders: int) -> float:
    sender = await factory._create_transport()
    receiver = await factory._create_transport()

    async def send() -> None:
        body = ActionRequest(action='handle', serialization='json', pargs=(TEXT,))
        await sender.send(Message.create(src=sender.mailbox_id, dest=receiver.mailbox_id, body=body))

    async def receive() -> None:
        messages = receiver.listen()
        for _ in range(count):
            await anext(messages)
        await messages.aclose()

    begun = time.perf_counter()
    await asyncio.gather(share(senders, count, send), receive())
    rate = count / (time.perf_counter() - begun)
    await sender.close()
    await receiver.close()
    return rate


async def main() -> None:
    factory = RedisExchangeFactory(HOST, PORT, socket_timeout=None)
    for line in sys.stdin:
        task, count, workers = line.split()
        rate = await (ask if task == 'ask' else queue)(factory, int(count), int(workers))
        print(rate, flush=True)


asyncio.run(main())
