"""Below /suggestions/."""

from django.urls import path

from . import views

app_name = "suggestions"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/support/", views.support, name="support"),
    path("<uuid:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("<uuid:pk>/answer/", views.answering, name="answer"),
    path("<uuid:pk>/improvement/", views.improvement, name="improvement"),
]
