"""How large a file may be. Whoever has a larger one keeps the columns and rows that matter."""

from __future__ import annotations

MAX_BYTES = 2 * 1024 * 1024
#: An .xlsx is an archive of parts. One that Excel has saved with a few sheets has about fifteen.
MAX_PARTS = 50
MAX_INFLATED_BYTES = 20 * 1024 * 1024
#: Rows and columns with something in them.
MAX_ROWS = 10_000
MAX_COLUMNS = 20
#: As many characters as a cell holds in Excel.
MAX_CELL = 32_767
#: All cells together: few bytes of an .xlsx can stand for any number of copies of a long text.
MAX_TEXT = 5_000_000

#: What the process that reads a file may take.
MAX_MEMORY_BYTES = 256 * 1024 * 1024
MAX_SECONDS = 5
