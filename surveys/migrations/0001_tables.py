import datetime
import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import requests_app.creating
import requests_app.models.translated


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("surveys", "0001_invitations_and_ratings"),
        ("surveys", "0002_quality_reviews"),
        ("surveys", "0003_questionnaires_campaigns_and_answers"),
        ("surveys", "0005_campaigns_remind_and_forget"),
        ("surveys", "0006_reasons_of_services"),
        ("surveys", "0007_improvements_and_suggestions"),
        ("surveys", "0008_needs_studies"),
        ("surveys", "0009_who_reads_results"),
        ("surveys", "0010_stages_of_questions"),
        ("surveys", "0012_needs_from_released_figures"),
        ("surveys", "0013_figures_of_improvements"),
        ("surveys", "0014_campaigns_start_in_a_worker"),
        ("surveys", "0015_training_sessions"),
    ]

    dependencies = [
        ("requests_app", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        requests_app.creating.CreateModels(
            models=[
                migrations.CreateModel(
                    name="AnswerCounter",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("campaign", models.UUIDField()),
                        ("bucket", models.CharField(max_length=60)),
                        ("question", models.UUIDField()),
                        ("cell", models.CharField(max_length=40)),
                        ("count", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "counted answers",
                        "verbose_name_plural": "counted answers",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("campaign", "bucket", "question", "cell"), name="answer_counter_once_a_cell"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnswerRow",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("campaign", models.UUIDField(db_index=True)),
                        ("bucket", models.CharField(max_length=60)),
                        ("answers", models.JSONField()),
                    ],
                    options={
                        "verbose_name": "row of answers",
                        "verbose_name_plural": "rows of answers",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="CommentText",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("campaign", models.UUIDField(db_index=True)),
                        ("bucket", models.CharField(max_length=60)),
                        ("question", models.UUIDField()),
                        ("text", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Not looked at"), ("shown", "Shown"), ("hidden", "Hidden")],
                                default="waiting",
                                max_length=7,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "comment",
                        "verbose_name_plural": "comments",
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["waiting", "shown", "hidden"])),
                                name="survey_comment_known_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyPreference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="survey_preference",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opted_out", models.BooleanField(default=False, verbose_name="do not ask me")),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "survey preference",
                        "verbose_name_plural": "survey preferences",
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="surveys.campaign",
                            ),
                        ),
                        (
                            "instrument",
                            models.CharField(
                                choices=[
                                    ("T", "After a request"),
                                    ("P", "Pulse"),
                                    ("S", "Service quality"),
                                    ("K", "Kano"),
                                    ("O", "Own questionnaire"),
                                ],
                                default="T",
                                max_length=1,
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitation",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "handler",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sent_on", models.DateField()),
                        ("probability", models.FloatField(default=1.0)),
                        ("wave", models.SmallIntegerField(default=1)),
                        ("done", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name": "invitation",
                        "verbose_name_plural": "invitations",
                        "indexes": [models.Index(fields=["person", "sent_on"], name="invitation_throttle")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("instrument__in", ["T", "P", "S", "K", "O"])),
                                name="invitation_known_instrument",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("department__isnull", False),
                                        ("instrument", "T"),
                                        ("person__isnull", False),
                                        ("request__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("instrument", "T"), _negated=True),
                                        ("handler__isnull", True),
                                        ("request__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="invitation_request_for_ratings_only",
                            ),
                            models.UniqueConstraint(fields=("campaign", "person"), name="invitation_once_a_campaign"),
                            models.CheckConstraint(
                                condition=models.Q(("handler", models.F("person")), _negated=True),
                                name="invitation_not_about_own_work",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("probability__gte", 0.05), ("probability__lte", 1)),
                                name="invitation_probability",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("wave__gte", 1)), name="invitation_waves_from_1"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotAsked",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="not_asked",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("own_work", "the requester handled it"),
                                    ("inactive", "the requester has left"),
                                    ("service_off", "the service does not ask"),
                                    ("not_drawn", "not drawn by lot"),
                                    ("opt_out", "does not want to be asked"),
                                    ("person_cooldown", "asked a short while ago"),
                                    ("department_cooldown", "asked about this department lately"),
                                    ("max_per_365_days", "asked often enough this year"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("decided_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "person not asked",
                        "verbose_name_plural": "people not asked",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "reason__in",
                                        [
                                            "own_work",
                                            "inactive",
                                            "service_off",
                                            "not_drawn",
                                            "opt_out",
                                            "person_cooldown",
                                            "department_cooldown",
                                            "max_per_365_days",
                                        ],
                                    )
                                ),
                                name="not_asked_known_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rating",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rating",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "rater",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "solved",
                            models.CharField(
                                choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")], max_length=6, null=True
                            ),
                        ),
                        (
                            "csat",
                            models.SmallIntegerField(
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                            ),
                        ),
                        (
                            "ces",
                            models.SmallIntegerField(
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                            ),
                        ),
                        ("comment", models.TextField(blank=True)),
                        ("handler_may_see", models.BooleanField(default=False)),
                        ("answered_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "rating",
                        "verbose_name_plural": "ratings",
                        "indexes": [models.Index(fields=["answered_at"], name="rating_answered")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("solved__in", ["yes", "partly", "no"])), name="rating_known_solved"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("csat__range", (1, 5))), name="rating_csat_1_to_5"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ces__range", (1, 5))), name="rating_ces_1_to_5"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("changed_at__gte", models.F("answered_at")),
                                    (
                                        "changed_at__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("answered_at"),
                                            "+",
                                            models.Value(datetime.timedelta(seconds=43200)),
                                        ),
                                    ),
                                ),
                                name="rating_changed_within_window",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("code", models.SlugField(max_length=60, verbose_name="code")),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("scale", "Scale"),
                                    ("choice", "Choice"),
                                    ("choices", "Several choices"),
                                    ("text", "Text"),
                                    ("matrix", "Matrix"),
                                    ("kano", "Need (Kano)"),
                                ],
                                max_length=7,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "text",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="question"
                            ),
                        ),
                        (
                            "help",
                            requests_app.models.translated.TranslatedField(
                                blank=True, default=requests_app.models.translated.Translated, verbose_name="help"
                            ),
                        ),
                        ("scale_max", models.PositiveSmallIntegerField(default=5, verbose_name="points")),
                        ("options", models.JSONField(blank=True, default=list, verbose_name="answers")),
                        ("rows", models.JSONField(blank=True, default=list, verbose_name="statements")),
                        (
                            "dimension",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("T", "Tangibles"),
                                    ("R", "Reliability"),
                                    ("S", "Responsiveness"),
                                    ("A", "Assurance"),
                                    ("E", "Empathy"),
                                ],
                                max_length=1,
                                verbose_name="dimension",
                            ),
                        ),
                        (
                            "measured_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.question",
                                verbose_name="how well it is met",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="requests_app.department",
                            ),
                        ),
                        ("retired", models.BooleanField(default=False, verbose_name="no longer offered")),
                    ],
                    options={
                        "verbose_name": "question",
                        "verbose_name_plural": "questions",
                        "ordering": ["code", "version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "version"), name="question_version_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["scale", "choice", "choices", "text", "matrix", "kano"])
                                ),
                                name="question_known_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("scale_max__range", (2, 10))), name="question_scale_2_to_10"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("measured_by", None), ("kind", "kano"), _connector="OR"),
                                name="question_only_needs_are_measured",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Questionnaire",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=60, verbose_name="code")),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                        (
                            "instrument",
                            models.CharField(
                                choices=[
                                    ("T", "After a request"),
                                    ("P", "Pulse"),
                                    ("S", "Service quality"),
                                    ("K", "Kano"),
                                    ("O", "Own questionnaire"),
                                ],
                                max_length=1,
                                verbose_name="instrument",
                            ),
                        ),
                        (
                            "title",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="title"
                            ),
                        ),
                        (
                            "instruction",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="instruction",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
                                default="draft",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questionnaires",
                                to="requests_app.department",
                            ),
                        ),
                        ("edition", models.IntegerField(default=0, editable=False)),
                        (
                            "questions",
                            models.ManyToManyField(
                                related_name="questionnaires",
                                through="surveys.QuestionnaireItem",
                                to="surveys.question",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "questionnaire",
                        "verbose_name_plural": "questionnaires",
                        "ordering": ["code", "version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "version"), name="questionnaire_version_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "published", "retired"])),
                                name="questionnaire_known_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("instrument", "T"), _negated=True), name="questionnaire_no_rating"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuestionnaireItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "questionnaire",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="surveys.questionnaire",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.question"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("required", models.BooleanField(default=False, verbose_name="must be answered")),
                        (
                            "stages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("filing", "Find and file"),
                                        ("triage", "Triage"),
                                        ("handover", "Assignment and hand-overs"),
                                        ("answer", "First answer"),
                                        ("waiting", "Waiting"),
                                        ("work", "Work"),
                                        ("result", "Result and confirmation"),
                                        ("feedback", "Feedback"),
                                    ],
                                    max_length=8,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="stages",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "question of a questionnaire",
                        "verbose_name_plural": "questions of questionnaires",
                        "ordering": ["questionnaire", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("questionnaire", "position"),
                                name="questionnaire_position_once",
                            ),
                            models.UniqueConstraint(
                                fields=("questionnaire", "question"), name="questionnaire_question_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "title",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="title"
                            ),
                        ),
                        (
                            "purpose",
                            requests_app.models.translated.TranslatedField(
                                blank=True, default=requests_app.models.translated.Translated, verbose_name="what for"
                            ),
                        ),
                        (
                            "changed_since",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="what changed after the last one",
                            ),
                        ),
                        (
                            "questionnaire",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="surveys.questionnaire",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="requests_app.department",
                            ),
                        ),
                        ("used_from", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("used_until", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "sample_size",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="how many people"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("starting", "Starting"),
                                    ("scheduled", "Scheduled"),
                                    ("open", "Open"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("opens_on", models.DateField(verbose_name="opens")),
                        ("closes_on", models.DateField(verbose_name="closes")),
                        ("reminders", models.PositiveSmallIntegerField(default=1, verbose_name="reminders")),
                        (
                            "reminder_text",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="text of the reminder",
                            ),
                        ),
                        (
                            "with_expectation",
                            models.BooleanField(default=False, verbose_name="ask also what is needed"),
                        ),
                        (
                            "importance",
                            models.CharField(
                                choices=[("none", "Not asked"), ("rank", "By ranking"), ("points", "By 100 points")],
                                default="none",
                                max_length=6,
                                verbose_name="importance of the dimensions",
                            ),
                        ),
                        (
                            "storage",
                            models.CharField(
                                choices=[
                                    ("counters", "Counted only"),
                                    ("rows", "Answers of one person together, without name"),
                                ],
                                default="counters",
                                max_length=8,
                                verbose_name="kept as",
                            ),
                        ),
                        (
                            "attribute",
                            models.CharField(
                                choices=[("none", "Nothing"), ("department", "Their department")],
                                default="none",
                                max_length=10,
                                verbose_name="kept of who answers",
                            ),
                        ),
                        ("k", models.PositiveSmallIntegerField(default=5, verbose_name="answers a group needs")),
                        (
                            "k_comments",
                            models.PositiveSmallIntegerField(
                                default=10, verbose_name="answers before comments are shown"
                            ),
                        ),
                        (
                            "results_for",
                            models.CharField(
                                choices=[
                                    ("runners", "Who runs it and leads the departments asked about"),
                                    ("participants", "Everybody who was invited, too"),
                                ],
                                default="runners",
                                max_length=12,
                                verbose_name="who reads the results",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("edition", models.IntegerField(default=0, editable=False)),
                        (
                            "about",
                            models.ManyToManyField(
                                related_name="campaigns_about",
                                to="requests_app.department",
                                verbose_name="departments it is about",
                            ),
                        ),
                        (
                            "audience_departments",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="requests_app.department",
                                verbose_name="people of these departments",
                            ),
                        ),
                        (
                            "used_services",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="requests_app.service",
                                verbose_name="who used these services",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "survey campaign",
                        "verbose_name_plural": "survey campaigns",
                        "ordering": ["-opens_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "starting", "scheduled", "open", "closed", "cancelled"])
                                ),
                                name="campaign_known_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                                name="campaign_opens_first",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reminders__lte", 2)), name="campaign_at_most_two_reminders"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("k__gte", 5), ("k_comments__gte", 10)),
                                name="campaign_k_never_below",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("results_for__in", ["runners", "participants"])),
                                name="campaign_known_readers",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("storage", "counters"), ("attribute", "none"), _connector="OR"),
                                name="campaign_rows_without_attribute",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PastAsking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        ("asked_on", models.DateField()),
                    ],
                    options={
                        "verbose_name": "day somebody was asked",
                        "verbose_name_plural": "days somebody was asked",
                        "indexes": [models.Index(fields=["person", "asked_on"], name="past_asking_throttle")],
                    },
                ),
                migrations.CreateModel(
                    name="Suggestion",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("department", models.BigIntegerField()),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("text", models.TextField(verbose_name="suggestion")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waits for an answer"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("done", "Already done"),
                                    ("aside", "Put aside"),
                                ],
                                default="open",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("answer_by", models.DateField(verbose_name="answer by")),
                        ("announced", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name": "suggestion",
                        "verbose_name_plural": "suggestions",
                        "ordering": ["-day", "id"],
                        "indexes": [
                            models.Index(fields=["-day", "id"], name="suggestion_newest"),
                            models.Index(fields=["department", "-day", "id"], name="suggestion_of_department"),
                            models.Index(
                                condition=models.Q(("announced", False)), fields=["day"], name="suggestion_to_announce"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "accepted", "declined", "done", "aside"])),
                                name="suggestion_known_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SuggestionAuthor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "suggestion",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="author",
                                to="surveys.suggestion",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "author of a suggestion",
                        "verbose_name_plural": "authors of suggestions",
                    },
                ),
                migrations.CreateModel(
                    name="SuggestionSupport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "suggestion",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="supports",
                                to="surveys.suggestion",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "support of a suggestion",
                        "verbose_name_plural": "supports of suggestions",
                        "constraints": [
                            models.UniqueConstraint(fields=("suggestion", "person"), name="suggestion_supported_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SuggestionAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "suggestion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="surveys.suggestion",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waits for an answer"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("done", "Already done"),
                                    ("aside", "Put aside"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="reason")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "answer to a suggestion",
                        "verbose_name_plural": "answers to suggestions",
                        "ordering": ["suggestion", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Improvement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "title",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="title"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("standard", "Standard"),
                                    ("process", "Process"),
                                    ("training", "Training"),
                                    ("tool", "Tool"),
                                    ("staffing", "Staffing"),
                                    ("cooperation", "Cooperation"),
                                ],
                                max_length=11,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("idea", "Idea"),
                                    ("planned", "Planned"),
                                    ("implemented", "In place"),
                                    ("reviewed", "Reviewed"),
                                    ("dropped", "Dropped"),
                                ],
                                default="idea",
                                max_length=11,
                                verbose_name="state",
                            ),
                        ),
                        ("finding", models.TextField(verbose_name="what was found")),
                        (
                            "indicator",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("response", "Response time"),
                                    ("quality", "Service quality"),
                                    ("solving", "Problem solving"),
                                    ("resources", "Use of resources"),
                                    ("communication", "Communication"),
                                ],
                                max_length=13,
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("filing", "Find and file"),
                                    ("triage", "Triage"),
                                    ("handover", "Assignment and hand-overs"),
                                    ("answer", "First answer"),
                                    ("waiting", "Waiting"),
                                    ("work", "Work"),
                                    ("result", "Result and confirmation"),
                                    ("feedback", "Feedback"),
                                ],
                                max_length=8,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="improvements",
                                to="surveys.campaign",
                                verbose_name="survey",
                            ),
                        ),
                        (
                            "suggestion",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="improvement",
                                to="surveys.suggestion",
                                verbose_name="suggestion",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="improvements",
                                to="surveys.studyneed",
                                verbose_name="need",
                            ),
                        ),
                        ("cause", models.TextField(blank=True, verbose_name="root cause")),
                        ("action", models.TextField(blank=True, verbose_name="what is done")),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        ("metric", models.CharField(blank=True, max_length=100, verbose_name="measured by")),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.service",
                                verbose_name="only this service",
                            ),
                        ),
                        ("baseline_from", models.DateField(blank=True, null=True, verbose_name="before: from")),
                        ("baseline_until", models.DateField(blank=True, null=True, verbose_name="before: until")),
                        ("baseline", models.JSONField(blank=True, null=True)),
                        ("target", models.FloatField(blank=True, null=True, verbose_name="target")),
                        ("least", models.FloatField(blank=True, null=True, verbose_name="smallest change that counts")),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="looked at again on")),
                        ("implemented_on", models.DateField(blank=True, null=True, verbose_name="in place since")),
                        ("series", models.JSONField(blank=True, default=list)),
                        ("after", models.JSONField(blank=True, null=True)),
                        ("test", models.JSONField(blank=True, null=True)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("better", "Better"), ("unclear", "No evidence yet"), ("worse", "Worse")],
                                max_length=7,
                                verbose_name="verdict",
                            ),
                        ),
                        ("reviewed_on", models.DateField(blank=True, null=True)),
                        (
                            "message",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="what we did",
                            ),
                        ),
                        ("told_on", models.DateField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("edition", models.IntegerField(default=0, editable=False)),
                    ],
                    options={
                        "verbose_name": "improvement",
                        "verbose_name_plural": "improvements",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["department", "state"], name="improvement_of_department"),
                            models.Index(
                                condition=models.Q(("told_on__isnull", False)),
                                fields=["-told_on", "-id"],
                                name="improvement_told",
                            ),
                            models.Index(
                                condition=models.Q(("state", "implemented")),
                                fields=["review_on"],
                                name="improvement_to_review",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["standard", "process", "training", "tool", "staffing", "cooperation"])
                                ),
                                name="improvement_known_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["idea", "planned", "implemented", "reviewed", "dropped"])
                                ),
                                name="improvement_known_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["", "better", "unclear", "worse"])),
                                name="improvement_known_verdict",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["implemented", "reviewed"]), _negated=True),
                                    models.Q(
                                        models.Q(("metric", ""), _negated=True),
                                        ("baseline__isnull", False),
                                        ("implemented_on__isnull", False),
                                        ("review_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="improvement_in_place_is_measured",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("verdict", "better"), _negated=True),
                                    ("test__isnull", False),
                                    _connector="OR",
                                ),
                                name="improvement_verdict_needs_a_test",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "reviewed"), ("verdict", ""), _connector="XOR"),
                                name="improvement_reviewed_has_a_verdict",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("baseline_from", None),
                                    ("baseline_until", None),
                                    ("baseline_until__gte", models.F("baseline_from")),
                                    _connector="OR",
                                ),
                                name="improvement_baseline_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NeedsStudy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs_studies",
                                to="requests_app.department",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("goal", "Goal"),
                                    ("collect", "Collect"),
                                    ("classify", "Classify"),
                                    ("analyse", "Analyse"),
                                    ("plan", "Plan"),
                                    ("implement", "Implement and review"),
                                    ("reviewed", "Finished"),
                                ],
                                default="goal",
                                max_length=9,
                                verbose_name="step",
                            ),
                        ),
                        ("question", models.TextField(blank=True, verbose_name="question")),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        ("decide_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                        ("notice", models.TextField(blank=True, verbose_name="notice to those who take part")),
                        ("no_action", models.TextField(blank=True, verbose_name="why nothing is done")),
                        (
                            "message",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="what came of it",
                            ),
                        ),
                        ("reviewed_on", models.DateField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "needs study",
                        "verbose_name_plural": "needs studies",
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "step__in",
                                        ["goal", "collect", "classify", "analyse", "plan", "implement", "reviewed"],
                                    )
                                ),
                                name="needs_study_known_step",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StudySource",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sources",
                                to="surveys.needsstudy",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("comments", "Comments after requests"),
                                    ("interview", "Interview"),
                                    ("focus", "Focus group"),
                                    ("campaign", "Survey"),
                                    ("suggestion", "Suggestion"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.campaign",
                            ),
                        ),
                        (
                            "suggestion",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.suggestion",
                            ),
                        ),
                        ("day", models.DateField(blank=True, null=True, verbose_name="day")),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                    ],
                    options={
                        "verbose_name": "source of needs",
                        "verbose_name_plural": "sources of needs",
                        "ordering": ["study", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["interview", "focus"]), _negated=True),
                                    models.Q(("day__isnull", False), models.Q(("place", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="study_source_of_talks_has_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StudyNeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needs",
                                to="surveys.needsstudy",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="need")),
                        (
                            "question",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.question",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("filing", "Find and file"),
                                    ("triage", "Triage"),
                                    ("handover", "Assignment and hand-overs"),
                                    ("answer", "First answer"),
                                    ("waiting", "Waiting"),
                                    ("work", "Work"),
                                    ("result", "Result and confirmation"),
                                    ("feedback", "Feedback"),
                                ],
                                max_length=8,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "performance",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="how well it is met"),
                        ),
                        (
                            "measured_in",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.campaign",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "need",
                        "verbose_name_plural": "needs",
                        "ordering": ["study", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("performance__lte", 100)), name="study_need_performance"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NeedCategory",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="categories",
                                to="surveys.studyneed",
                            ),
                        ),
                        (
                            "segment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("M", "Basic: its absence hurts"),
                                    ("O", "Expected: the more, the better"),
                                    ("A", "Delights: nobody expects it"),
                                    ("I", "Indifferent"),
                                    ("R", "Not wanted"),
                                    ("Q", "Unclear: ask again"),
                                ],
                                max_length=1,
                                verbose_name="category",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.campaign",
                            ),
                        ),
                        ("n", models.PositiveIntegerField(blank=True, null=True, verbose_name="answers")),
                    ],
                    options={
                        "verbose_name": "category of a need",
                        "verbose_name_plural": "categories of needs",
                        "ordering": ["need", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("need", "segment"), name="need_category_once_a_segment", nulls_distinct=False
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="releases",
                                to="surveys.campaign",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                        ("released_at", models.DateTimeField()),
                        ("invited", models.PositiveIntegerField(null=True)),
                        ("answered", models.PositiveIntegerField(null=True)),
                        ("taking_part", models.JSONField(default=dict)),
                        ("figures", models.JSONField(default=dict)),
                    ],
                    options={
                        "verbose_name": "release",
                        "verbose_name_plural": "releases",
                        "ordering": ["campaign", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "number"), name="release_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleasedGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="surveys.release"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("company", "Everybody"),
                                    ("about", "Department asked about"),
                                    ("asker", "Department of who answered"),
                                    ("pair", "Both"),
                                ],
                                max_length=7,
                            ),
                        ),
                        (
                            "about",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "asker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        ("n", models.PositiveIntegerField(null=True)),
                        ("figures", models.JSONField(default=dict)),
                    ],
                    options={
                        "verbose_name": "released group",
                        "verbose_name_plural": "released groups",
                        "ordering": ["release", "kind", "about", "asker"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("release", "kind", "about", "asker"),
                                name="released_group_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rubric",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rubrics",
                                to="requests_app.service",
                                verbose_name="service",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                        ("criteria", models.JSONField(verbose_name="criteria")),
                        ("percent", models.PositiveSmallIntegerField(verbose_name="share that is reviewed")),
                        (
                            "last",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "reviewers",
                            models.ManyToManyField(
                                related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="reviewers"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "rubric",
                        "verbose_name_plural": "rubrics",
                        "ordering": ["service", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("service", "number"), name="rubric_number_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("service",), name="rubric_one_in_use"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("percent__range", (1, 100))), name="rubric_percent"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quality_review",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "rubric",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="surveys.rubric"
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "reviewer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("drawn_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(verbose_name="to be done by")),
                        ("scores", models.JSONField(blank=True, default=dict)),
                        ("coaching", models.TextField(blank=True, verbose_name="a word to your colleague")),
                        ("scored_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.TextField(blank=True, verbose_name="answer")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("lapsed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "quality review",
                        "verbose_name_plural": "quality reviews",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("lapsed_at", None), ("scored_at", None)),
                                fields=["reviewer", "due_at"],
                                name="review_to_do",
                            ),
                            models.Index(
                                condition=models.Q(("scored_at__isnull", False)),
                                fields=["reviewer", "-id"],
                                name="review_done_by",
                            ),
                            models.Index(
                                condition=models.Q(("scored_at__isnull", False)),
                                fields=["owner", "-id"],
                                name="review_about",
                            ),
                            models.Index(
                                condition=models.Q(("lapsed_at", None), ("scored_at", None)),
                                fields=["due_at"],
                                name="review_lapses",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reviewer", models.F("owner")), _negated=True),
                                name="review_not_of_ones_own_work",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("scored_at", None), ("lapsed_at", None), _connector="OR"),
                                name="review_scored_or_lapsed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_at", None), ("scored_at__isnull", False), _connector="OR"
                                ),
                                name="review_answered_once_scored",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "improvement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="surveys.improvement",
                            ),
                        ),
                        (
                            "title",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="topic"
                            ),
                        ),
                        (
                            "text",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="what it is about",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="begins")),
                        ("ends_at", models.DateTimeField(verbose_name="ends")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        ("link", models.URLField(blank=True, max_length=500, verbose_name="link")),
                        (
                            "seats",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(500),
                                ],
                                verbose_name="seats",
                            ),
                        ),
                        (
                            "offered_to",
                            models.CharField(
                                choices=[
                                    ("colleagues", "Colleagues of the department"),
                                    ("requesters", "Those who ask it for something"),
                                    ("everybody", "Everybody"),
                                ],
                                max_length=10,
                                verbose_name="offered to",
                            ),
                        ),
                        (
                            "led_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="led by",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "Planned"), ("cancelled", "Cancelled")],
                                default="planned",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("cancelled_because", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                        ("came", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("edition", models.IntegerField(default=0, editable=False)),
                    ],
                    options={
                        "verbose_name": "training session",
                        "verbose_name_plural": "training sessions",
                        "ordering": ["starts_at", "id"],
                        "indexes": [models.Index(fields=["starts_at", "id"], name="training_by_day")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("offered_to__in", ["colleagues", "requesters", "everybody"])),
                                name="training_known_offer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["planned", "cancelled"])), name="training_known_state"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="training_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seats__range", (1, 500))), name="training_has_seats"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("place", ""), _negated=True),
                                    models.Q(("link", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="training_is_somewhere",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingPlace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="places",
                                to="surveys.trainingsession",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("seat", "Has a seat"), ("waiting", "On the waiting list")], max_length=7
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("came", models.BooleanField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "place in a training session",
                        "verbose_name_plural": "places in training sessions",
                        "ordering": ["at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("session", "person"), name="training_place_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["seat", "waiting"])),
                                name="training_place_known_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "seat"), ("came", None), _connector="OR"),
                                name="training_only_a_seat_is_filled",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
