from django.urls import path

from dashboards import api

app_name = "dashboards_api"
urlpatterns = [path("figures/", api.Figures.as_view(), name="figures")]
