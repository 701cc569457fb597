import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import requests_app.models.translated


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0031_changes_of_many_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("outage", "Outage"),
                            ("planned", "Planned work"),
                            ("rule", "New rule"),
                            ("info", "Information"),
                        ],
                        max_length=7,
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
                    "text",
                    requests_app.models.translated.TranslatedField(
                        blank=True, default=requests_app.models.translated.Translated, verbose_name="text"
                    ),
                ),
                (
                    "closing",
                    requests_app.models.translated.TranslatedField(
                        blank=True, default=requests_app.models.translated.Translated, verbose_name="closing word"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everybody", "Everybody"),
                            ("departments", "Some departments"),
                            ("users", "Whoever asked for these services within a year"),
                        ],
                        default="everybody",
                        max_length=11,
                        verbose_name="for whom",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("ended", "Over")],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("begins_at", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("publish_at", models.DateTimeField(blank=True, null=True, verbose_name="shown from")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("edition", models.IntegerField(default=0, editable=False)),
                (
                    "audience_departments",
                    models.ManyToManyField(blank=True, related_name="+", to="requests_app.department"),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="requests_app.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True, related_name="notices", to="requests_app.service", verbose_name="affected services"
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="NoticeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("written", "Written"),
                            ("published", "Published"),
                            ("changed", "Changed"),
                            ("ended", "Ended"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "title",
                    requests_app.models.translated.TranslatedField(default=requests_app.models.translated.Translated),
                ),
                (
                    "text",
                    requests_app.models.translated.TranslatedField(
                        blank=True, default=requests_app.models.translated.Translated
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="requests_app.notice"
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a notice",
                "verbose_name_plural": "changes of notices",
                "ordering": ["notice", "id"],
            },
        ),
        migrations.CreateModel(
            name="NoticeFollower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="requests_app.notice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "“me too” about a notice",
                "verbose_name_plural": "“me too” about notices",
            },
        ),
        migrations.CreateModel(
            name="NoticeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="linked",
                        to="requests_app.notice",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="linked_notices",
                        to="requests_app.servicerequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "request linked with a notice",
                "verbose_name_plural": "requests linked with notices",
            },
        ),
        migrations.CreateModel(
            name="Outreach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="message")),
                ("asked_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outreach",
                        to="requests_app.notice",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outreach",
                        to="requests_app.servicerequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "message to many",
                "verbose_name_plural": "messages to many",
            },
        ),
        migrations.CreateModel(
            name="OutreachPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Waits"), ("sent", "Sent"), ("refused", "Not sent")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "outreach",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="requests_app.outreach",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="requests_app.servicerequest"
                    ),
                ),
            ],
            options={
                "verbose_name": "request that a message goes to",
                "verbose_name_plural": "requests that a message goes to",
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "published")), fields=["publish_at"], name="notice_current"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["department", "-id"], name="notice_of_department"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["outage", "planned", "rule", "info"])), name="notice_known_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "published", "ended"])), name="notice_known_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begins_at", None), ("ends_at", None), ("ends_at__gt", models.F("begins_at")), _connector="OR"
                ),
                name="notice_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), ("publish_at__isnull", False), _connector="OR"),
                name="notice_published_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ended"), _negated=True), ("ended_at__isnull", False), _connector="OR"
                ),
                name="notice_ended_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticefollower",
            constraint=models.UniqueConstraint(fields=("notice", "user"), name="notice_me_too_once"),
        ),
        migrations.AddConstraint(
            model_name="noticerequest",
            constraint=models.UniqueConstraint(fields=("notice", "request"), name="notice_request_once"),
        ),
        migrations.AddIndex(
            model_name="outreach",
            index=models.Index(condition=models.Q(("done_at", None)), fields=["asked_at"], name="outreach_unfinished"),
        ),
        migrations.AddConstraint(
            model_name="outreach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("notice__isnull", False), ("problem", None)),
                    models.Q(("notice", None), ("problem__isnull", False)),
                    _connector="OR",
                ),
                name="outreach_from_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="outreachpost",
            constraint=models.UniqueConstraint(fields=("outreach", "request"), name="outreach_once_a_request"),
        ),
    ]
