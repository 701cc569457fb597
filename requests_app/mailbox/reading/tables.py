"""Tables in a letter: figures stay tables, what only holds a page together becomes lines."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_CELLS = 2_000
LONGEST_CELL = 300


@dataclass(slots=True)
class Table:
    """Rows of cells; a cell is its lines."""

    rows: list[list[list[str]]] = field(default_factory=list)
    holds_tables: bool = False
    is_in_cell: bool = False

    def end_cell(self, lines: list[str]) -> None:
        self.is_in_cell = False
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(lines)

    def lines(self) -> list[str]:
        rows = [row for row in self.rows if any(any(cell) for cell in row)]
        if self._is_data(rows):
            return _as_table(rows)
        return [line for row in rows for line in _row_as_lines(row)]

    def _is_data(self, rows: list[list[list[str]]]) -> bool:
        """Several rows and columns of short texts, most of them filled."""
        columns = max(map(len, rows), default=0)
        cells = [cell for row in rows for cell in row]
        if self.holds_tables or len(rows) < 2 or columns < 2 or len(cells) > MOST_CELLS:
            return False
        if _is_of_pairs(rows):
            return False
        filled = sum(1 for cell in cells if cell)
        return filled * 2 >= len(cells) and all(len(cell) <= 1 and len("".join(cell)) <= LONGEST_CELL for cell in cells)


def _is_of_pairs(rows: list[list[list[str]]]) -> bool:
    """`Sent: | Monday`: the header of a letter, or a form."""
    return all(len(row) == 2 and "".join(row[0]).rstrip("* ").endswith((":", "：")) for row in rows)


def _as_table(rows: list[list[list[str]]]) -> list[str]:
    columns = max(map(len, rows))
    lines = ["| " + " | ".join(_in_cell(cell) for cell in [*row, *[[]] * (columns - len(row))]) + " |" for row in rows]
    return ["", lines[0], "|" + " --- |" * columns, *lines[1:], ""]


def _in_cell(cell: list[str]) -> str:
    return "".join(cell).replace("|", "\\|")


def _row_as_lines(row: list[list[str]]) -> list[str]:
    cells = [cell for cell in row if any(cell)]
    if len(cells) > 1 and all(len(cell) == 1 for cell in cells):
        return [" ".join(cell[0] for cell in cells)]
    return [line for cell in cells for line in cell]
