"""Workbooks as Excel, LibreOffice and Google save them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.formula import ArrayFormula

from core.rosters.cells import Line
from core.rosters.child import lines_of
from tests.unit.rosters.files import ANA, archive, parts, saved, sheet_xml, workbook, xlsx

PEOPLE = [["Name", "E-mail", "Team"], ["Ana", "ana@example.com", "Red"]]


def test_the_rows_of_a_workbook_are_read() -> None:
    assert lines_of(workbook(PEOPLE)) == [
        Line(1, ("Name", "E-mail", "Team")),
        Line(2, ("Ana", "ana@example.com", "Red")),
    ]


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    book = Workbook()
    assert book.active
    book.active["B3"] = "ana@example.com"
    book.active["A1048576"] = "  ben@example.com\n"

    assert lines_of(saved(book)) == [
        Line(3, ("", "ana@example.com")),
        Line(1_048_576, ("ben@example.com",)),
    ]


def test_formulas_are_read_as_they_stand_and_never_as_their_result() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    sheet["A1"] = '=HYPERLINK("mailto:ana@example.com", "ana@example.com")'
    sheet["A2"] = '=B2&"@example.com"'
    sheet["A3"] = ArrayFormula("A3:A4", '=B3:B4&"@example.com"')
    shared = "<row r='2'><c r='A2'><f t='shared' si='0'/><v>9</v></c></row>"
    first = "<row r='1'><c r='A1'><f t='shared' ref='A1:A2' si='0'>B1+1</f><v>8</v></c></row>"

    assert [line.cells[0] for line in lines_of(saved(book))] == [
        '=HYPERLINK("mailto:ana@example.com", "ana@example.com")',
        '=B2&"@example.com"',
        '=B3:B4&"@example.com"',
    ]
    assert [line.cells[0] for line in lines_of(xlsx(sheet_xml(first + shared)))] == [
        "=B1+1",
        "=B2+1",
    ]


def test_cells_that_are_no_text_are_written_out() -> None:
    row = [7, 7.0, 7.5, True, "", None, "x"]

    assert lines_of(workbook([row]))[0].cells == ("7", "7", "7.5", "TRUE", "", "", "x")


def test_a_day_and_an_error_spoil_nothing() -> None:
    day = datetime(2026, 12, 1, tzinfo=UTC).replace(tzinfo=None)
    error = "<row r='1'><c r='A1' t='e'><v>#REF!</v></c><c r='B1' t='d'><v>2026-12-01</v></c></row>"

    assert lines_of(workbook([["ana@example.com", day]]))[0].cells[0] == "ana@example.com"
    assert lines_of(xlsx(sheet_xml(error)))[0].cells == ("#REF!", "2026-12-01")


def test_only_the_first_sheet_that_is_shown_is_read() -> None:
    book = Workbook()
    assert book.active
    book.active.append(["hidden@example.com"])
    book.active.sheet_state = "hidden"
    book.create_chartsheet("Chart")
    book.create_sheet("People").append(["ana@example.com"])
    book.create_sheet("Notes").append(["other@example.com"])

    assert lines_of(saved(book)) == [Line(1, ("ana@example.com",))]


def test_colours_links_filters_and_merged_cells_are_no_hindrance() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in PEOPLE:
        sheet.append(row)
    sheet["B2"].hyperlink = "mailto:ana@example.com"
    sheet["B2"].fill = PatternFill("solid", "FF0000")
    sheet.auto_filter.ref = "A1:C2"
    sheet.merge_cells("C2:C3")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 40

    assert [line.cells for line in lines_of(saved(book))] == [tuple(row) for row in PEOPLE]


LIBRE_OFFICE = sheet_xml(
    "<row r='1' customFormat='false' ht='12.8' hidden='false' outlineLevel='0'>"
    "<c r='A1' s='0' t='s'><v>0</v></c><c r='C1' s='1'></c></row>"
    "<row r='1048576' ht='12.8'></row>",
    before="<sheetPr filterMode='false'><pageSetUpPr fitToPage='false'/></sheetPr>"
    "<dimension ref='A1:C1048576'/>",
    after="<printOptions headings='false'/>"
    "<headerFooter><oddHeader>&amp;A</oddHeader></headerFooter>",
)
GOOGLE = sheet_xml(
    "<row r='1'><c r='A1' s='1' t='s'><v>0</v></c></row><row r='2'><c r='A2' s='2'/></row>",
    before="<sheetPr><outlinePr summaryBelow='0'/></sheetPr>"
    "<sheetFormatPr defaultRowHeight='15.0'/>",
    after="<drawing xmlns:r='x' r:id='rId1'/>",
)
EXCEL = sheet_xml(
    "<row r='1' spans='1:3' xmlns:x='y' x:dyDescent='0.25'><c r='A1' t='s'><v>0</v></c></row>",
    before="<dimension ref='A1'/>",
    after="<dataValidations count='1'><dataValidation type='list' sqref='B2:B9'>"
    '<formula1>"Red,Blue"</formula1></dataValidation></dataValidations>'
    "<conditionalFormatting sqref='A1'><cfRule type='duplicateValues' dxfId='0' priority='1'/>"
    "</conditionalFormatting><pageMargins left='0.7' right='0.7' top='0.7' bottom='0.7' "
    "header='0.3' footer='0.3'/><extLst>"
    "<ext uri='{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}'/></extLst>",
)


@pytest.mark.parametrize(
    "sheet", [LIBRE_OFFICE, GOOGLE, EXCEL], ids=["LibreOffice", "Google", "Excel"]
)
def test_sheets_are_read_as_each_program_writes_them(sheet: str) -> None:
    assert lines_of(xlsx(sheet)) == [Line(1, ("ana@example.com",))]


def test_texts_in_several_styles_or_lines_are_one() -> None:
    texts = (
        "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si>"
        "<r><t>ana</t></r><r><rPr><b/></rPr><t>@example.com_x000D_\nben@example.com</t></r></si></sst>"
    )
    sheet = sheet_xml("<row r='1'><c r='A1' t='s'><v>0</v></c></row>")

    cell = lines_of(xlsx(sheet, xl__sharedStrings_xml=texts))[0].cells[0]

    assert cell.split() == ["ana@example.com", "ben@example.com"]


def test_names_of_parts_may_differ_in_capitals_and_be_absolute() -> None:
    changed = {
        name.replace("workbook", "WorkBook"): str(content)
        .replace("worksheets/sheet1", "/xl/worksheets/Sheet1")
        .replace("sharedStrings.xml", "/xl/SharedStrings.xml")
        for name, content in parts().items()
    }

    assert lines_of(archive(changed)) == [Line(1, ("ana@example.com",))]


def test_broken_styles_do_not_matter() -> None:
    data = xlsx(sheet_xml(ANA), xl__styles_xml="<not-styles", docProps__core_xml="<broken")

    assert lines_of(data) == [Line(1, ("ana@example.com",))]
