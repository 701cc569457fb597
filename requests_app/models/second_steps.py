"""What somebody shows beside their password when they sign in: an app's codes, or one of a few on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SecondStep(models.Model):
    """One a person, from the first code that was right. Written by `second_step` alone."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_step")
    # Not the key of the codes: that comes out of this and SECRET_KEY, so that a copy of the database makes no code.
    seed = models.CharField(max_length=43)
    # A code counts for half a minute and is taken once: the last half minute of which one was taken.
    last_used = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"


class RecoveryCode(models.Model):
    """Stands in for the app once. A code has 120 bits, so its plain digest tells nothing about it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.person_id}"
