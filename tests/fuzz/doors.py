"""The doors through which strangers' bytes come in, by name."""

from __future__ import annotations

from tests.fuzz.door import Door
from tests.fuzz.readers import READERS
from tests.fuzz.services import SERVICES

DOORS: dict[str, Door] = {door.name: door for door in (*SERVICES, *READERS)}
