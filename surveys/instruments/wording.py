"""What stands around the items: instructions, labels of every point, the two sentences about a need, the promise."""

from __future__ import annotations

from typing import Any

from .languages import text

PERCEIVED = text(
    "How far does this hold for {department} in the last 3 months?",
    "过去3个月，以下说法在多大程度上符合{department}的情况？",
    "Насколько это верно для отдела {department} за последние 3 месяца?",
)
# Needed, not ideal: ideal levels run into the ceiling.
NEEDED = text(
    "What level do you need for your own work?", "您的工作需要达到什么水平？", "Какой уровень нужен для вашей работы?"
)

AGREEMENT = [
    text("Not at all", "完全不符合", "Совсем не верно"),
    text("Hardly", "不太符合", "Скорее не верно"),
    text("Partly", "部分符合", "Отчасти верно"),
    text("Mostly", "基本符合", "В основном верно"),
    text("Fully", "完全符合", "Полностью верно"),
]
CANNOT_JUDGE = text("I cannot judge this", "我无法判断", "Не могу судить")

PULSE_COMMENT = text(
    "Is there anything you would like to add?", "您还有什么想补充的吗？", "Хотите что-нибудь добавить?"
)

# About one need. What is in asterisks is shown in bold: the negation is overlooked otherwise.
OFFERED = text(
    "If {department} offers {need}, how do you feel?",
    "如果{department}提供{need}，您觉得？",
    "Если отдел будет делать это: {need} — как вы к этому отнесётесь?",
)
NOT_OFFERED = text("And if {department} does *not* offer {need}?", "如果*不*提供{need}，您觉得？", "А если *не* будет?")
FEELINGS = [
    text("I would like it", "我会很高兴", "Мне это понравится"),
    text("It should be so", "本来就该这样", "Так и должно быть"),
    text("No matter", "无所谓", "Мне всё равно"),
    text("I can put up with it", "勉强能接受", "Могу смириться"),
    text("I would dislike it", "我会不满意", "Мне это не понравится"),
]
IMPORTANCE = text("How important is it to you?", "这一项对您有多重要？", "Насколько это важно для вас?")
# Of the points 1 to 9, those in between lie between their neighbours.
IMPORTANCE_POINTS = {
    "1": text("1, not important at all", "1，完全不重要", "1 — совсем не важно"),
    "2": text("2", "2", "2"),
    "3": text("3, somewhat important", "3，有点重要", "3 — немного важно"),
    "4": text("4", "4", "4"),
    "5": text("5, important", "5，重要", "5 — важно"),
    "6": text("6", "6", "6"),
    "7": text("7, very important", "7，很重要", "7 — очень важно"),
    "8": text("8", "8", "8"),
    "9": text("9, most important", "9，最重要", "9 — важнее всего"),
}

PROMISE = text(
    "Answers are kept without your name. Results appear for groups of {k} answers or more, comments from {k_comments}. "
    "Until the survey closes we store that you answered, not what. Whoever runs the servers could in theory watch "
    "while you answer; no link is recorded. In comments, leave out what only you can know.",
    "答案不与姓名一起保存。满{k}份答案才显示结果，满{k_comments}份才显示留言。调查结束前只记录您已作答，不记录内容。"
    "掌管服务器的人理论上可以在您作答时监视系统，但系统不留下任何对应记录。请勿在留言中写只有您才知道的事。",
    "Ответы хранятся без имени. Результаты видны от {k} {answers}, комментарии — от {k_comments}. До закрытия опроса "
    "хранится только факт ответа, но не содержание. Администратор сервера теоретически мог бы следить в момент ответа; "
    "связь не записывается. Не пишите в комментариях того, что знаете только вы.",
)


def answers_after(number: int) -> str:
    """What Russian says after “от 21”: ответа, after “от 5”: ответов. The other languages need no such word."""
    return "ответа" if number % 10 == 1 and number % 100 != 11 else "ответов"


# Where the answers of one person are kept together, and where their department is kept, they are told so.
PROMISE_ROWS = text(
    "In this survey your answers stay together as one set, without your name and department.",
    "本次调查把您的各项答案作为一组保存，不含姓名和部门。",
    "В этом опросе ваши ответы хранятся вместе, одним набором, без имени и отдела.",
)
PROMISE_DEPARTMENT = text(
    "In this survey your department is kept with the answers.",
    "本次调查会随答案保存您所在的部门。",
    "В этом опросе вместе с ответами хранится ваш отдел.",
)
# Who reads the figures; those of a single department never go to who was only invited.
PROMISE_READERS = {
    "runners": text(
        "The results are read by whoever runs this survey and by who leads the departments asked about.",
        "调查结果由调查负责人和被评价部门的负责人查看。",
        "Результаты читают те, кто проводит опрос, и руководители отделов, о которых спрашивают.",
    ),
    "participants": text(
        "The results of all answers together are open to everybody who was invited. Those of a department are read by "
        "whoever runs this survey and by who leads it.",
        "所有受邀人员均可查看全部答案的汇总结果。单个部门的结果由调查负责人和该部门负责人查看。",
        "Общие результаты могут прочитать все приглашённые. Результаты отдела читают те, кто проводит опрос, и его "
        "руководители.",
    ),
}

DIMENSIONS: dict[str, dict[str, str]] = {
    "T": text("Good tools, forms and guides", "工具、表单和指南好用", "Удобные инструменты, формы и инструкции"),
    "R": text("Doing what was promised, and right", "说到做到，一次办对", "Обещанное выполняется, и сразу верно"),
    "S": text("Quick and willing help", "响应快、愿意帮忙", "Быстрая и охотная помощь"),
    "A": text("Knowledge, courtesy and discretion", "专业、礼貌、保密", "Знание дела, вежливость и доверие"),
    "E": text("Understanding of what we need", "理解我们的需要", "Понимание наших нужд"),
}
RANKED = text(
    "Which of these matter most to you? Put the most important first.",
    "以下各项哪些对您最重要？请把最重要的排在最前面。",
    "Что из этого для вас важнее? Самое важное поставьте первым.",
)
SHARED_OUT = text(
    "Share out 100 points: the more important, the more points.",
    "请分配100分：越重要，分数越高。",
    "Распределите 100 баллов: чем важнее, тем больше.",
)

TITLES = {
    "pulse": text("Pulse", "脉搏调查", "Пульс-опрос"),
    "pulse-of-the-year": text(
        "Pulse with forms and pages", "脉搏调查（含表单和页面）", "Пульс-опрос с вопросом о формах"
    ),
    "service-quality": text("Service quality in full", "服务质量完整调查", "Качество обслуживания: полный опрос"),
}


def points(labels: list[dict[str, str]]) -> list[dict[str, Any]]:
    """As Question.options holds them: from 1, worst, on."""
    return [{"key": str(place), "text": label} for place, label in enumerate(labels, 1)]
