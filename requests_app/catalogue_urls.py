"""Below /catalogue/: what departments offer, for those who decide it."""

from django.urls import path

from .views import catalogue

app_name = "catalogue"
urlpatterns = [
    path("<slug:dept>/", catalogue.index, name="index"),
    path("<slug:dept>/new/", catalogue.new, name="new"),
    path("<slug:dept>/services/<slug:code>/", catalogue.edit, name="edit"),
    path("<slug:dept>/services/<slug:code>/publication/", catalogue.publication, name="publication"),
    path("<slug:dept>/services/<slug:code>/retirement/", catalogue.retirement, name="retirement"),
]
