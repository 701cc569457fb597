"""Below /people/."""

from django.urls import path

from .views import people, people_import

app_name = "people"
urlpatterns = [
    path("", people.people_list, name="list"),
    path("invitation/", people.invite, name="invite"),
    path("import/", people_import.upload, name="import"),
    path("import/sample/", people_import.sample, name="import_sample"),
    path("import/<int:pk>/", people_import.preview, name="import_preview"),
    path("import/<int:pk>/problems/", people_import.problems, name="import_problems"),
    path("import/<int:pk>/start/", people_import.start, name="import_start"),
    path("import/<int:pk>/report/", people_import.report, name="import_report"),
    path("import/<int:pk>/attempt/", people_import.attempt, name="import_attempt"),
    path("<int:pk>/", people.edit, name="edit"),
    path("<int:pk>/invitation/", people.invite_again, name="invite_again"),
    path("<int:pk>/deactivation/", people.deactivation, name="deactivation"),
    path("<int:pk>/handing-on/", people.leaving, name="leaving"),
    path("<int:pk>/handing-on/attempt/", people.leaving_again, name="leaving_again"),
    path("<int:pk>/second-step/removal/", people.second_step_removal, name="second_step_removal"),
    path("<int:pk>/activation/", people.activation, name="activation"),
]
