import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import requests_app.models.translated

# Search words of a title, a text, headings and rows; jsonb_build_array is not immutable, joining is.
FUNCTION = """
CREATE FUNCTION public.sheet_words(title jsonb, body jsonb, columns jsonb, rows jsonb)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT public.texts_words(title, body || columns || rows)
$$;
"""
NO_FUNCTION = "DROP FUNCTION public.sheet_words(jsonb, jsonb, jsonb, jsonb);"


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0038_time_spent"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "Text"), ("table", "Table"), ("file", "File")],
                        max_length=5,
                        verbose_name="what it is",
                    ),
                ),
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
                ("columns", models.JSONField(blank=True, default=list)),
                ("rows", models.JSONField(blank=True, default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("published", "Published"), ("archived", "Archived")],
                        default="published",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("everybody", "Everybody"), ("departments", "Some departments")],
                        default="everybody",
                        max_length=11,
                        verbose_name="for whom",
                    ),
                ),
                ("every", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="refreshed every")),
                (
                    "unit",
                    models.CharField(
                        choices=[("days", "days"), ("working", "working days (Monday to Friday)")],
                        default="working",
                        max_length=7,
                    ),
                ),
                ("refreshed_at", models.DateTimeField(verbose_name="refreshed")),
                ("due_on", models.DateField(blank=True, null=True)),
                ("warned_for", models.DateField(blank=True, null=True)),
                ("edition", models.IntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "published information",
                "verbose_name_plural": "published information",
                "ordering": ["department", "id"],
            },
        ),
        migrations.CreateModel(
            name="SheetSubscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "subscription",
                "verbose_name_plural": "subscriptions",
            },
        ),
        migrations.CreateModel(
            name="SheetVersion",
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
                ("columns", models.JSONField(blank=True, default=list)),
                ("rows", models.JSONField(blank=True, default=list)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "version of published information",
                "verbose_name_plural": "versions of published information",
                "ordering": ["sheet", "number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="attachment",
            name="attachment_of_one_thing",
        ),
        migrations.AddField(
            model_name="sheet",
            name="audience_departments",
            field=models.ManyToManyField(blank=True, related_name="+", to="requests_app.department"),
        ),
        migrations.AddField(
            model_name="sheet",
            name="department",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sheets",
                to="requests_app.department",
                verbose_name="department",
            ),
        ),
        migrations.AddField(
            model_name="sheet",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="owner",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="sheet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attachments",
                to="requests_app.sheet",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("article", None), ("request", None)),
                    models.Q(("request", None), ("sheet", None)),
                    models.Q(("article", None), ("sheet", None)),
                    _connector="OR",
                ),
                name="attachment_of_one_thing",
            ),
        ),
        migrations.AddField(
            model_name="sheetsubscription",
            name="sheet",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="subscriptions",
                to="requests_app.sheet",
            ),
        ),
        migrations.AddField(
            model_name="sheetsubscription",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sheetversion",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sheetversion",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="requests_app.attachment",
            ),
        ),
        migrations.AddField(
            model_name="sheetversion",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="requests_app.sheet"
            ),
        ),
        migrations.AddIndex(
            model_name="sheet",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    models.F("title"),
                    models.F("body"),
                    models.F("columns"),
                    models.F("rows"),
                    function="public.sheet_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="sheet_words",
            ),
        ),
        migrations.AddIndex(
            model_name="sheet",
            index=models.Index(condition=models.Q(("state", "published")), fields=["due_on"], name="sheet_stale"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["text", "table", "file"])), name="sheet_known_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["published", "archived"])), name="sheet_known_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("every", None), ("every__gte", 1), _connector="OR"), name="sheet_promises_some_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetsubscription",
            constraint=models.UniqueConstraint(fields=("sheet", "user"), name="sheet_subscribed_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetversion",
            constraint=models.UniqueConstraint(fields=("sheet", "number"), name="sheet_number_once"),
        ),
    ]
