from django.urls import path

from dashboards import api, api_company
from dashboards.meetings import api as meetings

app_name = "dashboards_api"
urlpatterns = [
    path("figures/", api.Figures.as_view(), name="figures"),
    path("company/figures/", api_company.Company.as_view(), name="company"),
    path("company/pairs/", api_company.Pairs.as_view(), name="pairs"),
    path("company/pairs/<slug:asking>/<slug:department>/", api_company.OnePair.as_view(), name="pair"),
    path("service-reviews/", meetings.Reviews.as_view(), name="service_reviews"),
    path("service-reviews/meetings/<int:meeting>/agenda/", meetings.Agenda.as_view(), name="agenda"),
]
