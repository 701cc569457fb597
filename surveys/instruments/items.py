"""The 22 items of SERVQUAL for departments of one company, in our own wording; those of a pulse are among them.

A wording that was asked never changes: another one is another version, brought by another migration.
"""

from __future__ import annotations

from .languages import text

ITEMS: dict[str, dict[str, str]] = {
    "T1": text(
        "The tools and systems it serves us with are up to the job.",
        "该部门为我们服务所用的工具和系统跟得上需要。",
        "Инструменты и системы, с которыми отдел нас обслуживает, отвечают сегодняшним задачам.",
    ),
    "T2": text(
        "Its request forms and pages are easy to find and easy to fill in.",
        "它的申请表单和页面容易找到，也容易填写。",
        "Формы и страницы заявок легко найти и легко заполнить.",
    ),
    "T3": text(
        "What it hands over (files, data, equipment) is complete and ready to use.",
        "它交付的文件、数据或设备齐全，拿到就能用。",
        "Всё, что передаёт отдел (документы, данные, оборудование), приходит полным и готовым к работе.",
    ),
    "T4": text(
        "Its guides are clear and kept current.",
        "它的办事指南清楚明白，并及时更新。",
        "Инструкции отдела понятны и вовремя обновляются.",
    ),
    "R1": text(
        "When it names a date, the date holds.", "说好的日期，它能兑现。", "Названный отделом срок соблюдается."
    ),
    "R2": text(
        "The result is right at once; we need not come back.",
        "一次就办对，不用我们再跑第二趟。",
        "Всё сделано правильно с первого раза, возвращаться не приходится.",
    ),
    "R3": text(
        "It stays with a problem until it is really gone.",
        "它会把问题跟到底，直到真正解决。",
        "Отдел доводит проблему до настоящего решения.",
    ),
    "R4": text(
        "The quality is the same whoever handles the request.",
        "不论谁经手，质量都一样。",
        "Качество одинаково, кто бы ни выполнял заявку.",
    ),
    "R5": text(
        "Our requests are recorded correctly and can be traced.",
        "我们的请求记录准确，随时可查。",
        "Наши заявки учтены верно, их ход можно проследить.",
    ),
    "S1": text(
        "A person, not only an automatic receipt, answers us soon.",
        "很快就有真人答复，而不只是自动回执。",
        "Нам быстро отвечает человек, а не только автоматическое уведомление.",
    ),
    "S2": text(
        "It tells us about progress and changes without being asked.",
        "不用我们催，它会主动告知进展和变化。",
        "Отдел сам сообщает о ходе работы и об изменениях.",
    ),
    "S3": text(
        "When it is urgent, it finds a way in time.",
        "遇到急事，它能想办法及时处理。",
        "В срочных случаях отдел находит способ успеть.",
    ),
    "S4": text(
        "Its people help willingly even on busy days.",
        "即使很忙，同事们也愿意帮忙。",
        "Сотрудники охотно помогают, даже когда заняты.",
    ),
    "A1": text(
        "Its people know their field and can answer us.",
        "他们业务熟，能答得上我们的问题。",
        "Сотрудники знают своё дело и могут нам ответить.",
    ),
    "A2": text("I can act on the advice they give.", "他们给的建议让我放心照做。", "На их советы можно положиться."),
    "A3": text(
        "What we tell them stays where it belongs.",
        "我们告诉他们的信息，他们会妥善保密。",
        "С нашими сведениями обращаются бережно и лишнего не разглашают.",
    ),
    "A4": text(
        "They stay polite and respectful, also under pressure.",
        "即使压力大，他们也待人礼貌、尊重。",
        "Они вежливы и уважительны, даже под нагрузкой.",
    ),
    "E1": text(
        "They take time to find out what our work really needs.",
        "他们愿意花时间弄清我们工作真正需要什么。",
        "Они стараются понять, что на самом деле нужно нашей работе.",
    ),
    "E2": text(
        "In special cases they look for a way, not only at the rule.",
        "遇到特殊情况会想办法，而不只是搬规定。",
        "В особых случаях они ищут решение, а не только ссылаются на правила.",
    ),
    "E3": text(
        "They can be reached when and how it suits our work.",
        "他们的服务时间和沟通渠道方便我们工作。",
        "С ними можно связаться тогда и так, как удобно нашей работе.",
    ),
    "E4": text(
        "If the answer is no, they explain it and look for another way.",
        "办不了时会说明原因，并帮忙想别的办法。",
        "Если отказывают, объясняют почему и предлагают другой путь.",
    ),
    "E5": text(
        "They care what a delay does to our work.",
        "他们在意拖延给我们工作带来的影响。",
        "Им не всё равно, как задержки сказываются на нашей работе.",
    ),
}

# Seven items, about a minute. Once a year T2 stands where S1 does otherwise.
PULSE = ["R1", "R3", "S1", "S2", "A1", "A4", "E1"]
PULSE_OF_THE_YEAR = ["T2" if code == "S1" else code for code in PULSE]
# Communication is no dimension of SERVQUAL: it is the mean of these three.
COMMUNICATION = ["S2", "E3", "E4"]
