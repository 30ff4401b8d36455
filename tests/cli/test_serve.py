"""`debtad serve`: the address it tells can be reached from then on."""

from __future__ import annotations

import socket

import pytest

from debtad.cli.serve import _listen
from debtad.errors import InputError


def test_a_browser_may_come_as_soon_as_the_address_is_known() -> None:
    with _listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname(), timeout=5):
        assert listening.getsockname()[1] > 0


def test_a_port_in_use_is_told() -> None:
    with _listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(InputError, match=f"127.0.0.1:{port}: cannot listen there"):
            _listen("127.0.0.1", port)
