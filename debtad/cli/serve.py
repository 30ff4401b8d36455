"""``debtad serve``: the page and the JSON API, on this machine unless told otherwise."""

from __future__ import annotations

import argparse
import gc
import socket
import sys

from debtad.errors import OK, InputError

_LOCAL = ("127.0.0.1", "localhost", "::1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine only)"
    )
    parser.add_argument("--port", type=int, default=8765, help="port (default: 8765; 0 takes a free one)")
    parser.add_argument("--model", metavar="DIR", help="a model folder or name (default: the shipped model)")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted. Raises InputError where the address cannot be used, and ModelError."""
    try:
        import uvicorn

        from debtad.web.app import create_app
    except ImportError as error:
        raise InputError(
            f"the page needs the extra 'web' ({error.name} is missing): pip install 'debtad[web]'"
        ) from error
    from debtad.model.score import Detector

    if not 0 <= options.port <= 65535:
        raise InputError(f"--port {options.port}: not a port, give 0 to 65535")
    local = options.host in _LOCAL
    app = create_app(Detector.load(options.model), hosts=(*_LOCAL, "[::1]") if local else None)
    gc.collect()
    gc.freeze()  # what is loaded stays; no request should pay for looking through it
    listening = _listen(options.host, options.port)
    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"http://{host}:{listening.getsockname()[1]}/"
    print(f"debtad: {url}  (Ctrl-C ends it)", file=sys.stderr, flush=True)
    if not local:
        print(
            "debtad: others on the network can reach it, unencrypted: put a server with TLS and a login before it",
            file=sys.stderr,
        )
    if options.open:
        import webbrowser

        webbrowser.open(url)
    settings = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        limit_concurrency=200,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(settings).run(sockets=[listening])
    return OK


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()  # whoever reads the address may come at once, and waits until the server is ready
    except OSError as error:
        listening.close()
        raise InputError(
            f"{host}:{port}: cannot listen there ({error.strerror}): choose another --port or --host"
        ) from error
    return listening
