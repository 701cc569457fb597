"""Answers of a survey that was held elsewhere, brought in as a survey that has closed: see docs/import-answers.md."""
