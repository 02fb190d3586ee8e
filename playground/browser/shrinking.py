"""Pictures in fewer bytes: 256 colours are plenty for windows with text in them."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

MAGIC = b"\x89PNG\r\n\x1a\n"
#: By the kind of a picture's colours: so many bytes a pixel. Chromium writes these two.
BYTES = {2: 3, 6: 4}
MOST_COLOURS = 256
BITS_LOST = 4


def shrunk(png: bytes) -> bytes:
    """The same picture with a palette; what has too few pixels of its own takes the next colour."""
    chunks = dict(_chunks(png))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    if depth != 8 or kind not in BYTES:
        raise ValueError("not as Chromium writes it")
    rows = _rows(zlib.decompress(chunks[b"IDAT"]), width, height, BYTES[kind])
    colours = [[row[at : at + 3] for at in range(0, len(row), BYTES[kind])] for row in rows]
    counts = Counter(colour for row in colours for colour in row)
    palette = _palette(counts)
    number = {colour: _nearest(colour, palette) for colour in counts}
    lines = b"".join(b"\0" + bytes(map(number.__getitem__, row)) for row in colours)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return MAGIC + b"".join(
        _chunk(name, data)
        for name, data in (
            (b"IHDR", header),
            (b"PLTE", b"".join(palette)),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each by its name; the parts of the pixels as one."""
    pixels, at = b"", len(MAGIC)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        if name == b"IDAT":
            pixels += data
        else:
            yield name, data
        at += size + 12
    yield b"IDAT", pixels


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rows(data: bytes, width: int, height: int, step: int) -> list[bytes]:
    """The bytes of each row, with what PNG calls its filter undone."""
    stride = width * step
    above, rows = bytes(stride), list[bytes]()
    for first in range(0, height * (stride + 1), stride + 1):
        row = bytearray(data[first + 1 : first + 1 + stride])
        _unfilter(data[first], row, above, step)
        above = bytes(row)
        rows.append(above)
    return rows


def _unfilter(kind: int, row: bytearray, above: bytes, step: int) -> None:
    if kind == 2:
        row[:] = bytes((one + up) & 255 for one, up in zip(row, above, strict=True))
        return
    for at in range(len(row)) if kind else ():
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        match kind:
            case 1:
                guess = left
            case 3:
                guess = (left + above[at]) // 2
            case _:
                guess = _paeth(left, above[at], corner)
        row[at] = (row[at] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    flat = left + up - corner
    return min((left, up, corner), key=lambda one: abs(flat - one))


def _palette(counts: Counter[bytes]) -> list[bytes]:
    """Of colours that are much alike the most frequent one: a few reds among so many greys stay."""
    alike: dict[bytes, Counter[bytes]] = {}
    for colour, count in counts.items():
        alike.setdefault(bytes(one >> BITS_LOST for one in colour), Counter())[colour] = count
    largest = sorted(alike.values(), key=Counter.total, reverse=True)[:MOST_COLOURS]
    return [group.most_common(1)[0][0] for group in largest]


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    return min(
        range(len(palette)),
        key=lambda at: sum(
            abs(one - other) for one, other in zip(colour, palette[at], strict=True)
        ),
    )
