"""Paragraphs that a mail program broke into lines, whole again: format=flowed of RFC 3676."""

from __future__ import annotations

SIGNATURE = "-- "


def unflowed(text: str, *, deletes_spaces: bool = False) -> str:
    """A line that ends with a space goes on in the next one of the same depth of quoting."""
    out: list[tuple[int, list[str]]] = []
    goes_on = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        # One space is put before lines that begin with a space, a quote sign or "From ".
        words = line[depth:].removeprefix(" ")
        flows = words.endswith(" ") and words != SIGNATURE
        if goes_on and out and out[-1][0] == depth and words != SIGNATURE:
            out[-1][1].append(words)
        else:
            out.append((depth, [words]))
        if flows and deletes_spaces:
            out[-1][1][-1] = words[:-1]
        goes_on = flows
    return "\n".join(("> " if depth else "") + "> " * (depth - 1) + "".join(words).rstrip(" ") for depth, words in out)
