"""Which app answers which path. Verbs have their own paths, below the thing they change."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("requests_app.urls")),
    path("standards/", include("sla.urls")),
    path("ratings/", include("surveys.urls")),
    path("surveys/", include("surveys.campaigns.urls")),
    path("questionnaires/", include("surveys.questionnaires.urls")),
    path("questions/", include("surveys.questionnaires.question_urls")),
    path("surveys/", include("surveys.results.urls")),
    path("reviews/", include("surveys.review_urls")),
    path("improvements/", include("surveys.improving.urls")),
    path("needs/", include("surveys.needs.urls")),
    path("training/", include("surveys.training.urls")),
    path("suggestions/", include("surveys.suggestions.urls")),
    path("dashboards/", include("dashboards.urls")),
    path("reports/", include("dashboards.reports.urls")),
    path("service-reviews/", include("dashboards.meetings.urls")),
    path("morning/", include("dashboards.morning.urls")),
    path("figures/", include("dashboards.company.urls")),
    path("api/v1/", include("requests_app.api.urls")),
    path("api/v1/administration/", include("requests_app.api.administration.urls")),
    path("api/v1/", include("sla.api.urls")),
    path("api/v1/", include("surveys.api_urls")),
    path("api/v1/", include("dashboards.api_urls")),
    path("setup/", include("operations.setup.urls")),
    path("", include("operations.urls")),
]

handler400 = "requests_app.views.errors.bad_request"
handler403 = "requests_app.views.errors.forbidden"
handler404 = "requests_app.views.errors.not_found"
handler500 = "requests_app.views.errors.server_error"
