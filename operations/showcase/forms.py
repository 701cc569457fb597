"""What is filled in: fields of every kind, with and without an error, files, ratings."""

from __future__ import annotations

from typing import cast

from django import forms

from requests_app.forms.files import FilesField, FilesWidget
from requests_app.forms.offering import offer
from requests_app.models import Attachment

from .samples import Sample, Samples, say


class SampleForm(forms.Form):
    """One field of each kind. Filled with what cannot be taken, each tells its error."""

    title = forms.CharField(max_length=60, min_length=3)
    why = forms.CharField(widget=forms.Textarea, required=False)
    many = forms.IntegerField(min_value=1)
    by = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    priority = forms.ChoiceField()
    ways = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    way = forms.ChoiceField(widget=forms.RadioSelect)
    agreed = forms.BooleanField()

    def __init__(self, data: dict[str, object] | None = None) -> None:
        super().__init__(data, prefix="filled" if data else "empty")
        choices = [
            ("desk", say("At my desk", "在我的工位", "На рабочем месте")),
            ("post", say("By post", "邮寄", "Почтой")),
        ]
        for name in ("priority", "ways", "way"):
            offer(self, name, choices)
        for name, label in _labels().items():
            self.fields[name].label = label
        self.fields["why"].help_text = say(
            "Whoever serves you reads it.", "为您服务的同事会看到。", "Это прочтут те, кто вам помогает."
        )


def samples() -> Samples:
    empty, wrong = SampleForm(), SampleForm({"filled-title": "x", "filled-many": "0", "filled-by": "?"})
    return {
        "form_field": [*_fields(empty, ""), *_fields(wrong, ", error"), *_variants(empty)],
        "error_summary": [Sample("", {"form": wrong})],
        "files_field": [
            Sample("empty", {"widget": _widget("none")}),
            Sample("no pictures", {"widget": _widget("some", "documents")}),
        ],
        "files": [Sample("", {"files": _files()})],
        "rating_input": _ratings(),
    }


def _labels() -> dict[str, str]:
    return {
        "title": say("What do you need?", "您需要什么？", "Что вам нужно?"),
        "why": say("Why", "原因", "Зачем"),
        "many": say("How many", "数量", "Сколько"),
        "by": say("Needed by", "期望日期", "К какому сроку"),
        "priority": say("Priority", "优先级", "Приоритет"),
        "ways": say("Where we reach you", "如何联系您", "Как с вами связаться"),
        "way": say("How it comes to you", "交付方式", "Как передать"),
        "agreed": say("My manager knows", "我的主管已知晓", "Мой руководитель знает"),
    }


def _fields(form: SampleForm, state: str) -> list[Sample]:
    return [Sample(f"{type(field.field.widget).__name__}{state}", {"field": field}) for field in form]


def _variants(form: SampleForm) -> list[Sample]:
    help_text = say("One sentence is enough.", "一句话即可。", "Достаточно одной фразы.")
    return [
        Sample(
            "label, help, optional=False",
            {"field": form["why"], "label": help_text, "help": help_text, "optional": False},
        )
    ]


def _widget(name: str, *groups: str) -> dict[str, object]:
    # The field sets up its widget: which kinds it takes, and how many.
    made = cast("FilesWidget", FilesField(groups=groups).widget)
    widget: dict[str, object] = made.get_context(name, None, {"id": f"id_{name}"})["widget"]
    return widget


def _files() -> list[Attachment]:
    """One of each state the scanner can leave it in. No picture: a thumbnail would ask for a file that is stored."""
    name = say("offer.pdf", "报价单.pdf", "предложение.pdf")
    states = Attachment.Check
    return [
        Attachment(name=name, size=182_000, content_type="application/pdf", check_state=state, stored="sample")
        for state in states
    ]


def _ratings() -> list[Sample]:
    legend = say("How was it?", "您对此次服务满意吗？", "Как всё прошло?")
    words = [
        say("very bad", "非常不满意", "очень плохо"),
        say("bad", "不满意", "плохо"),
        say("so-so", "一般", "так себе"),
        say("good", "满意", "хорошо"),
        say("very good", "非常满意", "отлично"),
    ]
    points = [{"value": number, "label": label} for number, label in enumerate(words, 1)]
    only = say("Only the manager sees it.", "仅主管可见。", "Это увидит только руководитель.")
    return [
        Sample("required", {"name": "rating-a", "legend": legend, "points": points, "required": True}),
        Sample("value, help", {"name": "rating-b", "legend": legend, "points": points, "value": 4, "help": only}),
    ]
