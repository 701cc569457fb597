from django.urls import path

from sla import api

app_name = "sla_api"
urlpatterns = [
    path("requests/<int:number>/clocks/", api.clocks, name="clocks"),
    path("requests/<int:number>/standard/", api.standard, name="standard"),
]
