"""An agent to be measured."""

from __future__ import annotations

from academy.agent import Agent, action


class Adder(Agent):
    """Does next to nothing, so that what is measured is the exchange."""

    @action
    async def add(self, one: int, other: int) -> int:
        return one + other
