from django.urls import path

from sla import api

app_name = "sla_api"
urlpatterns = [
    path("requests/<int:number>/clocks/", api.Clocks.as_view(), name="clocks"),
    path("requests/<int:number>/standard/", api.Standard.as_view(), name="standard"),
]
