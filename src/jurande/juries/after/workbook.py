"""The attendance of the unions as a spreadsheet."""

from __future__ import annotations

import io
from datetime import datetime

from xlsxwriter import Workbook

from jurande.juries.after.statements import Statement

HEADS = ("Organisation", "Jury du", "Lieu", "Somme (€)")
WIDTHS = (36, 14, 44, 12)
# What a spreadsheet would take for a formula, opened here or from a copy in CSV.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before what would begin one."""
    return f"'{text}" if text.startswith(FORMULA) else text


def workbook(found: Statement, *, created: datetime) -> bytes:
    """One row a union and jury, then the total of each union and of all. `created` is the only clock."""
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"Participation, {found.period.label}", "created": created.replace(tzinfo=None)})
        page = book.add_worksheet(found.period.code)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for column, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
            page.write_string(0, column, head, bold)
            page.set_column(column, column, width)
        page.freeze_panes(1, 0)
        row = 1
        for line in found.lines:
            for one in line.decision.juries:
                page.write_string(row, 0, defused(line.name))
                page.write_datetime(row, 1, datetime.combine(one.held_on, datetime.min.time()), day)
                page.write_string(row, 2, defused(found.places[one.jury]))
                page.write_number(row, 3, one.euros)
                row += 1
            page.write_string(row, 0, defused(f"Total {line.name}"), bold)
            page.write_number(row, 3, line.decision.euros, bold)
            row += 1
        page.write_string(row, 0, "Total", bold)
        page.write_number(row, 3, found.euros, bold)
    return written.getvalue()
