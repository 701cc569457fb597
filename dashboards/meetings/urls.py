from django.urls import path

from . import views, writing_views

app_name = "meetings"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", writing_views.new, name="new"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/planning/", writing_views.plan, name="plan"),
    path("<int:pk>/ending/", writing_views.ending, name="ending"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("meetings/<int:pk>/requests/", views.requests, name="requests"),
    path("meetings/<int:pk>/service-review.ics", views.calendar, name="calendar"),
    path("meetings/<int:pk>/edit/", writing_views.edit, name="edit"),
    path("meetings/<int:pk>/invitation/", writing_views.invitation, name="invitation"),
    path("meetings/<int:pk>/people/<int:person>/removal/", writing_views.leaving_out, name="leaving_out"),
    path("meetings/<int:pk>/cancellation/", writing_views.cancellation, name="cancellation"),
    path("meetings/<int:pk>/holding/", writing_views.holding, name="holding"),
    path("meetings/<int:pk>/decision/", writing_views.decision, name="decision"),
]
