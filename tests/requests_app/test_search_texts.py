"""Real texts: whoever types a word of a text finds it, and whoever types two characters of a Chinese one does, too."""

from __future__ import annotations

import csv
import gzip
import random
import re
from pathlib import Path

import pytest

from requests_app import search
from requests_app.models import Message, ServiceRequest

ROWS = 1500
CHINESE = "打印机网络账户密码报销出差合同请假会议室电脑显示器邮箱权限系统维修申请采购发票流程审批入职离职"


def _fill(pattern: ServiceRequest, texts: list[str]) -> dict[int, str]:
    """One message a text, each on a request of its own."""
    made = ServiceRequest.objects.bulk_create(
        ServiceRequest(
            title="", service_id=pattern.service_id, department_id=pattern.department_id,
            requester_id=pattern.requester_id, filed_by_id=pattern.requester_id,
            filed_at=pattern.filed_at, updated_at=pattern.filed_at,
        )
        for _text in texts
    )  # fmt: skip
    said = zip(made, texts, strict=True)
    Message.objects.bulk_create(
        Message(request=one, kind=Message.Kind.REPLY, text=text, at=pattern.filed_at) for one, text in said
    )
    return {one.pk: text for one, text in zip(made, texts, strict=True)}


@pytest.mark.data
@pytest.mark.django_db
def test_every_ticket_is_found_by_each_of_its_words(laptop_request: ServiceRequest, portal_data: Path) -> None:
    with gzip.open(portal_data / "it-ticket-texts" / "tickets.csv.gz", "rt", encoding="utf-8") as lines:
        texts = [f"{row['title']} {row['body']}" for row in csv.DictReader(lines)][:ROWS]
    filed = _fill(laptop_request, texts)
    words_of = {pk: set(re.findall(r"[a-z]{3,}", text.lower())) for pk, text in filed.items()}
    chance = random.Random(2026)
    for word in chance.sample(sorted(set.union(*words_of.values())), 60):
        found = set(
            search.matching(ServiceRequest.objects.all(), word, laptop_request.requester).values_list("pk", flat=True)
        )
        assert {pk for pk, words in words_of.items() if word in words} <= found, word


@pytest.mark.django_db
def test_every_chinese_text_is_found_by_any_part_of_it_and_by_nothing_else(laptop_request: ServiceRequest) -> None:
    chance = random.Random(2026)
    filed = _fill(laptop_request, ["".join(chance.choices(CHINESE, k=chance.randint(2, 40))) for _n in range(400)])
    for length in (1, 2, 3, 4, 5):
        for _try in range(20):
            text = chance.choice([one for one in filed.values() if len(one) >= length])
            start = chance.randrange(len(text) - length + 1)
            part = text[start : start + length]
            found = search.matching(ServiceRequest.objects.all(), part, laptop_request.requester)
            assert set(found.values_list("pk", flat=True)) == {pk for pk, one in filed.items() if part in one}, part
