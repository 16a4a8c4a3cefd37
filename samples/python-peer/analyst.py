"""An agent that finds the days on which a meter ran unlike on others. Usage: python analyst.py [HOST [PORT]]"""
import asyncio
import statistics
import sys
import time

import redis
from academy.agent import Agent, action
from academy.exchange.redis import RedisExchangeFactory
from academy.handle import Handle
from academy.runtime import Runtime, RuntimeConfig


class Analyst(Agent):
    @action
    async def examine(self, meter: str, limit: float = 3.5) -> dict:
        archive, *_ = await self.agent_exchange_client.discover('academy.samples.peer.Archive')
        readings = await asyncio.wait_for(Handle(archive).readings(meter), timeout=5)
        usual = statistics.median(readings.values())
        spread = statistics.median(abs(litres - usual) for litres in readings.values()) or 1
        score = {day: 0.6745 * (litres - usual) / spread for day, litres in readings.items()}
        return {'usual': usual, 'unusual': {day: readings[day] for day in readings if abs(score[day]) > limit}}


async def serve(host: str = 'localhost', port: str = '6390') -> None:
    factory = RedisExchangeFactory(host, int(port), retry=None, socket_timeout=None)
    async with await factory.create_user_client() as client:
        registration = await client.register_agent(Analyst, name='analyst')
    config = RuntimeConfig(default_serializer='json')
    print(f'analyst: at work as {registration.agent_id.uid}', flush=True)
    await Runtime(Analyst(), exchange_factory=factory, registration=registration, config=config).run_until_complete()


if __name__ == '__main__':
    from analyst import serve  # so that the class is known as analyst.Analyst, not as __main__.Analyst
    while True:
        try:
            asyncio.run(serve(*sys.argv[1:]))
        except redis.RedisError as lost:
            print(f'analyst: no Redis, trying again: {lost}', flush=True)
            time.sleep(1)
