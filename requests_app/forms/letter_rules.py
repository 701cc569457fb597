"""What an admin says of the company's own notices and lists, a line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.mailbox.own_rules import Lines, Own

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_LINES = 50
LONGEST = 200
# Fewer begin too many sentences: of signs of Chinese two say as much as a word.
FEWEST_LETTERS = 8
FEWEST_SIGNS = 4
SIGN = re.compile(r"[\u3400-\u9fff]")


class LinesField(forms.CharField):
    """One thing a line; becomes a tuple. `is_beginning`: of a paragraph, so it must not be too short."""

    def __init__(self, *, label: StrOrPromise, help_text: StrOrPromise, is_beginning: bool) -> None:
        self.is_beginning = is_beginning
        widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
        super().__init__(label=label, help_text=help_text, required=False, widget=widget)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> Lines:
        lines = tuple(
            dict.fromkeys(filter(None, (" ".join(line.split()) for line in super().clean(value).split("\n"))))
        )
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("No more than %(most)s lines.") % {"most": MOST_LINES})
        for line in lines:
            if len(line) > LONGEST:
                raise forms.ValidationError(_("“%(line)s…” is too long.") % {"line": line[:40]})
            if self.is_beginning and not _says_enough(line):
                raise forms.ValidationError(
                    _("“%(line)s” is too short: other sentences begin so, too.") % {"line": line}
                )
        return lines


def _says_enough(line: str) -> bool:
    letters = sum(sign.isalnum() for sign in line)
    return letters >= FEWEST_LETTERS or len(SIGN.findall(line)) >= FEWEST_SIGNS


class LetterRulesForm(forms.Form):
    disclaimers = LinesField(
        label=_("How legal notices begin"),
        help_text=_(
            "A line for each, in every language that is used. From there on nothing of a letter is taken into a "
            "request. The usual ones are known already."
        ),
        is_beginning=True,
    )
    banners = LinesField(
        label=_("How warnings over letters from outside begin"),
        help_text=_("What your mail server puts on top. The paragraph is left out."),
        is_beginning=True,
    )
    lists = LinesField(
        label=_("Mailing lists that are filed"),
        help_text=_(
            "Letters of mailing lists are never filed, unless a part of their List-Id is named here, such as "
            "desk.example.com."
        ),
        is_beginning=False,
    )
    sample = forms.CharField(
        label=_("A letter to try it on"),
        help_text=_("It is kept nowhere."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @property
    def own(self) -> Own:
        said = self.cleaned_data
        return Own(said["disclaimers"], said["banners"], said["lists"])

    @property
    def rules(self) -> list[forms.BoundField]:
        return [self[name] for name in ("disclaimers", "banners", "lists")]
