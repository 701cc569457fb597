from django.db import migrations


def fill(apps, schema_editor):
    """Every approval so far was a round of one step with one approver."""
    Approval = apps.get_model("requests_app", "Approval")
    Round = apps.get_model("requests_app", "ApprovalRound")
    Step = apps.get_model("requests_app", "ApprovalStep")
    for approval in Approval.objects.filter(step=None).order_by("pk").iterator():
        one = Round.objects.create(
            request_id=approval.request_id,
            asked_by_id=approval.asked_by_id,
            asked_at=approval.asked_at,
            question={"en": approval.question},
            outcome=approval.verdict,
            ended_at=approval.decided_at,
        )
        step = Step.objects.create(
            round=one, number=1, chosen="people", needed=1, opened_at=approval.asked_at, closed_at=approval.decided_at
        )
        Approval.objects.filter(pk=approval.pk).update(step=step)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0014_rounds_of_approvals_rules_and_absences")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
