"""An agent that tells what its arguments are."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any

from academy.agent import Agent, action


def tell(value: Any) -> str:
    """The type and the value, in ASCII and short."""
    text = ascii(value)
    if len(text) > 50:
        text = f'{text[:12]}...{text[-12:]} ({len(text)} characters)'
    return f'{type(value).__name__} {text}'


class Teller(Agent):
    """Tells what its arguments are, gives them back, and gives whatever else Python has."""

    @action
    async def tell(self, value: Any) -> str:
        return tell(value)

    @action
    async def echo(self, value: Any) -> Any:
        return value

    @action
    async def give(self, expression: str) -> Any:
        return eval(expression, {'datetime': datetime, 'decimal': decimal, 'uuid': uuid})
