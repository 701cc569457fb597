"""Below /api/v1/administration/."""

from django.urls import path

from . import departments, leaving, people, reorganising

app_name = "administration_api"
urlpatterns = [
    path("people/", people.People.as_view(), name="people"),
    path("people/<int:person>/", people.OnePerson.as_view(), name="person"),
    path("people/<int:person>/invitation/", people.Invitation.as_view(), name="invitation"),
    path("people/<int:person>/activation/", people.Activation.as_view(), name="activation"),
    path("people/<int:person>/deactivation/", leaving.Deactivation.as_view(), name="deactivation"),
    path("departments/", departments.Departments.as_view(), name="departments"),
    path("departments/<slug:code>/", departments.OneDepartment.as_view(), name="department"),
    path("departments/<slug:code>/closing/", departments.Closing.as_view(), name="closing"),
    path("departments/<slug:code>/opening/", departments.Opening.as_view(), name="opening"),
    path("departments/<slug:code>/merger/", reorganising.Merger.as_view(), name="merger"),
    path("departments/<slug:code>/split/", reorganising.Split.as_view(), name="split"),
    path("departments/<slug:code>/split/preview/", reorganising.SplitOutlook.as_view(), name="split_preview"),
    path("departments/<slug:code>/reorganisation/", reorganising.Reorganisation.as_view(), name="reorganisation"),
    path("departments/<slug:code>/reorganisation/attempt/", reorganising.Attempt.as_view(), name="attempt"),
]
