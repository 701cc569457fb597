"""The page about the tables says what the models say."""

from pathlib import Path

from django.conf import settings

from operations.data_model import page


def test_the_page_is_up_to_date() -> None:
    written = (Path(settings.BASE_DIR) / "docs" / "data-model.md").read_text(encoding="utf-8")
    assert written == page(), "run ./portal manage data_model"


def test_every_table_says_what_it_holds_and_what_it_points_at() -> None:
    text = page()
    assert "ServiceRequest ||--o{ RequestEvent : request" in text
    assert "| `RequestEvent` | One line of the journal" in text
