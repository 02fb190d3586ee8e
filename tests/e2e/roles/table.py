"""Who may do what, and when: a row for everything that Kringle listens to, each cell of which is
played by `test_roles`.

A row has nine letters for each state of the exchange, one for each role, in the order of
`office.STATES` and `office.ROLES`: outsider, invited, participant, giver, recipient, organizer,
co-organizer, workspace admin, other workspace. What a letter says stands in `letters`. Whoever adds
a listener adds a row to what it belongs to; where a cell is not as it says, the test prints what it
is.
"""

from __future__ import annotations

from tests.e2e.roles.acts import Act
from tests.e2e.roles.rows import giving, joining, keeping_apart, looking, mending, organizing

TABLE: tuple[tuple[str, Act], ...] = (
    *looking.ROWS,
    *joining.ROWS,
    *keeping_apart.ROWS,
    *organizing.ROWS,
    *mending.ROWS,
    *giving.ROWS,
)
