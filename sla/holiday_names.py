"""Names of public holidays in Chinese and Russian, where the library has none: those of most countries.

A name that nobody wrote down here is left out, and read in the language there is.
"""

from __future__ import annotations

import re

LANGUAGES = ("zh-hans", "ru")

# As the library says it in English -> 简体中文, русский.
NAMES: dict[str, tuple[str, str]] = {
    "New Year's Day": ("元旦", "Новый год"),
    "Epiphany": ("主显节", "Богоявление"),
    "Good Friday": ("耶稣受难日", "Страстная пятница"),
    "Easter Sunday": ("复活节", "Пасха"),
    "Easter Monday": ("复活节星期一", "Пасхальный понедельник"),
    "Labor Day": ("劳动节", "Праздник труда"),
    "May Day": ("五一节", "Первое мая"),
    "Ascension Day": ("耶稣升天节", "Вознесение Господне"),
    "Pentecost": ("圣灵降临节", "Пятидесятница"),
    "Pentecost Monday": ("圣灵降临节星期一", "Духов день"),
    "Whit Monday": ("圣灵降临节星期一", "Духов день"),
    "Corpus Christi": ("基督圣体节", "Праздник Тела и Крови Христовых"),
    "Assumption Day": ("圣母升天节", "Успение Богородицы"),
    "Assumption Of Mary Day": ("圣母升天节", "Успение Богородицы"),
    "Immaculate Conception": ("圣母无染原罪节", "Непорочное зачатие Девы Марии"),
    "All Saints' Day": ("诸圣节", "День всех святых"),
    "Reformation Day": ("宗教改革纪念日", "День Реформации"),
    "Repentance and Prayer Day": ("忏悔祈祷日", "День покаяния и молитвы"),
    "Augsburg Peace Festival": ("奥格斯堡和平节", "Аугсбургский праздник мира"),
    "German Unity Day": ("德国统一日", "День германского единства"),
    "Women's Day": ("妇女节", "Женский день"),
    "International Women's Day": ("国际妇女节", "Международный женский день"),
    "World Children's Day": ("世界儿童日", "Всемирный день ребёнка"),
    "Christmas Eve": ("平安夜", "Сочельник"),
    "Christmas Day": ("圣诞节", "Рождество"),
    "Second Day of Christmas": ("圣诞节第二天", "Второй день Рождества"),
    "Boxing Day": ("节礼日", "День подарков"),
    "Saint Stephen's Day": ("圣斯德望日", "День святого Стефана"),
    "Saint Berchtold's Day": ("圣贝希托尔德日", "День святого Бертольда"),
    "Saint Joseph's Day": ("圣若瑟日", "День святого Иосифа"),
    "New Year's Eve": ("除夕（公历）", "Канун Нового года"),
    "National Day": ("国庆日", "Национальный праздник"),
    "Independence Day": ("独立日", "День независимости"),
    "Republic Day": ("共和国日", "День Республики"),
    "Constitution Day": ("宪法日", "День Конституции"),
    "Liberation Day": ("解放日", "День освобождения"),
    "National Unity Day": ("民族团结日", "День национального единства"),
    "Victory Day": ("胜利日", "День Победы"),
    "Armistice Day": ("停战日", "День перемирия"),
    "National Day of the Third of May": ("五三宪法节", "День Конституции 3 мая"),
    "National Independence Day": ("国家独立日", "День независимости"),
    "Spring Bank Holiday": ("春季银行假日", "Весенний банковский выходной"),
    "Early May Bank Holiday": ("五月初银行假日", "Майский банковский выходной"),
    "Summer Bank Holiday": ("夏季银行假日", "Летний банковский выходной"),
    "Martin Luther King Jr. Day": ("马丁·路德·金纪念日", "День Мартина Лютера Кинга"),
    "Washington's Birthday": ("华盛顿诞辰纪念日", "День рождения Вашингтона"),
    "Memorial Day": ("阵亡将士纪念日", "День памяти павших"),
    "Juneteenth National Independence Day": ("六月节", "День освобождения от рабства"),
    "Columbus Day": ("哥伦布日", "День Колумба"),
    "Veterans Day": ("退伍军人节", "День ветеранов"),
    "Thanksgiving Day": ("感恩节", "День благодарения"),
    "King's Day": ("国王节", "День короля"),
    "Orthodox Christmas": ("东正教圣诞节", "Православное Рождество"),
    "Orthodox Christmas Day": ("东正教圣诞节", "Православное Рождество"),
    "Defender of the Fatherland Day": ("祖国保卫者日", "День защитника Отечества"),
    "Nowruz Holiday": ("纳吾肉孜节", "Наурыз"),
    "Capital Day": ("首都日", "День столицы"),
    "Kazakhstan's People Solidarity Holiday": ("哈萨克斯坦人民团结日", "Праздник единства народа Казахстана"),
    "Eid al-Adha": ("古尔邦节", "Курбан-байрам"),
    "Chinese New Year": ("春节", "Китайский Новый год"),
    "Chinese New Year (Spring Festival)": ("春节", "Китайский Новый год (Праздник весны)"),
    "Chinese New Year's Eve": ("除夕", "Канун китайского Нового года"),
    "Tomb-Sweeping Day": ("清明节", "День поминовения усопших (Цинмин)"),
    "Dragon Boat Festival": ("端午节", "Праздник драконьих лодок"),
    "Mid-Autumn Festival": ("中秋节", "Праздник середины осени"),
    "Double Ninth Festival": ("重阳节", "Праздник двойной девятки"),
    "New Year Holidays": ("新年假期", "Новогодние каникулы"),
    "Russia Day": ("俄罗斯日", "День России"),
    "Unity Day": ("民族团结日", "День народного единства"),
    "Holiday of Spring and Labor": ("春天与劳动节", "Праздник Весны и Труда"),
}
# What the library adds to a name.
REMARKS = {"observed": ("补休", "перенос"), "estimated": ("预计", "предварительно")}
REMARK = re.compile(r"(?P<name>.+) \((?P<remark>observed|estimated)\)")


def in_language(english: str, language: str) -> str:
    """The name in that language (`zh-hans`, `ru`), or nothing. Two holidays on one day are two names."""
    names = [_one(name, LANGUAGES.index(language)) for name in english.split("; ")]
    return ("；" if language == "zh-hans" else "; ").join(names) if all(names) else ""


def _one(english: str, language: int) -> str:
    if found := REMARK.fullmatch(english):
        name = _one(found["name"], language)
        remark = REMARKS[found["remark"]][language]
        return (f"{name}（{remark}）" if language == 0 else f"{name} ({remark})") if name else ""
    return NAMES[english][language] if english in NAMES else ""
