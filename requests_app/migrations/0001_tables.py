import uuid
from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models

import requests_app.creating
import requests_app.models.absences
import requests_app.models.people
import requests_app.models.translated
import requests_app.states

from . import _changes, _search


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("requests_app", "0001_initial"),
        ("requests_app", "0002_queue_by_number"),
        ("requests_app", "0003_file_a_form_once"),
        ("requests_app", "0004_languages_by_their_own_names"),
        ("requests_app", "0005_approvals"),
        ("requests_app", "0006_participants_audiences_and_parents"),
        ("requests_app", "0007_fill_service_state"),
        ("requests_app", "0008_drop_service_is_active"),
        ("requests_app", "0009_attachments"),
        ("requests_app", "0010_waits_links_and_thanks"),
        ("requests_app", "0012_forms_of_services"),
        ("requests_app", "0013_answers_by_index"),
        ("requests_app", "0014_rounds_of_approvals_rules_and_absences"),
        ("requests_app", "0015_fill_rounds_of_approvals"),
        ("requests_app", "0016_keep_approvals_in_rounds"),
        ("requests_app", "0017_drafts_canned_replies_and_edits"),
        ("requests_app", "0018_search_in_three_languages"),
        ("requests_app", "0019_fill_search_words"),
        ("requests_app", "0020_services_have_editions"),
        ("requests_app", "0021_articles"),
        ("requests_app", "0022_views_of_queues"),
        ("requests_app", "0023_changes_of_configuration"),
        ("requests_app", "0024_undertakings"),
        ("requests_app", "0025_what_people_are_told"),
        ("requests_app", "0026_fill_receivers_of_deliveries"),
        ("requests_app", "0027_deliveries_have_a_receiver"),
        ("requests_app", "0028_assignment_rules_and_weekly_hours"),
        ("requests_app", "0029_requests_by_chat"),
        ("requests_app", "0030_one_service_for_triage"),
        ("requests_app", "0031_changes_of_many_requests"),
        ("requests_app", "0032_notices_and_outreach"),
        ("requests_app", "0033_outbox_that_admins_look_after"),
        ("requests_app", "0034_keyboard_shortcuts"),
        ("requests_app", "0035_departments_merge_and_close"),
        ("requests_app", "0036_recurring_requests"),
        ("requests_app", "0037_priority_matrix"),
        ("requests_app", "0038_time_spent"),
        ("requests_app", "0039_published_information"),
        ("requests_app", "0040_webhooks"),
        ("requests_app", "0041_own_words_of_mails"),
        ("requests_app", "0042_how_long_data_is_kept"),
        ("requests_app", "0043_old_changes_may_go"),
        ("requests_app", "0044_services_say_who_is_asked"),
        ("requests_app", "0045_files_of_drafts"),
        ("requests_app", "0046_templates_of_services"),
        ("requests_app", "0047_what_is_kept_of_requests"),
        ("requests_app", "0048_when_requests_ended"),
        ("requests_app", "0049_usual_views_of_queues"),
        ("requests_app", "0050_webhooks_of_departments"),
        ("requests_app", "0051_reasons_of_thanks"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL(_search.FUNCTIONS, _search.NO_FUNCTIONS),
        migrations.RunSQL(_search.TEXTS, _search.NO_TEXTS),
        migrations.RunSQL(_search.SHEETS, _search.NO_SHEETS),
        requests_app.creating.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="absences",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        ("from_day", models.DateField(verbose_name="first day away")),
                        ("until_day", models.DateField(verbose_name="last day away")),
                        ("begins_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "stand_in",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="stand-in",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                    ],
                    options={
                        "verbose_name": "absence",
                        "verbose_name_plural": "absences",
                        "ordering": ["begins_at", "id"],
                        "indexes": [models.Index(fields=["ends_at"], name="absence_not_over")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until_day__gte", models.F("from_day"))),
                                name="absence_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("stand_in", models.F("user")), _negated=True),
                                name="absence_not_ones_own_stand_in",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("user", "="),
                                    (requests_app.models.absences.Span("begins_at", "ends_at"), "&&"),
                                ],
                                name="absence_once_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApproverGroup",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approver_groups",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "name",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="name"
                            ),
                        ),
                        (
                            "members",
                            models.ManyToManyField(
                                related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="members"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "group of approvers",
                        "verbose_name_plural": "groups of approvers",
                        "ordering": ["department", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "service",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approval_rule",
                                to="requests_app.service",
                                verbose_name="service",
                            ),
                        ),
                        (
                            "question",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="what is to be approved"
                            ),
                        ),
                        ("in_order", models.BooleanField(default=True, verbose_name="one after the other")),
                    ],
                    options={
                        "verbose_name": "approval rule",
                        "verbose_name_plural": "approval rules",
                    },
                ),
                migrations.CreateModel(
                    name="ServiceApproval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="requests_app.approvalrule",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "chosen",
                            models.CharField(
                                choices=[
                                    ("people", "Named people"),
                                    ("manager", "Line manager"),
                                    ("head", "Head of department"),
                                    ("group", "Group"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rule_steps",
                                to="requests_app.approvergroup",
                            ),
                        ),
                        ("needed", models.PositiveSmallIntegerField(default=0)),
                        ("people", models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "step of an approval rule",
                        "verbose_name_plural": "steps of an approval rule",
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("rule", "number"), name="service_approval_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("chosen", "group"), ("group__isnull", False)),
                                    models.Q(models.Q(("chosen", "group"), _negated=True), ("group", None)),
                                    _connector="OR",
                                ),
                                name="service_approval_group_where_chosen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("chosen__in", ["people", "manager", "head", "group"])),
                                name="service_approval_known_way",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approval_rounds",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        (
                            "question",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="question"
                            ),
                        ),
                        ("in_order", models.BooleanField(default=True, verbose_name="one after the other")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("approved", "Approved"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=10,
                                verbose_name="outcome",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                    ],
                    options={
                        "verbose_name": "round of approvals",
                        "verbose_name_plural": "rounds of approvals",
                        "ordering": ["asked_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "")),
                                fields=("request",),
                                name="approval_one_open_round_a_request",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("outcome__in", ["", "approved", "rejected", "withdrawn"])),
                                name="approval_round_known_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("outcome", "")),
                                    models.Q(
                                        models.Q(("outcome", ""), _negated=True),
                                        ("ended_at__gte", models.F("asked_at")),
                                        ("ended_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="approval_round_ends_with_outcome",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="requests_app.approvalround",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "chosen",
                            models.CharField(
                                choices=[
                                    ("people", "Named people"),
                                    ("manager", "Line manager"),
                                    ("head", "Head of department"),
                                    ("group", "Group"),
                                ],
                                default="people",
                                max_length=8,
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="requests_app.approvergroup",
                            ),
                        ),
                        ("needed", models.PositiveSmallIntegerField(default=1, verbose_name="so many have to agree")),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("people", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "step of an approval",
                        "verbose_name_plural": "steps of an approval",
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "number"), name="approval_step_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("needed__gte", 1)), name="approval_step_needs_somebody"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at", None),
                                    models.Q(("closed_at__gte", models.F("opened_at")), ("opened_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="approval_step_closed_after_opened",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approvals",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approvals",
                                to="requests_app.approvalstep",
                            ),
                        ),
                        (
                            "approver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approver",
                            ),
                        ),
                        (
                            "stands_in_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stand_ins",
                                to="requests_app.approval",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("approved", "Approved"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                    ("settled", "Settled by others"),
                                ],
                                max_length=10,
                                verbose_name="verdict",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                        ("reason", models.CharField(blank=True, max_length=2000, verbose_name="reason")),
                    ],
                    options={
                        "verbose_name": "approval",
                        "verbose_name_plural": "approvals",
                        "ordering": ["asked_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("verdict", "")),
                                fields=["approver", "asked_at"],
                                name="approval_to_decide",
                            ),
                            models.Index(fields=["approver", "request"], name="approval_covers"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("step", "approver"), name="approval_one_voice_a_step"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verdict__in", ["", "approved", "rejected", "withdrawn", "settled"])
                                ),
                                name="approval_known_verdict",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("verdict", "")),
                                    models.Q(
                                        models.Q(("verdict", ""), _negated=True),
                                        ("decided_at__gte", models.F("asked_at")),
                                        ("decided_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="approval_verdict_has_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), ("verdict", "rejected"), _negated=True),
                                name="approval_rejected_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("stands_in_for", models.F("id")), _negated=True),
                                name="approval_not_for_oneself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                        ("display_name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("zh-hans", "简体中文"), ("ru", "Русский")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "time_zone",
                            models.CharField(
                                default="UTC",
                                max_length=60,
                                validators=[requests_app.models.people.validate_zone],
                                verbose_name="time zone",
                            ),
                        ),
                        (
                            "theme",
                            models.CharField(
                                choices=[("system", "As the system"), ("light", "Light"), ("dark", "Dark")],
                                default="system",
                                max_length=6,
                                verbose_name="colours",
                            ),
                        ),
                        ("has_shortcuts", models.BooleanField(default=True, verbose_name="keyboard shortcuts")),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "manager",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="reports",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="line manager",
                            ),
                        ),
                        ("is_admin", models.BooleanField(default=False, verbose_name="admin")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("joined_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                name="user_email_once",
                                violation_error_message="This address is already in use.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("manager", models.F("id")), _negated=True),
                                name="user_not_their_own_manager",
                                violation_error_message="Nobody is their own line manager.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Department",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                        (
                            "name",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="name"
                            ),
                        ),
                        (
                            "description",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="description",
                            ),
                        ),
                        (
                            "time_zone",
                            models.CharField(
                                default="UTC",
                                max_length=60,
                                validators=[requests_app.models.people.validate_zone],
                                verbose_name="time zone",
                            ),
                        ),
                        (
                            "head",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="heads",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="head",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="requests_app.department",
                                verbose_name="part of",
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absorbed",
                                to="requests_app.department",
                                verbose_name="part of, by now",
                            ),
                        ),
                        ("counts_effort", models.BooleanField(default=True, verbose_name="notes time")),
                        (
                            "members",
                            models.ManyToManyField(
                                related_name="+", through="requests_app.Membership", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "department",
                        "verbose_name_plural": "departments",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("parent", models.F("id")), _negated=True),
                                name="department_not_its_own_parent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into", None),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        models.Q(("merged_into", models.F("id")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="department_merged_is_closed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("agent", "Agent"), ("manager", "Manager")],
                                default="agent",
                                max_length=8,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "weekly_hours",
                            models.DecimalField(
                                decimal_places=1, default=Decimal("40"), max_digits=4, verbose_name="hours a week"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "membership",
                        "verbose_name_plural": "memberships",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "department"), name="membership_one_role_a_department"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ["agent", "manager"])), name="membership_known_role"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekly_hours__gte", 0), ("weekly_hours__lte", Decimal("80"))),
                                name="membership_hours_of_a_week",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        ("code", models.SlugField(max_length=80, verbose_name="code")),
                        (
                            "name",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="name"
                            ),
                        ),
                        (
                            "description",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="what you get",
                            ),
                        ),
                        (
                            "to_bring",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="what you must bring",
                            ),
                        ),
                        ("icon", models.CharField(default="inbox", max_length=40, verbose_name="icon")),
                        (
                            "default_impact",
                            models.SmallIntegerField(
                                choices=[(1, "Low"), (2, "Medium"), (3, "High")], default=2, verbose_name="usual impact"
                            ),
                        ),
                        (
                            "default_urgency",
                            models.SmallIntegerField(
                                choices=[(1, "Low"), (2, "Medium"), (3, "High")],
                                default=2,
                                verbose_name="usual urgency",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
                                default="published",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[("everybody", "Everybody"), ("some", "Some departments or people")],
                                default="everybody",
                                max_length=9,
                                verbose_name="for whom",
                            ),
                        ),
                        ("is_confidential", models.BooleanField(default=False, verbose_name="confidential")),
                        (
                            "asking",
                            models.CharField(
                                choices=[
                                    ("always", "After every request"),
                                    ("sampled", "After some requests, drawn by lot"),
                                    ("never", "Never"),
                                ],
                                default="always",
                                max_length=7,
                                verbose_name="survey",
                            ),
                        ),
                        (
                            "asking_share",
                            models.PositiveSmallIntegerField(
                                default=25,
                                validators=[
                                    django.core.validators.MinValueValidator(5),
                                    django.core.validators.MaxValueValidator(95),
                                ],
                                verbose_name="share that is asked, in percent",
                            ),
                        ),
                        (
                            "is_triage",
                            models.BooleanField(default=False, verbose_name="for those who do not know whom to ask"),
                        ),
                        ("edition", models.IntegerField(default=0, editable=False)),
                        (
                            "audience_departments",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="requests_app.department",
                                verbose_name="departments it is for",
                            ),
                        ),
                        (
                            "audience_people",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="people it is for",
                            ),
                        ),
                        (
                            "handlers",
                            models.ManyToManyField(
                                blank=True, related_name="handled", to=settings.AUTH_USER_MODEL, verbose_name="handlers"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "service",
                        "verbose_name_plural": "services",
                        "ordering": ["provider", "code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("provider", "code"), name="service_code_once_a_department"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_triage", True)),
                                fields=("is_triage",),
                                name="service_one_for_triage",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("asking__in", ["always", "sampled", "never"])),
                                name="service_known_asking",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("asking_share__range", (5, 95))), name="service_asking_share"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "published", "retired"])),
                                name="service_known_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Article",
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
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("published", "Published"), ("archived", "Archived")],
                                default="draft",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "shown",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="requests_app.articleversion",
                            ),
                        ),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="to be looked at again")),
                        ("warned_for", models.DateField(blank=True, null=True)),
                        ("edition", models.IntegerField(default=0, editable=False)),
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
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "published")),
                                fields=["review_on"],
                                name="article_to_review",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "published", "archived"])),
                                name="article_known_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    ("shown__isnull", False),
                                    _connector="OR",
                                ),
                                name="article_published_shows_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="requests_app.article",
                                verbose_name="article",
                            ),
                        ),
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
                        (
                            "edited_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="edited by",
                            ),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="published by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "version of an article",
                        "verbose_name_plural": "versions of articles",
                        "ordering": ["article", "number"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                models.Func(
                                    models.F("title"),
                                    models.F("body"),
                                    function="public.texts_words",
                                    output_field=django.contrib.postgres.search.SearchVectorField(),
                                ),
                                name="article_words",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("article", "number"), name="article_number_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("published_at", None)),
                                fields=("article",),
                                name="article_one_draft",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="requests_app.articleversion",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("helped", models.BooleanField()),
                        ("word", models.CharField(blank=True, max_length=500)),
                        ("said_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "answer about an article",
                        "verbose_name_plural": "answers about articles",
                        "constraints": [
                            models.UniqueConstraint(fields=("version", "user"), name="article_answer_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleSolution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="solutions",
                                to="requests_app.article",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="requests_app.service",
                            ),
                        ),
                        ("day", models.DateField()),
                    ],
                    options={
                        "verbose_name": "request that an article spared",
                        "verbose_name_plural": "requests that articles spared",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("article", "user", "day"), name="article_solution_once_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentRule",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assignment_rules",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "service",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assignment_rule",
                                to="requests_app.service",
                                verbose_name="service",
                            ),
                        ),
                        (
                            "strategy",
                            models.CharField(
                                choices=[
                                    ("manual", "By hand: colleagues take it, or somebody assigns it"),
                                    ("turns", "In turn: the next colleague who is there"),
                                    ("least", "Least loaded: the least open work for their weekly hours"),
                                    ("owner", "Always the same person"),
                                ],
                                default="manual",
                                max_length=6,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="always this person",
                            ),
                        ),
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
                        (
                            "members",
                            models.ManyToManyField(
                                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="only among"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assignment rule",
                        "verbose_name_plural": "assignment rules",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("service", None)),
                                fields=("department",),
                                name="assignment_rule_one_usual_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("strategy__in", ["manual", "turns", "least", "owner"])),
                                name="assignment_rule_known_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("owner__isnull", False), ("strategy", "owner")),
                                    models.Q(models.Q(("strategy", "owner"), _negated=True), ("owner", None)),
                                    _connector="OR",
                                ),
                                name="assignment_rule_owner_where_chosen",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reply", "Reply"),
                                    ("note", "Internal note"),
                                    ("question", "Question"),
                                    ("answer", "Answer"),
                                    ("proposal", "Proposal"),
                                    ("solution", "Result"),
                                    ("chase", "Any news?"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("text", models.TextField(verbose_name="text")),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="MessageEdit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="edits",
                                to="requests_app.message",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="text")),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "earlier text",
                        "verbose_name_plural": "earlier texts",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="requests_app.article",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="requests_app.sheet",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="attachments",
                                to="requests_app.draft",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="requests_app.message",
                            ),
                        ),
                        ("field", models.CharField(blank=True, max_length=60)),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="uploaded by",
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("size", models.BigIntegerField(verbose_name="size")),
                        ("content_type", models.CharField(max_length=100)),
                        ("sha256", models.CharField(max_length=64)),
                        ("stored", models.CharField(blank=True, max_length=60)),
                        ("created_at", models.DateTimeField(verbose_name="uploaded")),
                        (
                            "check_state",
                            models.CharField(
                                choices=[
                                    ("off", "Not checked"),
                                    ("waiting", "Being checked"),
                                    ("clean", "Checked"),
                                    ("infected", "Removed: a virus was found"),
                                ],
                                default="off",
                                max_length=8,
                            ),
                        ),
                        ("has_preview", models.BooleanField(default=False)),
                        ("process_at", models.DateTimeField(blank=True, null=True)),
                        ("tries", models.SmallIntegerField(default=0)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "removed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("removed_because", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "verbose_name": "attachment",
                        "verbose_name_plural": "attachments",
                        "indexes": [
                            models.Index(fields=["request", "-created_at"], name="attachment_of_request"),
                            models.Index(
                                condition=models.Q(("request", None)),
                                fields=["uploaded_by", "created_at"],
                                name="attachment_unclaimed",
                            ),
                            models.Index(
                                condition=models.Q(("draft__isnull", False)),
                                fields=["draft"],
                                name="attachment_of_draft",
                            ),
                            models.Index(
                                condition=models.Q(("process_at__isnull", False)),
                                fields=["process_at"],
                                name="attachment_to_process",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("message", None), ("request__isnull", False), _connector="OR"),
                                name="attachment_message_has_request",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("article", None), ("request", None)),
                                    models.Q(("request", None), ("sheet", None)),
                                    models.Q(("article", None), ("sheet", None)),
                                    _connector="OR",
                                ),
                                name="attachment_of_one_thing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("removed_at", None), models.Q(("check_state", "infected"), _negated=True)
                                    ),
                                    models.Q(("has_preview", False), ("stored", "")),
                                    _connector="OR",
                                ),
                                name="attachment_gone_has_no_content",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("stored", ""), _negated=True),
                                fields=("stored",),
                                name="attachment_stored_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Batch",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="begun by",
                            ),
                        ),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("assign", "Assign"),
                                    ("priority", "Change the priority"),
                                    ("hold", "Put on hold"),
                                    ("reply", "Reply"),
                                    ("promise", "Promise a date"),
                                    ("resolve", "Mark as done"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("arguments", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "Prepared"),
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                ],
                                default="prepared",
                                max_length=8,
                            ),
                        ),
                        ("query", models.CharField(blank=True, max_length=2000)),
                        (
                            "undoes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="undone_by",
                                to="requests_app.batch",
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("worked_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "change of many requests",
                        "verbose_name_plural": "changes of many requests",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["waiting", "running"])),
                                fields=["state"],
                                name="batch_unfinished",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "done"), _negated=True),
                                    ("finished_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="batch_done_has_moment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BatchItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="requests_app.batch",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Waiting"), ("done", "Done"), ("refused", "Not possible")],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("version", models.IntegerField()),
                        ("version_after", models.IntegerField(blank=True, null=True)),
                        ("before", models.JSONField(blank=True, default=dict)),
                        ("reason", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "request of a bulk change",
                        "verbose_name_plural": "requests of a bulk change",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["batch", "id"],
                                name="batch_item_waiting",
                            )
                        ],
                        "constraints": [models.UniqueConstraint(fields=("batch", "request"), name="batch_item_once")],
                    },
                ),
                migrations.CreateModel(
                    name="CannedReply",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="canned_replies",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="canned_replies",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        ("title", models.CharField(max_length=80, verbose_name="title")),
                        (
                            "text",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="text"
                            ),
                        ),
                        ("updated_at", models.DateTimeField(verbose_name="last change")),
                        (
                            "updated_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "canned reply",
                        "verbose_name_plural": "canned replies",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("department__isnull", True), ("owner__isnull", False)),
                                    models.Q(("department__isnull", False), ("owner__isnull", True)),
                                    _connector="OR",
                                ),
                                name="canned_of_department_or_person",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("owner", None)),
                                fields=("department", "title"),
                                name="canned_title_once_a_department",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("department", None)),
                                fields=("owner", "title"),
                                name="canned_title_once_a_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConfigurationChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="when")),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who",
                            ),
                        ),
                        ("kind", models.CharField(max_length=30, verbose_name="kind")),
                        ("thing", models.CharField(blank=True, max_length=40)),
                        (
                            "label",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="what"
                            ),
                        ),
                        ("action", models.CharField(max_length=20, verbose_name="change")),
                        ("changes", models.JSONField(blank=True, default=list)),
                        ("words", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "change of configuration",
                        "verbose_name_plural": "changes of configuration",
                        "indexes": [
                            models.Index(fields=["kind", "thing", "-id"], name="configuration_of_a_thing"),
                            models.Index(fields=["by", "-id"], name="configuration_by"),
                            models.Index(fields=["at"], name="configuration_at"),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["words"], name="configuration_words", opclasses=["gin_trgm_ops"]
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notifications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        ("params", models.JSONField(blank=True, default=dict)),
                        ("key", models.CharField(max_length=120)),
                        ("created_at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "notification",
                        "verbose_name_plural": "notifications",
                        "indexes": [
                            models.Index(fields=["recipient", "-id"], name="notification_list"),
                            models.Index(
                                condition=models.Q(("read_at", None)), fields=["recipient"], name="notification_unread"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("recipient", "key"), name="notification_told_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "notification",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="requests_app.notification",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("topic", models.CharField(db_default="", max_length=20)),
                        (
                            "urgency",
                            models.SmallIntegerField(
                                choices=[(0, "Normal"), (1, "Urgent"), (2, "At once")], db_default=0
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(choices=[("email", "E-mail"), ("webhook", "Webhook")], max_length=10),
                        ),
                        (
                            "leader",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="followers",
                                to="requests_app.delivery",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "Waiting"),
                                    ("packed", "Goes with another"),
                                    ("sent", "Sent"),
                                    ("dead", "Given up"),
                                    ("dropped", "Thrown away"),
                                ],
                                default="pending",
                                max_length=8,
                            ),
                        ),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("next_attempt_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("error", models.CharField(blank=True, max_length=500)),
                        (
                            "handled_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("handled_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, db_default="", max_length=200)),
                    ],
                    options={
                        "verbose_name": "delivery",
                        "verbose_name_plural": "deliveries",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "pending")),
                                fields=["next_attempt_at"],
                                name="delivery_due",
                            ),
                            models.Index(
                                condition=models.Q(("state", "pending")), fields=["recipient"], name="delivery_waiting"
                            ),
                            models.Index(
                                condition=models.Q(("state", "sent")),
                                fields=["recipient", "sent_at"],
                                name="delivery_sent",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["dead", "dropped"])),
                                fields=["-id"],
                                name="delivery_dead",
                            ),
                            models.Index(
                                condition=models.Q(("leader__isnull", False)),
                                fields=["leader"],
                                name="delivery_followers",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("notification", "channel"), name="delivery_once_a_channel")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DepartmentHook",
                    fields=[
                        (
                            "department",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="hook",
                                serialize=False,
                                to="requests_app.department",
                            ),
                        ),
                        ("url", models.URLField(max_length=500, verbose_name="address")),
                        ("secret", models.CharField(max_length=64)),
                        ("made_at", models.DateTimeField()),
                        ("read_until", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "webhook of a department",
                        "verbose_name_plural": "webhooks of departments",
                    },
                ),
                migrations.CreateModel(
                    name="DepartmentCall",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.requestevent",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "Waiting"),
                                    ("packed", "Goes with another"),
                                    ("sent", "Sent"),
                                    ("dead", "Given up"),
                                    ("dropped", "Thrown away"),
                                ],
                                default="pending",
                                max_length=8,
                            ),
                        ),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("since", models.DateTimeField()),
                        ("next_attempt_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("error", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "verbose_name": "call of a department's webhook",
                        "verbose_name_plural": "calls of departments' webhooks",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "pending")),
                                fields=["next_attempt_at"],
                                name="department_call_due",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["pending", "dead"])),
                                fields=["department"],
                                name="department_call_open",
                            ),
                            models.Index(
                                condition=models.Q(("state", "sent")), fields=["sent_at"], name="department_call_sent"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("department", "event"), name="department_call_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        ("place", models.CharField(max_length=80)),
                        ("data", models.JSONField(default=dict)),
                        ("updated_at", models.DateTimeField(verbose_name="last change")),
                    ],
                    options={
                        "verbose_name": "draft",
                        "verbose_name_plural": "drafts",
                        "indexes": [models.Index(fields=["updated_at"], name="draft_by_age")],
                        "constraints": [models.UniqueConstraint(fields=("user", "place"), name="draft_once_a_place")],
                    },
                ),
                migrations.CreateModel(
                    name="Effort",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                        (
                            "source",
                            models.CharField(
                                choices=[("click", "By a click"), ("typed", "Typed"), ("timer", "By the timer")],
                                default="click",
                                max_length=5,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "time spent",
                        "verbose_name_plural": "time spent",
                        "indexes": [
                            models.Index(fields=["person", "-id"], name="effort_own"),
                            models.Index(fields=["request", "person"], name="effort_on_request"),
                            models.Index(fields=["department", "at"], name="effort_of_department"),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("minutes__lte", 960)), name="effort_minutes"),
                            models.CheckConstraint(
                                condition=models.Q(("source__in", ["click", "typed", "timer"])),
                                name="effort_known_source",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EffortCorrection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "effort",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="corrections",
                                to="requests_app.effort",
                            ),
                        ),
                        ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "corrected time",
                        "verbose_name_plural": "corrected times",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="EffortTimer",
                    fields=[
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "timer",
                        "verbose_name_plural": "timers",
                    },
                ),
                migrations.CreateModel(
                    name="FormVersion",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="forms",
                                to="requests_app.service",
                                verbose_name="service",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        ("fields", models.JSONField(blank=True, default=list, verbose_name="questions")),
                        ("edition", models.PositiveIntegerField(default=0)),
                        ("edited_at", models.DateTimeField(verbose_name="edited")),
                        (
                            "edited_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="edited by",
                            ),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="published by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "form",
                        "verbose_name_plural": "forms",
                        "ordering": ["service", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("service", "number"), name="form_number_once_a_service"),
                            models.UniqueConstraint(
                                condition=models.Q(("published_at", None)),
                                fields=("service",),
                                name="form_one_draft_a_service",
                            ),
                            models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="form_number_from_1"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("department_code", models.SlugField(max_length=60)),
                        ("service_code", models.SlugField(max_length=80)),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="requests_app.service"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "former address",
                        "verbose_name_plural": "former addresses",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("department_code", "service_code"), name="former_address_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequestEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        ("verb", models.CharField(max_length=20)),
                        (
                            "actor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("old_status", models.CharField(blank=True, max_length=12)),
                        ("new_status", models.CharField(max_length=12)),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="requests_app.message",
                            ),
                        ),
                        ("data", models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        "verbose_name": "journal line",
                        "verbose_name_plural": "journal",
                        "indexes": [
                            models.Index(fields=["request", "at", "id"], name="event_timeline"),
                            models.Index(fields=["at"], name="event_at"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Promise",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="promises",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        ("done_by", models.DateTimeField(verbose_name="done by")),
                        ("reason", models.CharField(max_length=500, verbose_name="reason")),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "promise",
                        "verbose_name_plural": "promises",
                        "ordering": ["made_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("done_by__gt", models.F("made_at"))),
                                name="promise_names_a_future_moment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leg",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="legs",
                                to="requests_app.servicerequest",
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
                        ("from_at", models.DateTimeField()),
                        ("to_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "leg",
                        "verbose_name_plural": "legs",
                        "ordering": ["to_at", "id"],
                        "indexes": [models.Index(fields=["department", "request"], name="leg_former_holder")],
                    },
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_from",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_to",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("relates", "relates to"),
                                    ("blocks", "blocks"),
                                    ("duplicate", "is a duplicate of"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "link",
                        "verbose_name_plural": "links",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "target"), name="link_once_a_pair"),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "duplicate")),
                                fields=("source",),
                                name="link_duplicate_of_one_request",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("source", models.F("target")), _negated=True),
                                name="link_not_to_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["relates", "blocks", "duplicate"])),
                                name="link_known_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailWording",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="kind")),
                        ("language", models.CharField(max_length=10, verbose_name="language")),
                        ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                        ("line", models.CharField(blank=True, max_length=500, verbose_name="first sentence")),
                        ("why", models.CharField(blank=True, max_length=300, verbose_name="why one gets it")),
                        ("action", models.CharField(blank=True, max_length=80, verbose_name="word on the link")),
                        ("shipped", models.JSONField(blank=True, default=dict)),
                        ("edition", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "text of a mail",
                        "verbose_name_plural": "texts of mails",
                        "constraints": [models.UniqueConstraint(fields=("kind", "language"), name="mail_wording_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
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
                                related_name="notices",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
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
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="closing word",
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
                            "services",
                            models.ManyToManyField(
                                blank=True,
                                related_name="notices",
                                to="requests_app.service",
                                verbose_name="affected services",
                            ),
                        ),
                        (
                            "audience_departments",
                            models.ManyToManyField(blank=True, related_name="+", to="requests_app.department"),
                        ),
                    ],
                    options={
                        "verbose_name": "notice",
                        "verbose_name_plural": "notices",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "published")), fields=["publish_at"], name="notice_current"
                            ),
                            models.Index(fields=["department", "-id"], name="notice_of_department"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["outage", "planned", "rule", "info"])),
                                name="notice_known_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "published", "ended"])),
                                name="notice_known_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("begins_at", None),
                                    ("ends_at", None),
                                    ("ends_at__gt", models.F("begins_at")),
                                    _connector="OR",
                                ),
                                name="notice_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "draft"), ("publish_at__isnull", False), _connector="OR"),
                                name="notice_published_at_some_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ended"), _negated=True),
                                    ("ended_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="notice_ended_at_some_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="requests_app.notice",
                            ),
                        ),
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
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated
                            ),
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
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "“me too” about a notice",
                        "verbose_name_plural": "“me too” about notices",
                        "constraints": [models.UniqueConstraint(fields=("notice", "user"), name="notice_me_too_once")],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "request linked with a notice",
                        "verbose_name_plural": "requests linked with notices",
                        "constraints": [
                            models.UniqueConstraint(fields=("notice", "request"), name="notice_request_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotificationSettings",
                    fields=[
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="notification_settings",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "pace",
                            models.CharField(
                                choices=[
                                    ("at_once", "When it happens, a few changes of one request together"),
                                    ("daily", "Once a working day, all in one mail; only what is urgent at once"),
                                ],
                                default="at_once",
                                max_length=8,
                                verbose_name="how often",
                            ),
                        ),
                        (
                            "daily_at",
                            models.SmallIntegerField(
                                default=9,
                                validators=[django.core.validators.MaxValueValidator(23)],
                                verbose_name="time of the daily mail",
                            ),
                        ),
                        (
                            "outside",
                            models.CharField(
                                choices=[
                                    ("urgent", "Only what is urgent; the rest waits until I work again"),
                                    ("always", "Everything, at any hour"),
                                    ("never", "Nothing, however urgent"),
                                ],
                                default="urgent",
                                max_length=8,
                                verbose_name="outside my working hours",
                            ),
                        ),
                        ("from_time", models.TimeField(blank=True, null=True, verbose_name="from")),
                        ("until_time", models.TimeField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "verbose_name": "notification settings",
                        "verbose_name_plural": "notification settings",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("from_time", None), ("until_time", None)),
                                    models.Q(
                                        ("from_time__isnull", False),
                                        ("from_time__lt", models.F("until_time")),
                                        ("until_time__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="notification_hours_begin_before_they_end",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("daily_at__range", (0, 23))), name="notification_daily_at_an_hour"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotificationChoice",
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
                                related_name="notification_choices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("topic", models.CharField(max_length=20)),
                        (
                            "way",
                            models.CharField(
                                choices=[("bell", "Bell"), ("email", "E-mail"), ("webhook", "Webhook")], max_length=8
                            ),
                        ),
                        ("wanted", models.BooleanField()),
                    ],
                    options={
                        "verbose_name": "notification choice",
                        "verbose_name_plural": "notification choices",
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "topic", "way"), name="notification_choice_once"),
                            models.CheckConstraint(
                                condition=models.Q(("way__in", ["bell", "email", "webhook"])),
                                name="notification_choice_known_way",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MutedRequest",
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
                                related_name="muted_requests",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "muted request",
                        "verbose_name_plural": "muted requests",
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "request"), name="request_muted_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Outreach",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("text", models.TextField(verbose_name="message")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "message to many",
                        "verbose_name_plural": "messages to many",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at", None)), fields=["asked_at"], name="outreach_unfinished"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("notice__isnull", False), ("problem", None)),
                                    models.Q(("notice", None), ("problem__isnull", False)),
                                    _connector="OR",
                                ),
                                name="outreach_from_one_thing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutreachPost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("pending", "Waits"), ("sent", "Sent"), ("refused", "Not sent")],
                                default="pending",
                                max_length=8,
                            ),
                        ),
                        ("problem", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "verbose_name": "request that a message goes to",
                        "verbose_name_plural": "requests that a message goes to",
                        "constraints": [
                            models.UniqueConstraint(fields=("outreach", "request"), name="outreach_once_a_request")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Participant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="participants",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        ("can_write", models.BooleanField(default=False, verbose_name="may write")),
                        (
                            "added_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="added by",
                            ),
                        ),
                        ("added_at", models.DateTimeField(verbose_name="added")),
                    ],
                    options={
                        "verbose_name": "participant",
                        "verbose_name_plural": "participants",
                        "ordering": ["added_at", "id"],
                        "indexes": [models.Index(fields=["user", "request"], name="participant_covers")],
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "user"), name="participant_once_a_request")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PriorityCell",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "impact",
                            models.SmallIntegerField(
                                choices=[(1, "Low"), (2, "Medium"), (3, "High")], verbose_name="impact"
                            ),
                        ),
                        (
                            "urgency",
                            models.SmallIntegerField(
                                choices=[(1, "Low"), (2, "Medium"), (3, "High")], verbose_name="urgency"
                            ),
                        ),
                        (
                            "priority",
                            models.SmallIntegerField(
                                choices=[(1, "Critical"), (2, "High"), (3, "Normal"), (4, "Low")],
                                verbose_name="priority",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cell of the priority matrix",
                        "verbose_name_plural": "cells of the priority matrix",
                        "constraints": [
                            models.UniqueConstraint(fields=("impact", "urgency"), name="priority_cell_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("impact__range", (1, 3)), ("priority__range", (1, 4)), ("urgency__range", (1, 3))
                                ),
                                name="priority_cell_known_levels",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Protection",
                    fields=[
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="protection",
                                serialize=False,
                                to="requests_app.servicerequest",
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="reason")),
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
                        "verbose_name": "protection of a request",
                        "verbose_name_plural": "protections of requests",
                    },
                ),
                migrations.CreateModel(
                    name="QueueView",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="queue_views",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="queue_views",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name of the view")),
                        ("query", models.CharField(max_length=2000)),
                        (
                            "is_shared",
                            models.BooleanField(
                                default=False, verbose_name="everybody who serves in the department can use it"
                            ),
                        ),
                        ("is_usual", models.BooleanField(default=False, verbose_name="everybody begins with it")),
                        ("created_at", models.DateTimeField(verbose_name="made")),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "view of a queue",
                        "verbose_name_plural": "views of a queue",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("department", "owner", "name"),
                                name="queue_view_name_once_a_person",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_usual", True)),
                                fields=("department",),
                                name="queue_view_one_usual",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_usual", False),
                                    models.Q(("is_shared", True), ("removed_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="queue_view_usual_is_shared",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QueueMark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "view",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="marks",
                                to="requests_app.queueview",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "is_pinned",
                            models.BooleanField(default=False, verbose_name="show it beside the views every queue has"),
                        ),
                        ("is_default", models.BooleanField(default=False, verbose_name="begin with it")),
                    ],
                    options={
                        "verbose_name": "kept view",
                        "verbose_name_plural": "kept views",
                        "constraints": [
                            models.UniqueConstraint(fields=("view", "user"), name="queue_mark_once_a_person"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_default", True)),
                                fields=("user", "department"),
                                name="queue_mark_one_default",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recurrence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recurrences",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="requester",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                                verbose_name="for the department",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recurrences",
                                to="requests_app.service",
                                verbose_name="service",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "form",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.formversion",
                            ),
                        ),
                        ("answers", models.JSONField(blank=True, default=dict, verbose_name="answers")),
                        (
                            "every",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("week", "Week"),
                                    ("month", "Month, on a fixed day"),
                                    ("month_end", "Month, on its last working day"),
                                    ("year", "Year"),
                                ],
                                max_length=9,
                                verbose_name="every",
                            ),
                        ),
                        ("interval", models.SmallIntegerField(default=1, verbose_name="interval")),
                        (
                            "weekdays",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="weekdays",
                            ),
                        ),
                        ("day", models.SmallIntegerField(default=1, verbose_name="day of the month")),
                        ("from_day", models.DateField(verbose_name="from")),
                        ("until_day", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("at", models.TimeField(verbose_name="at")),
                        ("time_zone", models.CharField(max_length=60, verbose_name="time zone")),
                        (
                            "on_closed",
                            models.CharField(
                                choices=[
                                    ("skip", "It is left out"),
                                    ("before", "It comes on the working day before"),
                                    ("after", "It comes on the working day after"),
                                ],
                                max_length=6,
                                verbose_name="on a closed day",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "Active"), ("paused", "Paused"), ("ended", "Ended")],
                                default="active",
                                max_length=6,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "trouble",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("service", "The service is no longer offered to you."),
                                    (
                                        "form",
                                        "The service asks something else now: look at the answers, and let it go on.",
                                    ),
                                    ("refused", "It could not be filed: look at it, and let it go on."),
                                    ("owner", "Whoever it belonged to is no longer there."),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("done_until", models.DateField()),
                        ("next_at", models.DateTimeField(blank=True, null=True, verbose_name="next")),
                        ("edition", models.IntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "recurring request",
                        "verbose_name_plural": "recurring requests",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "active")), fields=["next_at"], name="recurrence_due"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("interval__range", (1, 99))), name="recurrence_interval_1_to_99"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("day__range", (1, 31))), name="recurrence_day_1_to_31"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Occurrence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "recurrence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="occurrences",
                                to="requests_app.recurrence",
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("filed", "Filed"),
                                    ("skipped", "Left out"),
                                    ("missed", "Missed: too long ago when its turn came"),
                                ],
                                max_length=7,
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "day of a recurring request",
                        "verbose_name_plural": "days of recurring requests",
                        "ordering": ["-day"],
                        "constraints": [
                            models.UniqueConstraint(fields=("recurrence", "day"), name="occurrence_once_a_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequestText",
                    fields=[
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="words",
                                serialize=False,
                                to="requests_app.servicerequest",
                            ),
                        ),
                        ("public", django.contrib.postgres.search.SearchVectorField()),
                        ("everything", django.contrib.postgres.search.SearchVectorField(null=True)),
                    ],
                    options={
                        "verbose_name": "words of a request",
                        "verbose_name_plural": "words of requests",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["public"], gin_pending_list_limit=512, name="request_words"
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                condition=models.Q(("everything__isnull", False)),
                                fields=["everything"],
                                gin_pending_list_limit=512,
                                name="request_words_with_notes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="requests_app.service",
                                verbose_name="service",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "asking_department",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                                verbose_name="department that asks",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="requests_app.servicerequest",
                                verbose_name="filed for",
                            ),
                        ),
                        (
                            "requester",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="requester",
                            ),
                        ),
                        (
                            "filed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="filed by",
                            ),
                        ),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="assigned",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="works on it",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("new", "Received"),
                                    ("in_progress", "In work"),
                                    ("waiting", "Waiting for the requester"),
                                    ("on_hold", "On hold"),
                                    ("resolved", "Done"),
                                    ("closed", "Closed"),
                                    ("declined", "Declined"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default=requests_app.states.Status["NEW"],
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "impact",
                            models.SmallIntegerField(
                                choices=[(1, "Low"), (2, "Medium"), (3, "High")], default=2, verbose_name="impact"
                            ),
                        ),
                        (
                            "urgency",
                            models.SmallIntegerField(
                                choices=[(1, "Low"), (2, "Medium"), (3, "High")], default=2, verbose_name="urgency"
                            ),
                        ),
                        (
                            "priority",
                            models.SmallIntegerField(
                                choices=[(1, "Critical"), (2, "High"), (3, "Normal"), (4, "Low")],
                                default=3,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("portal", "Portal"),
                                    ("phone", "Phone"),
                                    ("walk_in", "In person"),
                                    ("chat", "Chat"),
                                    ("mail", "E-mail"),
                                ],
                                default="portal",
                                max_length=40,
                                verbose_name="channel",
                            ),
                        ),
                        ("needed_by", models.DateField(blank=True, null=True, verbose_name="needed by")),
                        (
                            "outside_party",
                            models.CharField(blank=True, max_length=200, verbose_name="who waits outside the company"),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="requests_app.formversion",
                                verbose_name="form",
                            ),
                        ),
                        ("answers", models.JSONField(blank=True, default=dict, verbose_name="answers")),
                        ("filed_at", models.DateTimeField(verbose_name="filed")),
                        ("updated_at", models.DateTimeField(verbose_name="last change")),
                        ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        ("emptied_at", models.DateTimeField(blank=True, null=True, verbose_name="emptied")),
                        ("promised_at", models.DateTimeField(blank=True, null=True, verbose_name="promised for")),
                        ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                        ("version", models.IntegerField(default=0)),
                        ("filing_key", models.UUIDField(blank=True, null=True, unique=True)),
                        ("is_live", models.BooleanField(default=True)),
                        ("source", models.CharField(blank=True, max_length=60)),
                        ("source_key", models.CharField(blank=True, max_length=120)),
                        (
                            "flags",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request",
                        "verbose_name_plural": "requests",
                        "indexes": [
                            models.Index(
                                models.F("department"),
                                models.OrderBy(models.F("due_at"), nulls_last=True),
                                models.F("id"),
                                condition=models.Q(
                                    (
                                        "status__in",
                                        frozenset(
                                            [
                                                requests_app.states.Status["IN_PROGRESS"],
                                                requests_app.states.Status["NEW"],
                                                requests_app.states.Status["ON_HOLD"],
                                                requests_app.states.Status["WAITING"],
                                            ]
                                        ),
                                    )
                                ),
                                name="request_queue",
                            ),
                            models.Index(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        frozenset(
                                            [
                                                requests_app.states.Status["IN_PROGRESS"],
                                                requests_app.states.Status["NEW"],
                                                requests_app.states.Status["ON_HOLD"],
                                                requests_app.states.Status["WAITING"],
                                            ]
                                        ),
                                    )
                                ),
                                fields=["department", "-id"],
                                name="request_open_by_number",
                            ),
                            models.Index(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        frozenset(
                                            [
                                                requests_app.states.Status["CANCELLED"],
                                                requests_app.states.Status["CLOSED"],
                                                requests_app.states.Status["DECLINED"],
                                                requests_app.states.Status["RESOLVED"],
                                            ]
                                        ),
                                    )
                                ),
                                fields=["department", "-id"],
                                name="request_finished",
                            ),
                            models.Index(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        frozenset(
                                            [
                                                requests_app.states.Status["IN_PROGRESS"],
                                                requests_app.states.Status["NEW"],
                                                requests_app.states.Status["ON_HOLD"],
                                                requests_app.states.Status["WAITING"],
                                            ]
                                        ),
                                    )
                                ),
                                fields=["assignee", "due_at"],
                                name="request_assigned",
                            ),
                            models.Index(fields=["requester", "-id"], name="request_own"),
                            models.Index(
                                condition=models.Q(("filed_by", models.F("requester")), _negated=True),
                                fields=["filed_by", "-id"],
                                name="request_filed_for",
                            ),
                            models.Index(
                                condition=models.Q(("asking_department__isnull", False)),
                                fields=["asking_department", "-id"],
                                name="request_asked_by_team",
                            ),
                            models.Index(
                                condition=models.Q(("parent__isnull", False)),
                                fields=["parent"],
                                name="request_children",
                            ),
                            models.Index(
                                condition=models.Q(("form__isnull", False)), fields=["form"], name="request_form"
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                condition=models.Q(("answers", {}), _negated=True),
                                fields=["answers"],
                                name="request_answers",
                                opclasses=["jsonb_path_ops"],
                            ),
                            models.Index(fields=["department", "service", "filed_at"], name="request_figures"),
                            models.Index(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        frozenset(
                                            [
                                                requests_app.states.Status["CANCELLED"],
                                                requests_app.states.Status["CLOSED"],
                                                requests_app.states.Status["DECLINED"],
                                                requests_app.states.Status["RESOLVED"],
                                            ]
                                        ),
                                    )
                                ),
                                fields=["closed_at"],
                                name="request_ended",
                            ),
                            models.Index(
                                condition=models.Q(("status", requests_app.states.Status["RESOLVED"])),
                                fields=["resolved_at"],
                                name="request_to_close",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("source", ""), _negated=True),
                                fields=("source", "source_key"),
                                name="request_imported_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            requests_app.states.Status["NEW"],
                                            requests_app.states.Status["IN_PROGRESS"],
                                            requests_app.states.Status["WAITING"],
                                            requests_app.states.Status["ON_HOLD"],
                                            requests_app.states.Status["RESOLVED"],
                                            requests_app.states.Status["CLOSED"],
                                            requests_app.states.Status["DECLINED"],
                                            requests_app.states.Status["CANCELLED"],
                                        ],
                                    )
                                ),
                                name="request_known_status",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("priority__range", (1, 4))), name="request_priority_1_to_4"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", requests_app.states.Status["CLOSED"]), _negated=True),
                                    ("closed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="request_closed_has_moment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetentionRule",
                    fields=[
                        (
                            "kind",
                            models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="kind"),
                        ),
                        ("days", models.PositiveIntegerField(verbose_name="days")),
                    ],
                    options={
                        "verbose_name": "rule of keeping",
                        "verbose_name_plural": "rules of keeping",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("days__gte", 1)), name="retention_at_least_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetentionRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("before", models.DateTimeField()),
                        ("is_trial", models.BooleanField(default=False)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("number", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "removal of old data",
                        "verbose_name_plural": "removals of old data",
                        "indexes": [models.Index(fields=["kind", "-started_at"], name="retention_of_a_kind")],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceTemplate",
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
                                related_name="templates",
                                to="requests_app.service",
                                verbose_name="service",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "name",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="name"
                            ),
                        ),
                        (
                            "description",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="when to use it",
                            ),
                        ),
                        ("link", models.JSONField(blank=True, default=dict, verbose_name="what it fills in")),
                    ],
                    options={
                        "verbose_name": "template of a service",
                        "verbose_name_plural": "templates of services",
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
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
                                related_name="sheets",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
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
                            "every",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="refreshed every"),
                        ),
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
                        (
                            "audience_departments",
                            models.ManyToManyField(blank=True, related_name="+", to="requests_app.department"),
                        ),
                    ],
                    options={
                        "verbose_name": "published information",
                        "verbose_name_plural": "published information",
                        "ordering": ["department", "id"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
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
                            models.Index(
                                condition=models.Q(("state", "published")), fields=["due_on"], name="sheet_stale"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["text", "table", "file"])), name="sheet_known_kind"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["published", "archived"])), name="sheet_known_state"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("every", None), ("every__gte", 1), _connector="OR"),
                                name="sheet_promises_some_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SheetVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="requests_app.sheet",
                            ),
                        ),
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
                        (
                            "file",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="requests_app.attachment",
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
                    ],
                    options={
                        "verbose_name": "version of published information",
                        "verbose_name_plural": "versions of published information",
                        "ordering": ["sheet", "number"],
                        "constraints": [models.UniqueConstraint(fields=("sheet", "number"), name="sheet_number_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SheetSubscription",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="subscriptions",
                                to="requests_app.sheet",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "subscription",
                        "verbose_name_plural": "subscriptions",
                        "constraints": [
                            models.UniqueConstraint(fields=("sheet", "user"), name="sheet_subscribed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Thanks",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="thanks",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "said_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "to_department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("fast", "Fast"),
                                    ("careful", "Careful"),
                                    ("ahead", "Thought ahead"),
                                    ("respectful", "Respectful"),
                                ],
                                max_length=10,
                                verbose_name="what for",
                            ),
                        ),
                        ("text", models.CharField(blank=True, max_length=280, verbose_name="a few words")),
                        ("said_at", models.DateTimeField()),
                        (
                            "shown",
                            models.CharField(
                                choices=[
                                    ("asked", "Not decided"),
                                    ("agreed", "On the wall"),
                                    ("declined", "Between you"),
                                ],
                                default="asked",
                                max_length=8,
                                verbose_name="shown",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thanks",
                        "verbose_name_plural": "thanks",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(condition=models.Q(("shown", "agreed")), fields=["-id"], name="thanks_wall")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "said_by", "to_person", "to_department"),
                                name="thanks_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("to_department", None), ("to_person__isnull", False)),
                                    models.Q(("to_department__isnull", False), ("to_person", None)),
                                    _connector="OR",
                                ),
                                name="thanks_to_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason__in", ["", "fast", "careful", "ahead", "respectful"])),
                                name="thanks_known_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shown__in", ["asked", "agreed", "declined"])),
                                name="thanks_known_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Undertaking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("thing", models.BigIntegerField()),
                        ("plan", models.JSONField(blank=True, default=dict)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Stopped by an error"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("failures", models.JSONField(blank=True, default=list)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "undertaking",
                        "verbose_name_plural": "undertakings",
                        "indexes": [
                            models.Index(fields=["kind", "thing", "-id"], name="undertaking_of_a_thing"),
                            models.Index(
                                condition=models.Q(("state__in", ["waiting", "running"])),
                                fields=["lease_until"],
                                name="undertaking_unfinished",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WaitingReason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        (
                            "name",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="name"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("requester", "The requester"),
                                    ("department", "Another department"),
                                    ("supplier", "A supplier"),
                                    ("date", "A planned date"),
                                    ("other", "Something else"),
                                ],
                                default="other",
                                max_length=10,
                                verbose_name="waits for",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "verbose_name": "waiting reason",
                        "verbose_name_plural": "waiting reasons",
                        "ordering": ["position", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["requester", "department", "supplier", "date", "other"])
                                ),
                                name="waiting_reason_known_kind",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wait",
                    fields=[
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="wait",
                                serialize=False,
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("requester", "The requester"),
                                    ("department", "Another department"),
                                    ("supplier", "A supplier"),
                                    ("date", "A planned date"),
                                    ("other", "Something else"),
                                ],
                                max_length=10,
                                verbose_name="waits for",
                            ),
                        ),
                        (
                            "reason",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.waitingreason",
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="in words")),
                        ("since", models.DateTimeField(verbose_name="since")),
                        ("until", models.DateTimeField(blank=True, null=True, verbose_name="comes back")),
                        (
                            "policy",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("all", "When all parts are finished"),
                                    ("first", "When all are finished, or as soon as one is refused"),
                                ],
                                max_length=5,
                                verbose_name="goes on",
                            ),
                        ),
                        ("reminded", models.PositiveSmallIntegerField(default=0)),
                        ("close_at", models.DateTimeField(blank=True, null=True)),
                        ("look_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "wait",
                        "verbose_name_plural": "waits",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("look_at__isnull", False)),
                                fields=["look_at"],
                                name="wait_to_look_at",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["requester", "department", "supplier", "date", "other"])
                                ),
                                name="wait_known_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("policy__in", ["", "all", "first"])), name="wait_known_policy"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookHost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                max_length=253,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^(\\*\\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$",
                                        "Give a host such as hooks.example.com, or *.example.com for every host below it.",
                                    )
                                ],
                                verbose_name="host",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="what for")),
                    ],
                    options={
                        "verbose_name": "allowed host",
                        "verbose_name_plural": "allowed hosts",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Webhook",
                    fields=[
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="webhook",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("url", models.URLField(max_length=500, verbose_name="address")),
                        ("secret", models.CharField(max_length=64)),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "webhook",
                        "verbose_name_plural": "webhooks",
                    },
                ),
            ],
        ),
        migrations.RunSQL(_search.TRIGGERS, _search.NO_TRIGGERS),
        migrations.RunSQL(_changes.FINAL, _changes.NOT_FINAL),
    ]
