import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import requests_app.models.translated

# Search words of a title and a text in all languages, for indexes on the texts themselves.
FUNCTION = """
CREATE FUNCTION public.texts_words(title jsonb, body jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT public.search_join(
        setweight(public.search_words(public.search_answers(title)), 'A'),
        setweight(public.search_words(public.search_answers(body)), 'B')
    )
$$;
"""
NO_FUNCTION = "DROP FUNCTION public.texts_words(jsonb, jsonb);"


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0020_services_have_editions"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        migrations.CreateModel(
            name="ArticleAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("helped", models.BooleanField()),
                ("word", models.CharField(blank=True, max_length=500)),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "answer about an article",
                "verbose_name_plural": "answers about articles",
            },
        ),
        migrations.CreateModel(
            name="ArticleSolution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
            ],
            options={
                "verbose_name": "request that an article spared",
                "verbose_name_plural": "requests that articles spared",
            },
        ),
        migrations.CreateModel(
            name="ArticleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "title",
                    requests_app.models.translated.TranslatedField(
                        default=requests_app.models.translated.Translated, verbose_name="title"
                    ),
                ),
                (
                    "body",
                    requests_app.models.translated.TranslatedField(
                        blank=True, default=requests_app.models.translated.Translated, verbose_name="text"
                    ),
                ),
                ("edited_at", models.DateTimeField(verbose_name="edited")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
            ],
            options={
                "verbose_name": "version of an article",
                "verbose_name_plural": "versions of articles",
                "ordering": ["article", "number"],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("archived", "Archived")],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="to be looked at again")),
                ("warned_for", models.DateField(blank=True, null=True)),
                ("edition", models.IntegerField(default=0, editable=False)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="requests_app.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True, related_name="articles", to="requests_app.service", verbose_name="services"
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "ordering": ["department", "id"],
            },
        ),
        migrations.AddField(
            model_name="attachment",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attachments",
                to="requests_app.article",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("request", None), ("article", None), _connector="OR"),
                name="attachment_of_one_thing",
            ),
        ),
        migrations.AddField(
            model_name="articleanswer",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="articlesolution",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="solutions", to="requests_app.article"
            ),
        ),
        migrations.AddField(
            model_name="articlesolution",
            name="service",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="requests_app.service"
            ),
        ),
        migrations.AddField(
            model_name="articlesolution",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="articleversion",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="requests_app.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="articleversion",
            name="edited_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="edited by",
            ),
        ),
        migrations.AddField(
            model_name="articleversion",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="published by",
            ),
        ),
        migrations.AddField(
            model_name="articleanswer",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="requests_app.articleversion"
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="shown",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="requests_app.articleversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="articlesolution",
            constraint=models.UniqueConstraint(fields=("article", "user", "day"), name="article_solution_once_a_day"),
        ),
        migrations.AddIndex(
            model_name="articleversion",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    models.F("title"),
                    models.F("body"),
                    function="public.texts_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="article_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.UniqueConstraint(fields=("article", "number"), name="article_number_once"),
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)), fields=("article",), name="article_one_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="articleanswer",
            constraint=models.UniqueConstraint(fields=("version", "user"), name="article_answer_once"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "published")), fields=["review_on"], name="article_to_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "published", "archived"])), name="article_known_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True), ("shown__isnull", False), _connector="OR"
                ),
                name="article_published_shows_something",
            ),
        ),
    ]
