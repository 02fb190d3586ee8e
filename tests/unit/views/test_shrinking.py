"""Pictures in fewer bytes show the same."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Sequence

import pytest

from playground.browser.shrinking import BYTES, MAGIC, shrunk

COLOURS = [bytes((red, green, 200)) for red in (0, 90, 255) for green in (0, 128)]
WIDTH = 7


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_png(rows: Sequence[Sequence[bytes]], kind: int) -> bytes:
    """Its rows filtered in each of PNG's five ways in turn, its pixels in two chunks."""
    step, above, data = BYTES[kind], bytes(WIDTH * BYTES[kind]), b""
    for number, row in enumerate(rows):
        line = b"".join(colour + b"\xff" * (step - 3) for colour in row)
        data += bytes([number % 5]) + filtered(number % 5, line, above, step)
        above = line
    packed = zlib.compress(data)
    header = struct.pack(">IIBBBBB", WIDTH, len(rows), 8, kind, 0, 0, 0)
    pixels = chunk(b"IDAT", packed[:20]) + chunk(b"IDAT", packed[20:])
    return MAGIC + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def filtered(way: int, line: bytes, above: bytes, step: int) -> bytes:
    """As the specification of PNG says."""
    left, corner = bytes(step) + line[:-step], bytes(step) + above[:-step]
    guesses = {
        0: bytes(len(line)),
        1: left,
        2: above,
        3: bytes((a + b) // 2 for a, b in zip(left, above, strict=True)),
        4: bytes(map(paeth, left, above, corner)),
    }
    return bytes((one - guess) & 255 for one, guess in zip(line, guesses[way], strict=True))


def paeth(a: int, b: int, c: int) -> int:
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    if pa <= pb and pa <= pc:
        return a
    return b if pb <= pc else c


def pixels(png: bytes) -> list[list[bytes]]:
    """Of a picture with a palette and no filters."""
    colours = png[png.index(b"PLTE") + 4 :]
    at = png.index(b"IDAT")
    (size,) = struct.unpack(">I", png[at - 4 : at])
    lines = zlib.decompress(png[at + 4 : at + 4 + size])
    rows = [lines[first + 1 : first + 1 + WIDTH] for first in range(0, len(lines), WIDTH + 1)]
    return [[colours[3 * one : 3 * one + 3] for one in row] for row in rows]


@pytest.mark.parametrize("kind", BYTES)
def test_what_has_few_colours_keeps_each_of_them(kind: int) -> None:
    chance = random.Random(kind)
    rows = [[chance.choice(COLOURS) for _ in range(WIDTH)] for _ in range(20)]

    assert pixels(shrunk(a_png(rows, kind))) == rows


def test_a_rare_red_stays_among_many_greys() -> None:
    red = bytes((220, 30, 40))
    rows = [[bytes([100 + row] * 3)] * WIDTH for row in range(60)] + [[red] * WIDTH]

    assert pixels(shrunk(a_png(rows, 2)))[-1] == [red] * WIDTH
