"""Replies as mail programs write them: what is new stays, what was copied goes, in the languages people set them to."""

from __future__ import annotations

import pytest

from requests_app.mailbox.reading import Letter, read

ANSWERS_SOMETHING = "In-Reply-To: <old@portal.example.com>\n"


def letter(text: str, *, subject: str = "Re: Printer", kind: str = "plain", headers: str = ANSWERS_SOMETHING) -> Letter:
    raw = (
        f"From: olga@example.com\nTo: it@portal.example.com\nSubject: {subject}\n{headers}"
        f"Content-Type: text/{kind}; charset=utf-8\n\n{text}"
    )
    return read(raw.encode())


GMAIL_EN = """It works again.

On Mon, May 6, 2024 at 2:05 PM Counterpart <portal@example.com> wrote:

> Does it print now?
> IT
"""
GMAIL_EN_BROKEN = """It works again.

On Mon, May 6, 2024 at 2:05 PM Counterpart, the portal of requests <
portal@example.com> wrote:

> Does it print now?
"""
APPLE_EN = """It works again.

> On 6 May 2024, at 14:05, Counterpart <portal@example.com> wrote:
>
> Does it print now?
"""
OUTLOOK_EN = """It works again.

From: Counterpart <portal@example.com>
Sent: Monday, May 6, 2024 2:05 PM
To: Olga Petrova <olga@example.com>
Subject: Printer

Does it print now?
"""
OUTLOOK_OLD_EN = """It works again.

-----Original Message-----
From: Counterpart [mailto:portal@example.com]
Sent: Monday, May 6, 2024 2:05 PM
To: Olga Petrova
Subject: Printer

Does it print now?
"""
OUTLOOK_LINE_EN = """It works again.
________________________________
From: Counterpart <portal@example.com>
Sent: Monday, May 6, 2024 2:05:01 PM
To: Olga Petrova <olga@example.com>
Subject: Printer

Does it print now?
"""
GMAIL_ZH = """现在可以打印了。

门户 <portal@example.com> 于2024年5月6日周一 14:05写道：

> 现在能打印吗？
"""
APPLE_ZH = """现在可以打印了。

> 在 2024年5月6日，14:05，门户 <portal@example.com> 写道：
>
> 现在能打印吗？
"""
IPHONE_ZH = """现在可以打印了。

发自我的 iPhone

在 2024年5月6日，下午2:05，门户 <portal@example.com> 写道：

> 现在能打印吗？
"""
NETEASE_ZH = """现在可以打印了。












At 2024-05-06 14:05:22, "门户" <portal@example.com> wrote:
>现在能打印吗？
"""
NETEASE_ZH_2 = """现在可以打印了。

在 2024-05-06 14:05:22，"门户" <portal@example.com> 写道：

现在能打印吗？
"""
NETEASE_MASTER_ZH = """现在可以打印了。

---- 回复的原邮件 ----
| 发件人 | 门户<portal@example.com> |
| 发送日期 | 2024年05月06日 14:05 |
| 收件人 | olga@example.com |
| 主题 | 打印机 |
现在能打印吗？
"""
QQ_ZH = """现在可以打印了。


------------------ 原始邮件 ------------------
发件人: "门户" <portal@example.com>;
发送时间: 2024年5月6日(星期一) 下午2:05
收件人: "olga"<olga@example.com>;
主题: 打印机

现在能打印吗？
"""
FOXMAIL_ZH = """现在可以打印了。



发件人： 门户
发送时间： 2024-05-06 14:05
收件人： olga
主题： 打印机

现在能打印吗？
"""
OUTLOOK_ZH = """现在可以打印了。

发件人: 门户 <portal@example.com>
发送时间: 2024年5月6日 14:05
收件人: Olga Petrova <olga@example.com>
抄送: IT
主题: 打印机

现在能打印吗？
"""
GMAIL_RU = """Снова печатает.

пн, 6 мая 2024 г. в 14:05, Портал <portal@example.com>:

> Печатает ли теперь?
"""
GMAIL_RU_OLD = """Снова печатает.

6 мая 2024 г., 14:05 пользователь Портал <portal@example.com> написал:

> Печатает ли теперь?
"""
APPLE_RU = """Снова печатает.

> 6 мая 2024 г., в 14:05, Портал <portal@example.com> написал(а):
>
> Печатает ли теперь?
"""
THUNDERBIRD_RU = """Снова печатает.

06.05.2024 14:05, Портал пишет:
> Печатает ли теперь?
"""
MAIL_RU = """Снова печатает.


>Понедельник, 6 мая 2024, 14:05 +03:00 от Портал <portal@example.com>:
>
>Печатает ли теперь?
>
"""
MAIL_RU_2 = """Снова печатает.

Понедельник, 6 мая 2024, 14:05 +03:00 от Портал <portal@example.com>:

Печатает ли теперь?
"""
YANDEX_RU = """Снова печатает.

06.05.2024, 14:05, "Портал" <portal@example.com>:
> Печатает ли теперь?
"""
OUTLOOK_RU = """Снова печатает.

От: Портал <portal@example.com>
Отправлено: 6 мая 2024 г. 14:05
Кому: Ольга Петрова <olga@example.com>
Тема: Принтер

Печатает ли теперь?
"""
OUTLOOK_OLD_RU = """Снова печатает.

-----Исходное сообщение-----
От: Портал
Отправлено: понедельник, 6 мая 2024 г. 14:05
Кому: Ольга Петрова
Тема: Принтер

Печатает ли теперь?
"""
ENGLISH = (GMAIL_EN, GMAIL_EN_BROKEN, APPLE_EN, OUTLOOK_EN, OUTLOOK_OLD_EN, OUTLOOK_LINE_EN)
CHINESE = (
    GMAIL_ZH,
    APPLE_ZH,
    IPHONE_ZH,
    NETEASE_ZH,
    NETEASE_ZH_2,
    NETEASE_MASTER_ZH,
    QQ_ZH,
    FOXMAIL_ZH,
    OUTLOOK_ZH,
)
RUSSIAN = (
    GMAIL_RU,
    GMAIL_RU_OLD,
    APPLE_RU,
    THUNDERBIRD_RU,
    MAIL_RU,
    MAIL_RU_2,
    YANDEX_RU,
    OUTLOOK_RU,
    OUTLOOK_OLD_RU,
)
CASES = [
    *((text, "It works again.", "Does it print now?", "en") for text in ENGLISH),
    *((text, "现在可以打印了。", "现在能打印吗？", "zh-hans") for text in CHINESE),
    *((text, "Снова печатает.", "Печатает ли теперь?", "ru") for text in RUSSIAN),
]


@pytest.mark.parametrize(("text", "new", "old", "language"), CASES)
def test_a_reply_over_what_it_answers(text: str, new: str, old: str, language: str) -> None:
    read_letter = letter(text)
    assert read_letter.text == new
    assert old in read_letter.quoted
    assert read_letter.language == language


HTML_REPLIES = {
    "Gmail": (
        '<div dir="ltr">It works <b>again</b>.</div><br><div class="gmail_quote"><div class="gmail_attr">'
        'On Mon, May 6, 2024 at 2:05 PM Portal &lt;<a href="mailto:p@example.com">p@example.com</a>&gt; wrote:<br>'
        '</div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">Does it print now?</blockquote></div>'
    ),
    "Gmail in Russian": (
        '<div dir="ltr">It works <b>again</b>.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        'пн, 6 мая 2024 г. в 14:05, Портал &lt;<a href="mailto:p@example.com">p@example.com</a>&gt;:<br></div>'
        '<blockquote class="gmail_quote">Does it print now?</blockquote></div>'
    ),
    "Outlook": (
        '<div class="WordSection1"><p class="MsoNormal">It works <b>again</b>.<o:p></o:p></p>'
        '<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt">'
        '<p class="MsoNormal"><b>From:</b> Portal &lt;p@example.com&gt;<br><b>Sent:</b> Monday<br>'
        "<b>To:</b> Olga<br><b>Subject:</b> Printer</p></div></div><p>Does it print now?</p></div>"
    ),
    "Outlook on the web": (
        '<div class="elementToProof">It works <b>again</b>.</div><div id="appendonsend"></div><hr>'
        '<div id="divRplyFwdMsg" dir="ltr"><font><b>Von:</b> Portal<br><b>Gesendet:</b> Montag</font></div>'
        "<div>Does it print now?</div>"
    ),
    "Apple Mail": (
        'It works <b>again</b>.<br><div><br><blockquote type="cite"><div>On 6 May 2024, at 14:05, Portal '
        "&lt;p@example.com&gt; wrote:</div><br><div>Does it print now?</div></blockquote></div>"
    ),
    "QQ": (
        "<div>It works <b>again</b>.</div><div><br></div><div>---------&nbsp;原始邮件&nbsp;--------</div>"
        '<div style="font-size:12px;background:#efefef;padding:8px;"><div><b>发件人:</b>&nbsp;'
        '"Portal" &lt;p@example.com&gt;;</div><div><b>主题:</b>&nbsp;Printer</div></div><div>Does it print now?</div>'
    ),
    "163": (
        '<div>It works <b>again</b>.</div><br><p>在 2024-05-06 14:05:22，"门户" &lt;portal@example.com&gt; 写道：</p>'
        '<blockquote id="isReplyContent">Does it print now?</blockquote>'
    ),
    "Foxmail": (
        '<div>It works <b>again</b>.</div><div>&nbsp;</div><hr><div style="border-top:solid #B5C4DF 1.0pt"><div>'
        "<b>发件人：</b>&nbsp;<a>portal</a></div><div><b>发送时间：</b>&nbsp;2024-05-06</div><div><b>收件人：</b>&nbsp;olga</div>"
        "<div><b>主题：</b>&nbsp;Printer</div></div><div>Does it print now?</div>"
    ),
    "Mail.ru": (
        '<div>It works <b>again</b>.</div><blockquote style="border-left:1px solid #08F">'
        "Понедельник, 6 мая 2024, 14:05 +03:00 от Портал &lt;p@example.com&gt;:<br>"
        "<div>Does it print now?</div></blockquote>"
    ),
    "Yandex": (
        '<div>It works <b>again</b>.</div><div>06.05.2024, 14:05, "Портал" &lt;p@example.com&gt;:</div>'
        "<blockquote><p>Does it print now?</p></blockquote>"
    ),
    "Thunderbird": (
        '<p>It works <b>again</b>.</p><div class="moz-cite-prefix">06.05.2024 14:05, Портал пишет:<br></div>'
        '<blockquote type="cite" cite="mid:x">Does it print now?</blockquote>'
    ),
    "Yahoo": (
        '<div>It works <b>again</b>.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, Portal wrote:'
        "</div><div>Does it print now?</div></div>"
    ),
}


@pytest.mark.parametrize("program", HTML_REPLIES)
def test_a_reply_in_html(program: str) -> None:
    read_letter = letter(HTML_REPLIES[program], kind="html")
    assert read_letter.text == "It works **again**."
    assert "Does it print now?" in read_letter.quoted


class TestWhereAnswersStand:
    def test_under_what_they_answer(self) -> None:
        text = "On Mon, May 6, 2024 IT <it@example.com> wrote:\n\n> Does it print now?\n\nYes, it does.\nThanks!"
        assert letter(text).text == "Yes, it does.\nThanks!"

    def test_over_and_under_one_quote(self) -> None:
        text = "Hello,\n\nOn Mon, May 6, 2024 IT <it@example.com> wrote:\n> Does it print now?\n\nYes, it does."
        assert letter(text).text == "Hello,\n\nYes, it does."

    def test_within_a_quote_each_with_what_it_answers(self) -> None:
        text = (
            "06.05.2024 14:05, Портал пишет:\n> Здравствуйте!\n>\n> Какой это принтер?\nТот, что на третьем этаже.\n\n"
            "> С какого времени?\nСо вчерашнего дня.\n\n> С уважением, ИТ"
        )
        assert letter(text).text == (
            "> Какой это принтер?\n\nТот, что на третьем этаже.\n\n> С какого времени?\n\nСо вчерашнего дня."
        )

    def test_within_a_quote_of_gmail(self) -> None:
        html = (
            '<div class="gmail_quote"><div>On Mon, May 6, 2024 IT &lt;it@example.com&gt; wrote:</div>'
            "<blockquote>Which one?</blockquote><div>The old one.</div><blockquote>Since when?</blockquote>"
            "<div>Yesterday.</div></div>"
        )
        assert letter(html, kind="html").text == "> Which one?\n\nThe old one.\n\n> Since when?\n\nYesterday."

    def test_nothing_new_is_nothing(self) -> None:
        read_letter = letter("On Mon, May 6, 2024 at 2:05 PM IT <it@example.com> wrote:\n> Does it print now?")
        assert read_letter.text == ""
        assert "Does it print now?" in read_letter.quoted


class TestWhatIsNoQuote:
    def test_a_new_letter_is_kept_whole(self) -> None:
        text = "Please book:\nFrom: Berlin\nTo: Moscow\nDate: 5 May\nSubject: fair\n\n> as last year"
        assert letter(text, subject="A journey", headers="").text == text

    def test_a_journey_in_an_answer(self) -> None:
        text = "Please book:\nFrom: Berlin\nTo: Moscow\nDate: 5 May\n\nThanks"
        assert letter(text).text == text

    def test_somebody_said_so(self) -> None:
        text = "On Monday the supplier came and wrote:\nnothing.\n\nWhat now?"
        assert letter(text).text == text

    def test_paragraphs_moved_to_the_right(self) -> None:
        moved = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">this command</blockquote>'
        html = f"<div>Try</div>{moved}<div>now</div>"
        assert letter(html, kind="html").text == "Try\n\nthis command\n\nnow"


FORWARDED = {
    "Gmail": "See below.\n\n------- Forwarded message ------\nFrom: Shop\nSubject: Invoice\n\nPay, please.",
    "Apple": "See below.\n\nBegin forwarded message:\n\n> From: Shop\n> Subject: Invoice\n>\n> Pay, please.",
    "Outlook": "See below.\n\nFrom: Shop <s@example.com>\nSent: Monday\nTo: Olga\nSubject: Invoice\n\nPay, please.",
    "Thunderbird": "See below.\n\n-------- Forwarded Message --------\nSubject: Invoice\nFrom: Shop\n\nPay, please.",
    "Mail.ru": "See below.\n\n-------- Пересылаемое сообщение --------\nОт: Shop\nТема: Invoice\n\nPay, please.",
    "Yandex": "See below.\n\n-------- Пересылаемое сообщение --------\n06.05.2024, Shop\n\nPay, please.",
    "Gmail in Chinese": "See below.\n\n---------- 转发的邮件 ---------\n发件人： Shop\n主题： Invoice\n\nPay, please.",
    "163": "See below.\n\n-------- 转发邮件信息 --------\n发件人：Shop\n主题：Invoice\n\nPay, please.",
    "QQ": "See below.\n\n------------------ 原始邮件 ------------------\n发件人: Shop;\n主题: Invoice\n\nPay, please.",
}


@pytest.mark.parametrize("program", FORWARDED)
@pytest.mark.parametrize("subject", ["Fwd: Invoice", "转发：发票", "Пересл: Счёт", "FW: Invoice"])
def test_forwarded_letters_are_kept(program: str, subject: str) -> None:
    read_letter = letter(FORWARDED[program], subject=subject)
    assert read_letter.forwarded
    assert read_letter.text.startswith("See below.")
    assert read_letter.text.endswith("Pay, please.")
    assert read_letter.quoted == ""


def test_a_forwarded_letter_in_an_answer() -> None:
    assert letter(FORWARDED["Gmail"]).text.endswith("Pay, please.")


SIGNED = {
    "dashes": ("It works.", "--\nOlga Petrova\nAccounting, room 12"),
    "dashes in Russian": ("Работает.", "--\nС уважением,\nОльга Петрова"),
    "iPhone": ("It works.", "Sent from my iPhone"),
    "iPhone in Chinese": ("可以了。", "发自我的iPhone"),
    "Huawei": ("可以了。", "发自我的华为手机"),
    "Xiaomi": ("可以了。", "来自我的小米手机"),
    "iPhone in Chinese, otherwise": ("可以了。", "从我的 iPhone 发送"),
    "iPhone in Russian": ("Работает.", "Отправлено с iPhone"),
    "Mail.ru": ("Работает.", "Отправлено из мобильной Почты Mail.ru"),
    "Yandex": ("Работает.", "Отправлено из мобильной Яндекс Почты"),
    "Outlook": ("It works.", "Get Outlook for iOS<https://aka.ms/o0ukef>"),
    "Outlook in Russian": ("Работает.", "Получить Outlook для Android"),
    "notice": (
        "It works.",
        "This e-mail and any attachments are confidential and intended only for the addressee.\n\nDelete it.",
    ),
    "notice in Chinese": ("可以了。", "本邮件及其附件含有本公司的保密信息，仅限于发送给上面地址中列出的个人。"),
    "notice in Russian": (
        "Работает.",
        "Настоящее сообщение и вложения к нему содержат конфиденциальную информацию.",
    ),
}


@pytest.mark.parametrize("kind", SIGNED)
def test_what_stands_under_a_text_is_apart(kind: str) -> None:
    text, under = SIGNED[kind]
    read_letter = letter(f"{text}\n\n{under}\n")
    assert read_letter.text == text
    assert read_letter.signature == under.strip()


def test_a_notice_right_under_a_text() -> None:
    html = (
        "<p class=MsoNormal>Работает.</p><p class=MsoNormal>Настоящее письмо содержит конфиденциальную информацию.</p>"
    )
    assert letter(html, kind="html").text == "Работает."


def test_signatures_that_programs_mark() -> None:
    html = '<div>It works.</div><div class="gmail_signature" data-smartmail="gmail_signature">Olga<br>Accounting</div>'
    assert (letter(html, kind="html").text, letter(html, kind="html").signature) == ("It works.", "Olga\nAccounting")


@pytest.mark.parametrize(
    "text",
    [
        "Sent from my iPhone",
        "--\nOlga",
        "Это сообщение предназначено для всех.",
        "This message is confidential.",
    ],
)
def test_the_only_text_stays(text: str) -> None:
    assert letter(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "We ship -- as always -- on Monday.",
        "Sent from accounting to you",
        "The parcel comes\n来自上海",
        "Отправлено из бухгалтерии",
        "Options:\n--\n" + "\n".join(f"line {number}" for number in range(30)),
    ],
)
def test_what_only_looks_like_a_signature_stays(text: str) -> None:
    assert letter(text).text == text


def test_the_warning_of_a_server_goes() -> None:
    text = "CAUTION: This email originated from outside of the organization. Do not click links.\n\nIt works."
    assert letter(text).text == "It works."


def test_paragraphs_broken_into_lines_are_whole_again() -> None:
    raw = (
        "Subject: Re: x\nIn-Reply-To: <a@b>\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
        "The printer on the \nthird floor \nworks.\n\n-- \nOlga\n"
    )
    read_letter = read(raw.encode())
    assert (read_letter.text, read_letter.signature) == ("The printer on the third floor works.", "--\nOlga")
