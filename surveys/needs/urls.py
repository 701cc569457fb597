"""Below /needs/."""

from django.urls import path

from . import views

app_name = "needs"
urlpatterns = [
    path("", views.index, name="list"),
    path("departments/<slug:dept>/new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/step/", views.step, name="step"),
    path("<int:pk>/step-back/", views.step_back, name="step_back"),
    path("<int:pk>/<slug:of>/<int:one>/removal/", views.removal, name="removal"),
    path("<int:pk>/need/<int:one>/improvement/", views.improvement, name="improvement"),
    path("<int:pk>/<slug:what>/", views.change, name="change"),
]
