"""What the page of a service says of its quality reviews."""

from __future__ import annotations

from typing import Any

from django import template

from requests_app.models import Service
from requests_app.phrases import listed
from surveys.review_sums import PEOPLE, sums_of_service
from surveys.rules import K

register = template.Library()


@register.inclusion_tag("reviews/_service_card.html")
def reviews_of_service(service: Service) -> dict[str, Any]:
    """Sample, rubric and released sum, for whoever edits the catalogue; where nothing is reviewed, how to begin."""
    sums = sums_of_service(service)
    reviewers = sums.rubric.reviewers.by_name() if sums else []
    return {"service": service, "sums": sums, "reviewers": listed(reviewers), "k": K, "people": PEOPLE}
