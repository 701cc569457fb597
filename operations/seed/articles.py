"""How-to articles of the departments, and what readers said about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from requests_app import articles
from requests_app.models import Article, ArticleAnswer, ArticleSolution, User

from . import content
from .dice import dice
from .world import World


def write(world: World) -> None:
    for raw in content.load("articles")["articles"]:
        _read(world, _article(world, raw), raw)


def translated(texts: dict[str, str]) -> dict[str, str]:
    """By portal language what the files have by short one."""
    return {language: texts[short].strip() for short, language in content.LANGUAGES.items()}


def _article(world: World, raw: dict[str, Any]) -> Article:
    department = world.departments[raw["department"]]
    team, since = world.staff.serving[department.pk], world.now - timedelta(days=raw["since"])
    writer = dice("article", raw["title"]["en"]).choice(team)
    written = articles.Written(
        title=translated(raw["title"]),
        body=translated(raw["body"]),
        services=[world.offer(raw["department"], code).service for code in raw["services"]],
        owner=writer,
        review_on=world.now.date() + timedelta(days=raw["review"]),
    )
    article = articles.begin(department, written, by=writer, now=since)
    if raw.get("draft"):
        return article
    by = world.staff.managers[department.pk][0]
    return articles.publish(article, edition=article.edition, by=by, now=since + timedelta(hours=5))


def _read(world: World, article: Article, raw: dict[str, Any]) -> None:
    rng = dice("readers", raw["title"]["en"])
    others = [user for user in world.staff.users if not user.works_in(article.department_id)]
    readers = rng.sample(others, min(60, len(others)))
    said = [True] * raw["yes"] + [False] * raw["no"]
    rng.shuffle(said)
    told = dict(zip(rng.sample(range(max(len(said), 1)), len(raw.get("words", []))), raw.get("words", []), strict=True))
    ArticleAnswer.objects.bulk_create(
        ArticleAnswer(
            version=article.shown,
            user=reader,
            helped=helped,
            word=told.get(place, ""),
            said_at=world.now - timedelta(hours=rng.randint(1, raw["since"] * 24 - 8)),
        )
        for place, (reader, helped) in enumerate(zip(readers, said, strict=False))
    )
    _spare(world, article, readers[: raw["solved"]])


def _spare(world: World, article: Article, readers: list[User]) -> None:
    service, rng = article.services.first(), dice("solved", str(article))
    ArticleSolution.objects.bulk_create(
        ArticleSolution(
            article=article, user=user, service=service, day=world.now.date() - timedelta(days=rng.randint(0, 88))
        )
        for user in readers
    )
