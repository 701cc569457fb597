import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import requests_app.creating
import requests_app.models.translated
import sla.models.standards


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("sla", "0001_ranges_beside_ids"),
        ("sla", "0002_standards_and_clocks"),
        ("sla", "0003_keep_the_clock_table_lean"),
        ("sla", "0004_steps_scopes_and_jobs"),
        ("sla", "0005_write_steps_as_codes"),
        ("sla", "0006_drop_warning_percents"),
        ("sla", "0007_share_and_hand_over_drafts"),
        ("sla", "0008_list_what_could_not_follow"),
        ("sla", "0009_find_failed_escalations"),
        ("sla", "0010_drop_an_index_nobody_reads"),
        ("sla", "0011_second_pair_of_eyes"),
        ("sla", "0012_step_without_indexes_nobody_reads"),
        ("sla", "0013_history_packed_for_replays"),
    ]

    dependencies = [
        ("requests_app", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        requests_app.creating.CreateModels(
            models=[
                migrations.CreateModel(
                    name="BusinessCalendar",
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
                    ],
                    options={
                        "verbose_name": "calendar",
                        "verbose_name_plural": "calendars",
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="sla.businesscalendar",
                                verbose_name="calendar",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        ("spec", models.JSONField(verbose_name="hours")),
                        ("digest", models.CharField(max_length=64)),
                        ("created_at", models.DateTimeField(verbose_name="made")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("days", models.JSONField(blank=True, default=dict)),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="why")),
                        ("counts_from", models.DateTimeField()),
                        ("replay", models.JSONField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "calendar version",
                        "verbose_name_plural": "calendar versions",
                        "constraints": [
                            models.UniqueConstraint(fields=("calendar", "number"), name="calendar_version_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "calendar",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="draft",
                                to="sla.businesscalendar",
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="sla.calendarversion"
                            ),
                        ),
                        ("tz", models.CharField(max_length=64, verbose_name="time zone")),
                        ("weekly", models.JSONField(default=dict, verbose_name="week")),
                        ("days", models.JSONField(blank=True, default=dict, verbose_name="single days")),
                        (
                            "changed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("changed_at", models.DateTimeField()),
                        ("version", models.IntegerField(default=0)),
                        ("replay", models.JSONField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "calendar draft",
                        "verbose_name_plural": "calendar drafts",
                    },
                ),
                migrations.CreateModel(
                    name="Clock",
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
                                related_name="clocks",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        (
                            "metric",
                            models.CharField(
                                choices=[
                                    ("first_response", "First answer"),
                                    ("next_reply", "Next answer"),
                                    ("promise", "Date named"),
                                    ("resolution", "Done"),
                                    ("promised", "Promised date"),
                                    ("approval", "Approval"),
                                    ("ola", "Department's share"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("cycle", models.PositiveSmallIntegerField(default=1)),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "standard",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clocks",
                                to="sla.servicestandard",
                            ),
                        ),
                        (
                            "calendar_version",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clocks",
                                to="sla.calendarversion",
                            ),
                        ),
                        ("target_us", models.BigIntegerField(blank=True, null=True)),
                        ("consumed_us", models.BigIntegerField(default=0)),
                        (
                            "steps",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=10), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "Running"),
                                    ("paused", "Resting"),
                                    ("met", "Kept"),
                                    ("missed", "Broken"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="running",
                                max_length=9,
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("running_since", models.DateTimeField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("is_pinned", models.BooleanField(default=False)),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                        ("breached_at", models.DateTimeField(blank=True, null=True)),
                        ("overran_at", models.DateTimeField(blank=True, null=True)),
                        ("next_step", models.CharField(blank=True, max_length=10)),
                        ("next_fire_at", models.DateTimeField(blank=True, null=True)),
                        ("epoch", models.PositiveSmallIntegerField(default=1)),
                    ],
                    options={
                        "verbose_name": "clock",
                        "verbose_name_plural": "clocks",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("next_fire_at__isnull", False)),
                                fields=["next_fire_at"],
                                name="clock_to_fire",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["running", "paused"])),
                                fields=["calendar_version", "id"],
                                name="clock_by_hours",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "metric", "cycle", "department"),
                                name="clock_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["running", "paused", "met", "missed", "cancelled"])),
                                name="clock_known_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("due_at__isnull", False),
                                        ("running_since__isnull", False),
                                        ("state", "running"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "running"), _negated=True),
                                        ("next_fire_at", None),
                                        ("running_since", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="clock_running_since_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "paused"), _negated=True),
                                    ("due_at", None),
                                    ("is_pinned", True),
                                    _connector="OR",
                                ),
                                name="clock_paused_has_no_due_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["running", "paused"]), ("stopped_at", None)),
                                    models.Q(
                                        models.Q(("state__in", ["running", "paused"]), _negated=True),
                                        ("stopped_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="clock_stopped_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("target_us__gt", 0),
                                    models.Q(("is_pinned", True), ("target_us", None)),
                                    _connector="OR",
                                ),
                                name="clock_target_or_pin",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("consumed_us__gte", 0)), name="clock_consumed_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClockSegment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "clock",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="segments", to="sla.clock"
                            ),
                        ),
                        ("kind", models.CharField(choices=[("run", "Ran"), ("pause", "Rested")], max_length=5)),
                        ("from_at", models.DateTimeField()),
                        ("to_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=12)),
                        (
                            "calendar_version",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sla.calendarversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "clock piece",
                        "verbose_name_plural": "clock pieces",
                        "ordering": ["from_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("to_at", None)), fields=("clock",), name="segment_one_open_a_clock"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("to_at", None), ("to_at__gte", models.F("from_at")), _connector="OR"
                                ),
                                name="segment_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClockEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "clock",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="sla.clock",
                            ),
                        ),
                        ("epoch", models.PositiveSmallIntegerField()),
                        ("step", models.CharField(max_length=10)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("warning", "Warning"),
                                    ("superseded", "Warning overtaken by a later step"),
                                    ("breach", "Broken"),
                                    ("overdue", "Still not done"),
                                    ("revoked", "Not broken after all"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("occurred_at", models.DateTimeField()),
                        ("detected_at", models.DateTimeField()),
                        ("handled_at", models.DateTimeField(blank=True, null=True)),
                        ("action", models.CharField(blank=True, max_length=20)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("done", "done"),
                                    ("skipped", "not needed any more"),
                                    ("failed", "not possible"),
                                ],
                                max_length=8,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "clock event",
                        "verbose_name_plural": "clock events",
                        "ordering": ["occurred_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("handled_at", None)), fields=["id"], name="clock_event_to_handle"
                            ),
                            models.Index(
                                condition=models.Q(("outcome", "failed")),
                                fields=["detected_at"],
                                name="clock_event_failed",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("clock", "epoch", "step"), name="clock_event_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PackedHistory",
                    fields=[
                        ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("stamp", models.CharField(max_length=32)),
                        ("packed_at", models.DateTimeField(null=True)),
                        ("requests", models.BinaryField(default=b"")),
                        ("journal", models.BinaryField(default=b"")),
                        ("clocks", models.BinaryField(default=b"")),
                    ],
                    options={
                        "verbose_name": "packed history",
                        "verbose_name_plural": "packed history",
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceStandard",
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
                                related_name="standards",
                                to="requests_app.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="standards",
                                to="requests_app.service",
                                verbose_name="service",
                            ),
                        ),
                        (
                            "requester_department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="requests_app.department",
                                verbose_name="only for requests from",
                            ),
                        ),
                        (
                            "priority",
                            models.SmallIntegerField(
                                blank=True,
                                choices=[(1, "Critical"), (2, "High"), (3, "Normal"), (4, "Low")],
                                null=True,
                                verbose_name="only for priority",
                            ),
                        ),
                        (
                            "name",
                            requests_app.models.translated.TranslatedField(
                                default=requests_app.models.translated.Translated, verbose_name="name"
                            ),
                        ),
                        (
                            "pledge",
                            requests_app.models.translated.TranslatedField(
                                blank=True,
                                default=requests_app.models.translated.Translated,
                                verbose_name="promise in words",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(default=1, verbose_name="version")),
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
                            "valid",
                            django.contrib.postgres.fields.ranges.DateTimeRangeField(
                                blank=True, null=True, verbose_name="in force"
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="standards",
                                to="sla.businesscalendar",
                                verbose_name="working hours",
                            ),
                        ),
                        (
                            "pause_statuses",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12),
                                blank=True,
                                default=sla.models.standards.default_pauses,
                                size=None,
                                verbose_name="the clock rests while",
                            ),
                        ),
                        (
                            "reopening",
                            models.CharField(
                                choices=[("continue", "the same promise goes on"), ("new", "a new promise begins")],
                                default="continue",
                                max_length=8,
                                verbose_name="when it comes back",
                            ),
                        ),
                        ("checklist", models.JSONField(blank=True, default=list, verbose_name="quality checklist")),
                        (
                            "checked_by_another",
                            models.BooleanField(default=False, verbose_name="a colleague checks it"),
                        ),
                        ("shared_at", models.DateTimeField(blank=True, null=True)),
                        ("ready_at", models.DateTimeField(blank=True, null=True)),
                        ("edition", models.PositiveIntegerField(default=0)),
                        ("replay", models.JSONField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "shared_with",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="requests_app.department",
                                verbose_name="departments that were asked",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "service standard",
                        "verbose_name_plural": "service standards",
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("valid__isnull", False)),
                                expressions=[
                                    ("department", "="),
                                    (django.db.models.functions.comparison.Coalesce(models.F("service"), 0), "="),
                                    (
                                        django.db.models.functions.comparison.Coalesce(
                                            models.F("requester_department"), 0
                                        ),
                                        "=",
                                    ),
                                    (django.db.models.functions.comparison.Coalesce(models.F("priority"), 0), "="),
                                    ("valid", "&&"),
                                ],
                                name="standard_one_in_force_at_a_time",
                            ),
                            models.UniqueConstraint(
                                fields=("department", "service", "requester_department", "priority", "number"),
                                name="standard_number_once",
                                nulls_distinct=False,
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "draft")),
                                fields=("department", "service", "requester_department", "priority"),
                                name="standard_one_draft_at_a_time",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "draft"), ("valid__isnull", True)),
                                    models.Q(
                                        ("state", "published"), ("valid__isempty", False), ("valid__isnull", False)
                                    ),
                                    ("state", "retired"),
                                    _connector="OR",
                                ),
                                name="standard_published_has_range",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardTarget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "standard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="targets",
                                to="sla.servicestandard",
                            ),
                        ),
                        (
                            "metric",
                            models.CharField(
                                choices=[
                                    ("first_response", "First answer"),
                                    ("next_reply", "Next answer"),
                                    ("promise", "Date named"),
                                    ("resolution", "Done"),
                                    ("promised", "Promised date"),
                                    ("approval", "Approval"),
                                    ("ola", "Department's share"),
                                ],
                                max_length=16,
                                verbose_name="clock",
                            ),
                        ),
                        (
                            "priority",
                            models.SmallIntegerField(
                                blank=True,
                                choices=[(1, "Critical"), (2, "High"), (3, "Normal"), (4, "Low")],
                                null=True,
                                verbose_name="priority",
                            ),
                        ),
                        ("seconds", models.PositiveIntegerField(verbose_name="target in working seconds")),
                        (
                            "steps",
                            models.JSONField(
                                blank=True,
                                default=sla.models.standards.default_steps,
                                verbose_name="warnings and escalation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "target",
                        "verbose_name_plural": "targets",
                        "ordering": ["metric", models.OrderBy(models.F("priority"), nulls_first=True)],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("standard", "metric", "priority"),
                                name="target_once_a_priority",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(condition=models.Q(("seconds__gt", 0)), name="target_above_zero"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardComment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "standard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to="sla.servicestandard",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("text", models.TextField(max_length=2000, verbose_name="comment")),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "comment on a draft",
                        "verbose_name_plural": "comments on drafts",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistTick",
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
                                related_name="ticks",
                                to="requests_app.servicerequest",
                            ),
                        ),
                        ("key", models.CharField(max_length=40)),
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
                        "verbose_name": "ticked point",
                        "verbose_name_plural": "ticked points",
                        "constraints": [models.UniqueConstraint(fields=("request", "key"), name="checklist_tick_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistCheck",
                    fields=[
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="checklist_check",
                                serialize=False,
                                to="requests_app.servicerequest",
                            ),
                        ),
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
                        "verbose_name": "check by a colleague",
                        "verbose_name_plural": "checks by colleagues",
                    },
                ),
                migrations.CreateModel(
                    name="Recalculation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hours", "New working hours"),
                                    ("past", "Working hours corrected for the past"),
                                    ("standard", "Standard applied to open requests"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "calendar_version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="sla.calendarversion",
                            ),
                        ),
                        (
                            "standard",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="sla.servicestandard",
                            ),
                        ),
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
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("seen", models.PositiveIntegerField(default=0)),
                        ("moved", models.PositiveIntegerField(default=0)),
                        ("broke", models.PositiveIntegerField(default=0)),
                        ("revoked", models.PositiveIntegerField(default=0)),
                        ("failed", models.PositiveIntegerField(default=0)),
                        ("cursor", models.BigIntegerField(default=0)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("problem", models.TextField(blank=True)),
                        ("failures", models.JSONField(blank=True, default=list)),
                    ],
                    options={
                        "verbose_name": "recalculation",
                        "verbose_name_plural": "recalculations",
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("calendar_version__isnull", False), ("standard", None)),
                                    models.Q(("calendar_version", None), ("standard__isnull", False)),
                                    _connector="OR",
                                ),
                                name="recalculation_of_one_thing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClockAudit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("checked", models.PositiveIntegerField()),
                        ("differences", models.JSONField(default=list)),
                        ("differing", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "audit of the clocks",
                        "verbose_name_plural": "audits of the clocks",
                        "ordering": ["-at", "-id"],
                    },
                ),
            ],
        ),
        # Clocks are rewritten often and few are due: dead index entries must go early, updates stay on their page.
        migrations.RunSQL(
            "ALTER TABLE sla_clock SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0,"
            " autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0,"
            " autovacuum_analyze_threshold = 5000, autovacuum_vacuum_cost_delay = 0)",
            "ALTER TABLE sla_clock RESET (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,"
            " autovacuum_analyze_scale_factor, autovacuum_analyze_threshold, autovacuum_vacuum_cost_delay)",
        ),
        # Numbers that rise hardly shrink; unpacking what was shrunk takes longer than reading it.
        migrations.RunSQL(
            "ALTER TABLE sla_packedhistory ALTER COLUMN requests SET STORAGE EXTERNAL,"
            " ALTER COLUMN journal SET STORAGE EXTERNAL, ALTER COLUMN clocks SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
    ]
