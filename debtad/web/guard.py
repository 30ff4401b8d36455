"""What every request passes first: size, origin, host, security headers; and that no error tells of a text.

A plain ASGI middleware, so that a body that is too large is refused while it arrives.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


class _TooLargeError(Exception):
    """The body has more bytes than allowed."""


class Guard:
    """``hosts``: names this service answers to, or None for any. ``most``: bytes of a body."""

    def __init__(self, app: App, *, most: int, hosts: Iterable[str] | None = None) -> None:
        self.app = app
        self.most = most
        self.hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        started = refused = False
        arrived = 0

        async def sending(message: Message) -> None:
            nonlocal started
            if refused and not started:
                return  # whatever the application makes of a body cut short, the answer is 413
            if message["type"] == "http.response.start":
                started = True
                known = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in known),
                ]
            await send(message)

        async def receiving() -> Message:
            nonlocal arrived, refused
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > self.most:
                refused = True
                raise _TooLargeError
            return message

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _answer(sending, *refusal)
            return
        try:
            await self.app(scope, receiving, sending)
        except _TooLargeError:
            pass
        except Exception as error:
            # The message of an error may hold the text it was about: only its kind and place are told.
            place = error.__traceback__
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
            print(f"debtad: {type(error).__name__} at {where} while answering {scope['path']}", file=sys.stderr)
            if not started:
                await _answer(sending, 500, "debtad failed on this request: please report it with the line it printed")
        if refused and not started:
            refused = False
            await _answer(sending, 413, self._too_large())

    def _refusal(self, scope: MutableMapping[str, Any], headers: dict[bytes, str]) -> tuple[int, str] | None:
        host = headers.get(b"host", "")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if self.hosts is not None and name.lower() not in self.hosts:
            return 421, "this service answers only to the address it was started with"
        if scope["method"] == "POST" and _from_elsewhere(headers):
            return 403, "another site's page may not send texts here"
        length = headers.get(b"content-length", "0")
        if not length.isdecimal():
            return 400, "Content-Length is not a number"
        return (413, self._too_large()) if int(length) > self.most else None

    def _too_large(self) -> str:
        return f"the request is larger than {self.most:,} bytes: send less at a time"


def _from_elsewhere(headers: dict[bytes, str]) -> bool:
    """Was the request sent by a page of another site? A browser that does not say so names the page's origin."""
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    if site is not None or origin is None:
        return site == "cross-site"
    return origin.partition("://")[2].lower() != headers.get(b"host", "").lower()


async def _answer(send: Send, status: int, message: str) -> None:
    body = json.dumps({"error": message}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
