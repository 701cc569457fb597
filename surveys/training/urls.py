"""Below /training/."""

from django.urls import path

from . import views, writing_views

app_name = "training"
urlpatterns = [
    path("", views.index, name="list"),
    path("needs/", views.needs, name="needs"),
    path("improvements/<int:improvement>/new/", writing_views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/training.ics", views.calendar, name="calendar"),
    path("<int:pk>/place/", views.place, name="place"),
    path("<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("<int:pk>/edit/", writing_views.edit, name="edit"),
    path("<int:pk>/cancellation/", writing_views.cancellation, name="cancellation"),
    path("<int:pk>/attendance/", writing_views.attendance, name="attendance"),
]
