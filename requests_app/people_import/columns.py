"""Which column of a list says what: the fields there are, and the guess from headings in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

from requests_app.models import Membership

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: Mapping[str, StrOrPromise] = {
    "name": pgettext_lazy("column of a list", "Name"),
    "email": pgettext_lazy("column of a list", "E-mail"),
    "department": pgettext_lazy("column of a list", "Department"),
    "part_of": pgettext_lazy("column of a list", "Department is part of"),
    "role": pgettext_lazy("column of a list", "Role"),
    "manager": pgettext_lazy("column of a list", "Line manager (e-mail)"),
    "language": pgettext_lazy("column of a list", "Language"),
    "time_zone": pgettext_lazy("column of a list", "Time zone"),
}
# Small letters, without anything but letters. Not translated: a list in Russian is uploaded by an English reader too.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("name", "fullname", "displayname", "person", "employee", "фио", "имя", "сотрудник", "полноеимя"),
        *("姓名", "名字", "员工", "员工姓名"),
    ),
    "email": (
        *("email", "mail", "emailaddress", "workemail", "почта", "эпочта", "элпочта", "электроннаяпочта", "адрес"),
        *("адресэлектроннойпочты", "邮箱", "电子邮件", "电子邮箱", "邮件", "邮件地址", "工作邮箱"),
    ),
    "department": ("department", "dept", "unit", "team", "отдел", "подразделение", "департамент", "部门", "所属部门"),
    "part_of": (
        *("partof", "departmentispartof", "parentdepartment", "parent", "division", "вышестоящийотдел", "входитв"),
        *("отделвходитв", "上级部门", "所属上级部门", "隶属于"),
    ),
    "role": ("role", "portalrole", "роль", "角色"),
    "manager": (
        *("manager", "linemanager", "linemanageremail", "manageremail", "reportsto", "supervisor", "руководитель"),
        *("непосредственныйруководитель", "непосредственныйруководительпочта", "начальник", "上级", "直接上级"),
        *("直接上级邮箱", "主管", "经理"),
    ),
    "language": ("language", "lang", "язык", "语言"),
    "time_zone": ("timezone", "zone", "tz", "часовойпояс", "时区"),
}
LANGUAGES = {
    **dict.fromkeys(("en", "english", "английский", "英语", "英文"), "en"),
    **dict.fromkeys(("zh", "zhhans", "zhcn", "chinese", "китайский", "中文", "汉语", "简体中文"), "zh-hans"),
    **dict.fromkeys(("ru", "russian", "русский", "俄语", "俄文"), "ru"),
}
ROLES = {
    **dict.fromkeys(("agent", "исполнитель", "специалист", "агент", "办理人", "办理人员"), Membership.Role.AGENT),
    **dict.fromkeys(("manager", "lead", "head", "руководитель", "начальник", "主管", "经理"), Membership.Role.MANAGER),
}


def plain(text: str) -> str:
    """Without capitals, spaces and signs: how headings and words of a list are compared."""
    return re.sub(r"[\W_\d]+", "", text.casefold())


def guess(header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """By the headings; the addresses also by their sign, where no heading names them."""
    found: dict[str, int] = {}
    for at, heading in enumerate(header):
        field = next((field for field, names in HEADINGS.items() if plain(heading) in names), None)
        if field and field not in found:
            found[field] = at
    if "email" not in found:
        some = rows[:100]
        signs = [sum("@" in row[at] for row in some) if at not in found.values() else 0 for at in range(len(header))]
        if max(signs, default=0) * 2 > len(some):
            found["email"] = signs.index(max(signs))
    return found
