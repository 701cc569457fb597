"""Signs beside thanks: given and taken back with one click, by whoever may read them, with their name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from .models import Thanks, ThanksReaction, User
from .phrases import listed

Sign = ThanksReaction.Sign
# Drawn, as not every machine has a font with coloured signs.
SIGNS = {Sign.CLAP: "hand-thumb-up", Sign.HEART: "heart", Sign.PARTY: "sparkles", Sign.STRONG: "bolt"}
# As many names as one reads on a hint; the number beside the sign counts everybody.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Reaction:
    """One sign below thanks, by the name of its icon; `people` are the names of the first who gave it."""

    code: str
    sign: str
    label: str
    count: int
    people: str
    mine: bool


def react(said: Thanks, sign: str, *, by: User) -> bool:
    """Give it, or take it back where it is given; whether it is given now. Raises ValueError for an unknown sign."""
    chosen = Sign(sign)
    reaction, given = ThanksReaction.objects.get_or_create(thanks=said, person=by, sign=chosen)
    if not given:
        reaction.delete()
    return given


def reactions_of(said: Thanks, reader: User) -> list[Reaction]:
    """Every sign that can be given; from rows read with `with_reactions`."""
    given: dict[str, list[User]] = defaultdict(list)
    for one in said.reactions.all():
        given[one.sign].append(one.person)
    return [
        Reaction(
            code=code.value,
            sign=sign,
            label=str(code.label),
            count=len(given[code]),
            people=listed(one.display_name for one in given[code][:NAMED]),
            mine=reader in given[code],
        )
        for code, sign in SIGNS.items()
    ]
