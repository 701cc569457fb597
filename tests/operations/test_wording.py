"""Slips in translated texts that an editor would strike out are found by `translations check`."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from operations import catalogues, unspoken, wording
from operations.wording import signs, terms

STRUCK = [
    terms.Struck("ru", ("тикет", "пользовател"), "заявка", ("имя пользователя",)),
    terms.Struck("zh_Hans", ("工单",), "请求", ()),
    terms.Struck("en", ("user",), "person", ("user name",)),
]


def found(language: str, english: str | tuple[str, ...], *strings: str) -> list[str]:
    ids = (english,) if isinstance(english, str) else english
    return list(wording.slips(language, wording.Text(ids, strings), STRUCK))


class TestWhatIsFilledIn:
    @pytest.mark.parametrize(
        ("english", "string", "told"),
        [
            ("%(name)s answered.", "Ответ есть.", "fills in nothing instead of %(name)s"),
            ("{actor} answered.", "{author} отвечает.", "fills in {author} instead of {actor}"),
            (("%(n)s review", "%(n)s reviews"), "%", "fills in nothing instead of %(n)s"),
            ("Read <b>this</b>.", "Прочтите это.", "has other markup"),
            ("Saved.", "Сохранено. ", "begins or ends with a space"),
            ("Remove it?", "Удалить", "does not end as “?” does"),
        ],
    )
    def test_a_difference_is_told(self, english: str | tuple[str, ...], string: str, told: str) -> None:
        assert found("ru", english, string) == [told]

    def test_every_form_of_a_plural_names_the_number(self) -> None:
        one, more = "over the last day", "over the last %(days)s days"
        assert found("ru", (one, more), "за последний день", "за %(days)s дня", "за %(days)s дней") == [
            "fills in nothing instead of %(days)s"
        ]

    def test_signs_between_two_things_may_do_without_their_space(self) -> None:
        assert found("zh_Hans", ", ", "、") == []
        assert found("zh_Hans", " (%(reason)s)", "（%(reason)s）") == []


class TestSigns:
    @pytest.mark.parametrize(
        "string",
        [
            "已保存,请稍候。",
            "请 稍候",
            "还剩 3个工作小时",
            "还剩%(n)s 个",
            "用「引号」",
            "正在保存...",
            "请稍候…然后继续",
            "你可以关闭它",
            "保存 。",
            "真的?",
        ],
    )
    def test_chinese(self, string: str) -> None:
        assert len(list(signs.slips("zh_Hans", string))) == 1

    @pytest.mark.parametrize(
        "string",
        [
            "还剩3个工作小时",
            "停用…",
            "请稍候……",
            "用“…”代替",
            "你们两位都能看到",
            "状态:未完成",
            "%(day)s %(time)s",
            "Markdown：**加粗**，- 列表，| 表格 |。",
            "请另存为.docx或.pdf文件。",
        ],
    )
    def test_good_chinese(self, string: str) -> None:
        assert list(signs.slips("zh_Hans", string)) == []

    @pytest.mark.parametrize(
        "string",
        [
            'Услуга "Ноутбук"',
            "Услуга “Ноутбук”",
            "Заявка - это просьба",
            "Подождите...",
            "Как Вы просили",
            "ответил(а) на вопрос",
            "Нужен еще один день",
        ],
    )
    def test_russian(self, string: str) -> None:
        assert len(list(signs.slips("ru", string))) == 1

    @pytest.mark.parametrize(
        "string",
        [
            "Услуга «Ноутбук» — вот она",
            "пн–пт, 9–17",
            "Нужен ещё день",
            "Вы увидите ответ",
            '<a href="/">все</a>',
            "все",
        ],
    )
    def test_good_russian(self, string: str) -> None:
        assert list(signs.slips("ru", string)) == []

    def test_what_is_typed_into_the_search_keeps_the_signs_of_a_keyboard(self) -> None:
        text = wording.Text(('"two words"',), ('"два слова"',), typed=True)
        assert list(wording.slips("ru", text, STRUCK)) == []


class TestTerms:
    def test_a_word_that_is_not_used_is_told_with_ours(self) -> None:
        assert found("ru", "New", "Новый тикет") == ["says “тикет”; our word is “заявка”"]
        assert found("zh_Hans", "New", "新工单") == ["says “工单”; our word is “请求”"]

    def test_within_a_phrase_it_may_be_right(self) -> None:
        assert found("ru", "Name", "Ваше имя пользователя") == []
        english = wording.Text(("The user name of a user",), ("",))
        assert list(wording.slips_of_english(english, STRUCK)) == ["says “user”; our word is “person”"]

    def test_names_of_what_is_filled_in_are_no_words(self) -> None:
        assert list(terms.slips("en", "Invited: %(user)s {user}", STRUCK)) == []

    def test_they_stand_in_the_glossary(self, tmp_path: Path) -> None:
        page = tmp_path / "glossary.md"
        page.write_text("| Language | Not | But | But for |\n|---|---|---|---|\n| ru | тикет, кейс | заявка | |\n")
        assert terms.read(page) == [terms.Struck("ru", ("тикет", "кейс"), "заявка", ())]
        assert {one.language for one in terms.read(catalogues.GLOSSARY)} == {"en", "zh_Hans", "ru"}


class TestCatalogues:
    def test_a_slip_is_told_with_its_language_and_text(self) -> None:
        text = Catalog().add("Saved", "已保存,谢谢")
        assert catalogues.slips_in("zh_Hans", [text], STRUCK) == ["zh_Hans: 'Saved': half-width punctuation ('存,')"]

    def test_the_texts_of_the_code_have_none(self) -> None:
        assert catalogues.problems_of_english(catalogues.collect()) == []


class TestTextsThatNeverPassGettext:
    @pytest.mark.parametrize(
        "source",
        [
            'forms.CharField(label="Your name")',
            'raise Refused("This cannot be done.")',
            'raise forms.ValidationError(f"{name} is too long", code="long")',
            'messages.success(request, "Saved.")',
            'form.add_error("name", "Give it a name.")',
            'Field(error_messages={"required": "Say something."})',
            'class Kind(models.TextChoices):\n    NEW = "new", "Received"',
            'raise Refused("On {day}".format(day="Monday"))',
            """told = f'<b>{_("Quote")}</b>'""",
        ],
    )
    def test_one_is_found(self, source: str) -> None:
        assert len(unspoken.untranslatable(source)) >= 1

    @pytest.mark.parametrize(
        "source",
        [
            'forms.CharField(label=_("Your name"))',
            'raise Refused(_("%(name)s is away.") % {"name": name})',
            'raise ValueError("a share lies between 0 and 1")',
            'class Kind(models.TextChoices):\n    NEW = "new", pgettext_lazy("state", "Received")',
            'logger.warning("The mail server does not answer")',
            'form.add_error("name", problem)',
        ],
    )
    def test_what_is_translated_or_read_by_no_one_is_not(self, source: str) -> None:
        assert unspoken.untranslatable(source) == []

    def test_there_are_none(self) -> None:
        assert unspoken.problems() == []
