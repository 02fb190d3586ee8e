"""Worlds on SQLite and on PostgreSQL, for facts that are to hold on both."""

from __future__ import annotations

import pytest

#: Requests come over HTTP to each.
both_databases = pytest.mark.parametrize(
    "world", [("http", "sqlite"), ("http", "postgresql")], indirect=True, ids="-".join
)
#: And each of the two ways in which requests come is walked as well.
both_databases_and_ways = pytest.mark.parametrize(
    "world", [("http", "sqlite"), ("socket", "postgresql")], indirect=True, ids="-".join
)
