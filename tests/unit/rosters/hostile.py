"""Files that mean harm, or are not what they are called, and what becomes of each."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable

from core.domain.errors import FileProblem as P
from core.rosters import limits
from tests.unit.rosters import files
from tests.unit.rosters.files import ANA, archive, parts, sheet_xml, strings_xml, xlsx

#: What a file comes to: a refusal, or the first cell that is read; several where it depends on how
#: fast the libraries are.
Expected = P | str | tuple[P | str, ...]
#: Whichever it meets first, on a slow machine or a quick one: that of time, or that of memory,
#: which may look like a broken file to whoever reads it.
AT_A_LIMIT = (P.TAKES_TOO_LONG, P.BROKEN)
ANA_READ = "ana@example.com"
ROW_2 = ANA.replace("'1'", "'2'").replace("A1", "A2")

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
PASSWORDS = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://localhost/x.dtd"> %a;]>'

OLD = bytes.fromhex("d0cf11e0a1b11ae1")
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
RANDOM = random.Random(12).randbytes(200_000)


def with_dtd(dtd: str, xml: str, used: str = "") -> str:
    """The document with a document type, and an entity of it where the address would be."""
    head, _, rest = xml.partition("?>")
    return f"{head}?>{dtd}{rest.replace('ana@example.com', used or 'ana@example.com')}"


def cells(count: int, cell: str) -> str:
    return f"<row r='1'>{cell * count}</row>"


def rows(count: int, row: str = "<row><c t='inlineStr'><is><t>a@b.cd</t></is></c></row>") -> str:
    return row * count


def attributes(count: int) -> str:
    return " ".join(f"a{number}=''" for number in range(count))


def text_cell(text: str, reference: str = "A1") -> str:
    return f"<c r='{reference}' t='inlineStr'><is><t>{text}</t></is></c>"


def truncated(share: float) -> bytes:
    data = files.workbook([[f"p{number}@example.com", "Red"] for number in range(500)])
    return data[: int(len(data) * share)]


def encoded(xml: str, encoding: str) -> bytes:
    return xml.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)


def on_every_part(change: Callable[[str], str]) -> bytes:
    return archive({name: change(str(content)) for name, content in parts().items()})


def nested(levels: int) -> bytes:
    inner = xlsx()
    for _ in range(levels):
        inner = archive({"inner.zip": inner}, zipfile.ZIP_STORED)
    return inner


ARCHIVES: dict[str, tuple[Callable[[], bytes], Expected]] = {
    "small bomb": (lambda: files.bomb(21), P.TOO_BIG_INSIDE),
    "large bomb": (lambda: files.bomb(150), P.TOO_BIG_INSIDE),
    "bomb in a part that nobody reads": (
        lambda: xlsx(xl__media__a_png="0" * 30 * 1024 * 1024),
        P.TOO_BIG_INSIDE,
    ),
    "says it is smaller": (
        lambda: files.claiming(files.bomb(30), "xl/worksheets/sheet1.xml", 1000),
        P.BROKEN,
    ),
    "says it is larger": (
        lambda: files.claiming(xlsx(), "xl/worksheets/sheet1.xml", 0xFFFFFFF0),
        P.TOO_BIG_INSIDE,
    ),
    "51 entries": (
        lambda: archive({**parts(), **{f"xl/media/{n}.png": "x" for n in range(45)}}),
        P.TOO_MANY_PARTS,
    ),
    "50 entries": (
        lambda: archive({**parts(), **{f"xl/media/{n}.png": "x" for n in range(44)}}),
        ANA_READ,
    ),
    "15,000 entries": (
        lambda: archive({**parts(), **{f"{n}": "" for n in range(15_000)}}),
        P.TOO_MANY_PARTS,
    ),
    "overlapping entries": (lambda: files.overlapping(40, 15), P.TOO_BIG_INSIDE),
    "archive in archives": (lambda: nested(6), P.NOT_A_SPREADSHEET),
    "archive for a sheet": (lambda: xlsx(files.bomb(1)), P.BROKEN),
    "archive beside the sheet": (lambda: xlsx(xl__media__a_zip=files.bomb(19)), ANA_READ),
    "locked entries": (lambda: files.marked(xlsx(), 8, 1), P.PROTECTED),
    "unknown compression": (lambda: files.marked(xlsx(), 10, 99), P.BROKEN),
    "bzip2": (lambda: archive(parts(), zipfile.ZIP_BZIP2), P.BROKEN),
    "lzma": (lambda: archive(parts(), zipfile.ZIP_LZMA), P.BROKEN),
    "deflated bytes damaged": (
        lambda: files.damaged(xlsx(), "xl/worksheets/sheet1.xml"),
        P.BROKEN,
    ),
    "empty archive": (lambda: archive({}), P.NOT_A_SPREADSHEET),
    "begins like an archive": (lambda: b"PK\3\4" + RANDOM[:5000], P.BROKEN),
    "1% of it": (lambda: truncated(0.01), P.BROKEN),
    "half of it": (lambda: truncated(0.5), P.BROKEN),
    "all but the last byte": (lambda: truncated(0.9999), P.BROKEN),
}

DOCUMENT_TYPES: dict[str, tuple[Callable[[], bytes], Expected]] = {
    "billion laughs in a sheet": (
        lambda: xlsx(with_dtd(BILLION, sheet_xml(), "&l9;")),
        P.BROKEN,
    ),
    "quadratic entities": (
        lambda: xlsx(with_dtd(QUADRATIC, sheet_xml(), "&a;" * 50_000)),
        P.BROKEN,
    ),
    "a file of this machine": (lambda: xlsx(with_dtd(PASSWORDS, sheet_xml(), "&a;")), P.BROKEN),
    "a file of another machine": (lambda: xlsx(with_dtd(PARAMETER, sheet_xml())), P.BROKEN),
    "just a document type": (lambda: xlsx(with_dtd("<!DOCTYPE x>", sheet_xml())), P.BROKEN),
    "in the texts": (
        lambda: xlsx(xl__sharedStrings_xml=with_dtd(BILLION, strings_xml("a"))),
        P.BROKEN,
    ),
    "in the workbook": (
        lambda: xlsx(xl__workbook_xml=with_dtd(BILLION, files.workbook_xml())),
        P.BROKEN,
    ),
    "in every part": (lambda: on_every_part(lambda xml: with_dtd(BILLION, xml)), P.BROKEN),
    "in UTF-16": (lambda: xlsx(encoded(with_dtd(BILLION, sheet_xml()), "utf-16")), P.BROKEN),
    "after a long comment": (
        lambda: xlsx(with_dtd(f"<!--{'x' * 5_000_000}-->{BILLION}", sheet_xml())),
        P.BROKEN,
    ),
    "in a part that nobody reads": (
        lambda: xlsx(xl__styles_xml=with_dtd(BILLION, sheet_xml())),
        ANA_READ,
    ),
}

SHEETS: dict[str, tuple[Callable[[], bytes], Expected]] = {
    "49 million cells": (
        lambda: xlsx(sheet_xml(before='<dimension ref="A1:XFD3000"/>')),
        ANA_READ,
    ),
    "says it has one cell": (
        lambda: xlsx(sheet_xml(rows(9), before='<dimension ref="A1:A1"/>')),
        "a@b.cd",
    ),
    "one row a billion rows down": (
        lambda: xlsx(sheet_xml(ANA.replace("'1'", "'999999999'").replace("A1", "A999999999"))),
        P.EMPTY,
    ),
    "a format in the last row": (
        lambda: xlsx(sheet_xml(f"{ANA}<row r='1048576'><c r='A1048576' s='1'/></row>")),
        ANA_READ,
    ),
    "text in the last row": (
        lambda: xlsx(sheet_xml(f"<row r='1048576'>{text_cell('a@b.cd', 'A1048576')}</row>")),
        "a@b.cd",
    ),
    "10,001 rows": (lambda: xlsx(sheet_xml(rows(10_001))), P.TOO_MANY_ROWS),
    "three million empty rows": (
        lambda: xlsx(sheet_xml(rows(3_000_000, "<row/>"))),
        (*AT_A_LIMIT, P.EMPTY),
    ),
    "four million empty cells": (
        lambda: xlsx(sheet_xml(cells(4_000_000, "<c/>"))),
        AT_A_LIMIT,
    ),
    "21 columns": (lambda: xlsx(sheet_xml(cells(21, "<c><v>1</v></c>"))), P.TOO_MANY_COLUMNS),
    "20 columns": (lambda: xlsx(sheet_xml(cells(20, "<c><v>1</v></c>"))), "1"),
    "one cell in column 500": (
        lambda: xlsx(sheet_xml(f"<row r='1'>{text_cell('x', 'SF1')}</row>")),
        P.TOO_MANY_COLUMNS,
    ),
    "a cell longer than Excel's": (
        lambda: xlsx(sheet_xml(f"<row>{text_cell('x' * 32_768)}</row>")),
        P.CELL_TOO_LONG,
    ),
    "a cell as long as Excel's": (
        lambda: xlsx(sheet_xml(f"<row>{text_cell('x' * 32_767)}</row>")),
        "x" * 32_767,
    ),
    "one text a hundred thousand times": (
        lambda: xlsx(
            sheet_xml(rows(9_000, "<row><c t='s'><v>0</v></c><c t='s'><v>0</v></c></row>")),
            xl__sharedStrings_xml=strings_xml("x" * 30_000),
        ),
        P.TOO_BIG_INSIDE,
    ),
    "a million texts": (
        lambda: xlsx(xl__sharedStrings_xml=strings_xml(*("" for _ in range(1_200_000)))),
        (*AT_A_LIMIT, ANA_READ),
    ),
    "300,000 levels": (
        lambda: xlsx(sheet_xml("<a>" * 300_000 + "</a>" * 300_000)),
        P.EMPTY,
    ),
    "300,000 attributes": (
        lambda: xlsx(sheet_xml(f"<row {attributes(300_000)}/>{ROW_2}")),
        ANA_READ,
    ),
    "one attribute of 19 MB": (
        lambda: xlsx(sheet_xml(f"<row a='{'x' * 19_000_000}'/>{ROW_2}")),
        (*AT_A_LIMIT, ANA_READ),
    ),
    "a text that is not there": (
        lambda: xlsx(sheet_xml("<row><c t='s'><v>99999999999</v></c></row>")),
        P.BROKEN,
    ),
    "a number that is none": (
        lambda: xlsx(sheet_xml("<row><c><v>ana@example.com</v></c></row>")),
        P.BROKEN,
    ),
    "a number of 100,000 digits": (
        lambda: xlsx(sheet_xml(f"<row><c><v>{'9' * 100_000}</v></c></row>")),
        P.BROKEN,
    ),
    "a number beyond all": (lambda: xlsx(sheet_xml("<row><c><v>1e999</v></c></row>")), "inf"),
    "a cell without a place": (lambda: xlsx(sheet_xml("<row><c r='??'/></row>")), P.BROKEN),
    "a formula that would send data": (
        lambda: xlsx(sheet_xml("<row><c><f>WEBSERVICE(A2)</f><v>ana@example.com</v></c></row>")),
        "=WEBSERVICE(A2)",
    ),
    "a formula of a million brackets": (
        lambda: xlsx(
            sheet_xml(f"<row><c r='A1'><f t='shared' si='0'>{'(' * 1_000_000}</f></c></row>")
        ),
        P.CELL_TOO_LONG,
    ),
    "no sheet": (lambda: xlsx(xl__workbook_xml=files.workbook_xml(sheets="")), P.EMPTY),
    "the workbook as its own sheet": (
        lambda: archive(
            {
                name: str(content).replace("worksheets/sheet1.xml", "workbook.xml")
                for name, content in parts().items()
            }
        ),
        P.EMPTY,
    ),
    "a sheet outside the archive": (
        lambda: on_every_part(lambda xml: xml.replace("worksheets/", "../../../etc/")),
        P.BROKEN,
    ),
    "a sheet that nothing refers to": (
        lambda: on_every_part(lambda xml: xml.replace("r:id='a'", "r:id='z'")),
        P.BROKEN,
    ),
    "not XML": (lambda: xlsx("E-mail,Team\nana@example.com,Red"), P.BROKEN),
    "XML cut off": (lambda: xlsx(sheet_xml()[:-20]), P.BROKEN),
    "an encoding that nobody knows": (lambda: xlsx(encoded(sheet_xml(), "utf-7")), P.BROKEN),
    "the strict standard": (
        lambda: xlsx(xl__workbook_xml=files.workbook_xml("http://purl.oclc.org/ooxml/main")),
        P.OTHER_SPREADSHEET,
    ),
}

OTHER_FORMATS: dict[str, tuple[Callable[[], bytes], Expected]] = {
    "xls": (lambda: OLD + b"\0" * 4096, P.OTHER_SPREADSHEET),
    "xlsx with a password": (
        lambda: OLD + b"\0" * 999 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 999,
        P.PROTECTED,
    ),
    "ods": (
        lambda: archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        P.OTHER_SPREADSHEET,
    ),
    "numbers": (lambda: archive({"Index/Document.iwa": "x"}), P.OTHER_SPREADSHEET),
    "xlsb": (
        lambda: archive({"[Content_Types].xml": "", "xl/workbook.bin": "x"}),
        P.OTHER_SPREADSHEET,
    ),
    "docx": (
        lambda: archive(
            {
                "[Content_Types].xml": "<Types/>",
                "_rels/.rels": str(parts()["_rels/.rels"]).replace("xl/workbook", "word/document"),
                "word/document.xml": "<document/>",
            }
        ),
        P.OTHER_SPREADSHEET,
    ),
    "jar": (lambda: archive({"META-INF/MANIFEST.MF": "x"}), P.NOT_A_SPREADSHEET),
    "png": (lambda: PNG + RANDOM, P.NOT_A_SPREADSHEET),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", P.NOT_A_SPREADSHEET),
    "gzip": (lambda: b"\x1f\x8b\x08\0\0" + RANDOM, P.NOT_A_SPREADSHEET),
    "program": (lambda: b"\x7fELF" + RANDOM, P.NOT_A_SPREADSHEET),
    "database": (lambda: b"SQLite format 3\0" + RANDOM, P.NOT_A_SPREADSHEET),
    "web page": (lambda: b" <!DOCTYPE html><p>ana@example.com", P.NOT_A_SPREADSHEET),
    "web page called xls": (lambda: b"<html><table><td>a@b.cd", P.NOT_A_SPREADSHEET),
    "XML spreadsheet": (lambda: b'<?xml version="1.0"?><Workbook/>', P.NOT_A_SPREADSHEET),
    "rich text": (lambda: rb"{\rtf1 ana@example.com}", P.NOT_A_SPREADSHEET),
    "random bytes": (lambda: RANDOM, P.NOT_A_SPREADSHEET),
}

TEXTS: dict[str, tuple[Callable[[], bytes], Expected]] = {
    "nothing": (lambda: b"", P.EMPTY),
    "a mark and nothing": (lambda: b"\xef\xbb\xbf", P.EMPTY),
    "2 MB of line breaks": (lambda: b"\n" * limits.MAX_BYTES, P.EMPTY),
    "2 MB of blanks": (lambda: b" " * limits.MAX_BYTES, P.CELL_TOO_LONG),
    "2 MB of commas": (lambda: b"," * limits.MAX_BYTES, P.EMPTY),
    "text behind a million commas": (lambda: b"," * 1_000_000 + b"x", P.TOO_MANY_COLUMNS),
    "2 MB of quotation marks": (lambda: b'"' * limits.MAX_BYTES, P.CELL_TOO_LONG),
    "many quotation marks": (lambda: b'"' * 30_000, '"' * 14_999),
    "an odd number of them": (lambda: b'a@b.cd\n"' + b'""' * 9_999, P.OPEN_QUOTE),
    "a quotation mark never closed": (lambda: b'a@b.cd\n"c@d.ef\ng@h.ij\n', P.OPEN_QUOTE),
    "a quotation mark at the very end": (lambda: b'a@b.cd,"', P.OPEN_QUOTE),
    "3 MB": (lambda: b"ana@example.com\n" * 200_000, P.TOO_BIG),
    "10,001 rows": (lambda: b"a@b.cd\n" * 10_001, P.TOO_MANY_ROWS),
    "10,000 rows": (lambda: b"a@b.cd\n" * 10_000, "a@b.cd"),
    "21 columns": (lambda: b",".join([b"x"] * 21), P.TOO_MANY_COLUMNS),
    "a cell of 2 MB": (lambda: b"x" * limits.MAX_BYTES, P.CELL_TOO_LONG),
    "a cell of 100,000 characters": (lambda: b"x" * 100_000, P.CELL_TOO_LONG),
    "bytes of zero": (lambda: b"ana@example.com\0,Red\n", P.NOT_A_SPREADSHEET),
    "only zeros": (lambda: b"\0" * 10_000, P.NOT_A_SPREADSHEET),
    "half a character of UTF-16": (lambda: "ana".encode("utf-16") + b"\0\xd8", P.BROKEN),
    "half a byte pair": (lambda: "ana@example.com".encode("utf-16")[:-1], P.BROKEN),
    "halves of characters in UTF-8": (lambda: b"a@b.cd,\xed\xa0\x80\xed\xb0\x80", "a@b.cd"),
    "UTF-8 that breaks off": (lambda: b"\xef\xbb\xbfa@b.cd,\xc3", P.BROKEN),
    "UTF-32": (lambda: "ana@example.com".encode("utf-32"), P.NOT_A_SPREADSHEET),
    "escape sequences": (lambda: b"\x1b[2Jana@example.com", P.NOT_A_SPREADSHEET),
    "text called xlsx": (lambda: b"ana@example.com,Red", ANA_READ),
    "initials like an archive's": (lambda: b"PK,ana@example.com", "PK"),
    "a formula": (lambda: b"\"=cmd|' /C calc'!A0\"", "=cmd|' /C calc'!A0"),
}

HOSTILE = {
    f"{group}: {name}": case
    for group, cases in {
        "archive": ARCHIVES,
        "document type": DOCUMENT_TYPES,
        "sheet": SHEETS,
        "other format": OTHER_FORMATS,
        "text": TEXTS,
    }.items()
    for name, case in cases.items()
}
