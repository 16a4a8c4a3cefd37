"""Requests that no handle sends by itself, asked the way a handle asks."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

from academy.handle import Handle
from academy.message import ActionRequest, CancelRequest, Message, Request


async def ask(
    handle: Handle[Any],
    body: Request,
    tag: uuid.UUID | None = None,
    version: str = '1',
) -> Any:
    """Sends this request and returns the body of the answer, or raises the error that it is."""
    handle._register_with_exchange(handle.exchange)
    request = Message.create(
        src=handle.exchange.client_id,
        dest=handle.agent_id,
        label=handle.handle_id,
        tag=tag,
        body=body,
    )
    header = request.header.model_copy(update={'protocol_version': version})
    request = request.model_copy(update={'header': header})
    future = asyncio.get_running_loop().create_future()
    handle._pending_response_futures[request.tag] = future
    await handle.exchange.send(request)
    answer = (await asyncio.wait_for(future, 30)).get_body()
    if hasattr(answer, 'get_exception'):
        raise answer.get_exception()
    return answer


async def act(handle: Handle[Any], tag: uuid.UUID, name: str, *values: Any) -> Any:
    """Asks for an action under this tag, with which it can be cancelled."""
    request = ActionRequest(action=name, pargs=values, kargs={}, serialization='json')
    return (await ask(handle, request, tag)).get_result()


async def cancel(handle: Handle[Any], tag: uuid.UUID) -> str:
    """Asks to cancel the action of this tag. Returns the kind of the answer."""
    return (await ask(handle, CancelRequest(target_tag=tag))).kind
