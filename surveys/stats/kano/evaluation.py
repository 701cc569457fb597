"""From a pair of answers (need met, need not met) to a letter.

Answers: 1 I would like it, 2 it should be so, 3 no matter, 4 I can put up with it, 5 I would dislike it. Letters:
M must-be, O one-dimensional, A attractive, I indifferent, R reverse, Q questionable (contradicts itself).
"""

from collections.abc import Mapping, Sequence

LETTERS = ("A", "O", "M", "I", "R", "Q")
Pair = Sequence[int | None]

# Berger et al. 1993: rows are the answer to the need met, columns to the need not met.
BERGER = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
# Pouliot in Berger et al. 1993: the same tolerant answer to both says as little as the same strong one.
POULIOT = {(2, 2): "Q", (4, 4): "Q"}
TABLES = ("berger", "pouliot")


def kano_table(*, table: str = "berger", key: str = "functional-dysfunctional") -> dict[str, str]:
    """The letter of each of the 25 pairs, by “functional-dysfunctional” such as “2-5” (or the other way round)."""
    if table not in TABLES:
        raise ValueError(f"no table {table!r}")
    swap = key == "dysfunctional-functional"
    cells = [(row, column) for row in range(1, 6) for column in range(1, 6)]
    return {
        f"{column}-{row}" if swap else f"{row}-{column}": _letter(row, column, pouliot=table == "pouliot")
        for row, column in cells
    }


def _letter(functional: int, dysfunctional: int, *, pouliot: bool) -> str:
    revised = POULIOT.get((functional, dysfunctional)) if pouliot else None
    return revised or BERGER[functional - 1][dysfunctional - 1]


def kano_counts(*, pairs: Sequence[Pair], table: str = "berger") -> dict[str, int]:
    """How many pairs of answers fall on each letter; pairs with a missing answer are left out."""
    cells: dict[str, int] = {}
    for functional, dysfunctional in pairs:
        if functional is not None and dysfunctional is not None:
            cell = f"{functional}-{dysfunctional}"
            cells[cell] = cells.get(cell, 0) + 1
    return letters_of_cells(cells, table=table)


def letters_of_cells(cells: Mapping[str, int], *, table: str = "berger") -> dict[str, int]:
    """The same from counted cells such as `{"1-5": 12}`; cells that are no pair are left out."""
    letters, counts = kano_table(table=table), dict.fromkeys(LETTERS, 0)
    for cell, count in cells.items():
        if cell in letters:
            counts[letters[cell]] += count
    return counts
