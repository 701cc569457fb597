"""Texts that Django brings speak to people as the portal does."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from requests_app.models import User


@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_rules_of_passwords_are_polite_in_every_language(language: str) -> None:
    with override(language):
        said = " ".join(password_validators_help_texts())
        with pytest.raises(ValidationError) as refused:
            validate_password("12345678", User(email="ada@example.com"))
        said += " ".join(refused.value.messages)
    assert "你" not in said
    assert "password" not in said.lower()
