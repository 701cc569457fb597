"""Below /people/."""

from django.urls import path

from .views import people

app_name = "people"
urlpatterns = [
    path("", people.people_list, name="list"),
    path("invitation/", people.invite, name="invite"),
    path("<int:pk>/", people.edit, name="edit"),
    path("<int:pk>/invitation/", people.invite_again, name="invite_again"),
    path("<int:pk>/deactivation/", people.deactivation, name="deactivation"),
    path("<int:pk>/handing-on/", people.leaving, name="leaving"),
    path("<int:pk>/handing-on/attempt/", people.leaving_again, name="leaving_again"),
    path("<int:pk>/activation/", people.activation, name="activation"),
]
