"""Connections to PostgreSQL that do not wait for ever for a server that says nothing.

No setting of PostgreSQL or libpq ends a wait for a server that is frozen, or for one behind a
connection that somebody still holds open: the first cannot act, and the way to it looks healthy.
"""

from __future__ import annotations

import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow

from core.hurry import current_hurry

Answer = TypeVar("Answer")


class Silence(psycopg.OperationalError):
    """The server has said nothing for too long; what it did with the last words is not known."""


class Attentive(psycopg.Connection[TupleRow]):
    """A connection that breaks off after so many seconds of silence. An answer that takes long to
    arrive, but arrives, is none."""

    silence: float = 60

    def wait(self, gen: PQGen[Answer], *args: Any, **options: Any) -> Answer:
        try:
            return super().wait(_listening(gen, self.silence), *args, **options)
        except Silence:
            self.pgconn.finish()  # what comes later would be taken for the answer to something else
            if hurry := current_hurry():
                hurry.is_in_vain = True
            raise


def _listening(gen: PQGen[Answer], limit: float) -> PQGen[Answer]:
    """The same, but it raises `Silence`. psycopg looks in every tenth of a second, and says so by
    sending that nothing is ready."""
    try:
        wanted = next(gen)
        heard_at = time.monotonic()
        while True:
            ready = yield wanted
            if ready:
                heard_at = time.monotonic()
            elif time.monotonic() > heard_at + limit:
                raise Silence("the server does not answer")
            wanted = gen.send(ready)
    except StopIteration as end:
        answer: Answer = end.value
        return answer
