"""Below /api/v1/. Other apps have theirs in `api_urls`."""

from django.urls import path

from . import about

app_name = "api"
urlpatterns = [
    path("me/", about.Me.as_view(), name="me"),
    path("schema/", about.Schema.as_view(), name="schema"),
    path("docs/", about.docs, name="docs"),
]
