"""An agent that asks others when it is asked."""

from __future__ import annotations

import uuid
from typing import Any

from academy.agent import Agent, action
from academy.handle import Handle
from academy.identifier import AgentId


class Asker(Agent):
    """Asks in its own name, by handles that belong to nobody until they are used."""

    @action
    async def ask(self, uid: str, name: str, *values: Any) -> Any:
        return await Handle(AgentId(uid=uuid.UUID(uid)), request_serializer='json').action(name, *values)

    @action
    async def ask_by_default(self, uid: str, name: str, *values: Any) -> Any:
        return await Handle(AgentId(uid=uuid.UUID(uid))).action(name, *values)

    @action
    async def round_trip(self, uid: str) -> float:
        return await Handle(AgentId(uid=uuid.UUID(uid))).ping(timeout=30)
