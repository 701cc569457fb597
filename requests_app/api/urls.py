"""Below /api/v1/. Other apps have theirs in `api_urls`."""

from django.urls import path

from . import about, absences, batches, canned, conversation, filing, lookups, queue_views, searching, verbs
from .catalogue import urls as catalogue
from .publishing import urls as publishing

app_name = "api"
urlpatterns = [
    path("me/", about.Me.as_view(), name="me"),
    path("requests/", filing.Requests.as_view(), name="requests"),
    path("requests/<int:number>/", filing.OneRequest.as_view(), name="request"),
    path("requests/<int:number>/verbs/", verbs.Offered.as_view(), name="verbs"),
    *verbs.urlpatterns,
    path("requests/<int:number>/parts/", filing.Parts.as_view(), name="parts"),
    path("requests/<int:number>/messages/", conversation.Messages.as_view(), name="messages"),
    path("requests/<int:number>/messages/<int:message>/", conversation.OneMessage.as_view(), name="message"),
    path("requests/<int:number>/journal/", conversation.Journal.as_view(), name="journal"),
    path("requests/<int:number>/participants/", conversation.Followers.as_view(), name="participants"),
    path("requests/<int:number>/files/", conversation.RequestFiles.as_view(), name="request_files"),
    path("requests/<int:number>/thanks/", conversation.SayThanks.as_view(), name="thanks"),
    path("files/", conversation.Files.as_view(), name="files"),
    path("files/<uuid:pk>/", conversation.OneFile.as_view(), name="file"),
    path("files/<uuid:pk>/content/", conversation.FileContent.as_view(), name="file_content"),
    path("files/<uuid:pk>/removal/", conversation.FileRemoval.as_view(), name="file_removal"),
    path("approvals/", lookups.Approvals.as_view(), name="approvals"),
    path("search/", searching.Search.as_view(), name="search"),
    path("services/", lookups.Services.as_view(), name="services"),
    path("services/<slug:department>/<slug:code>/", lookups.OneService.as_view(), name="service"),
    path("services/<slug:department>/<slug:code>/form/", lookups.ServiceForm.as_view(), name="service_form"),
    path("departments/", lookups.Departments.as_view(), name="departments"),
    path("departments/<slug:code>/", lookups.OneDepartment.as_view(), name="department"),
    path("departments/<slug:code>/queue/", lookups.Queue.as_view(), name="queue"),
    path("departments/<slug:code>/queue/views/", queue_views.QueueViews.as_view(), name="queue_views"),
    path("departments/<slug:code>/queue/views/<int:pk>/", queue_views.OneQueueView.as_view(), name="queue_view"),
    path(
        "departments/<slug:code>/queue/views/<int:pk>/restoration/",
        queue_views.Restoration.as_view(),
        name="queue_view_restoration",
    ),
    path("departments/<slug:code>/batches/", batches.Batches.as_view(), name="batches"),
    path("departments/<slug:code>/batches/preview/", batches.Outlook.as_view(), name="batches_preview"),
    path("departments/<slug:code>/batches/<int:pk>/", batches.OneBatch.as_view(), name="batch"),
    path("departments/<slug:code>/batches/<int:pk>/results/", batches.Results.as_view(), name="batch_results"),
    path("departments/<slug:code>/batches/<int:pk>/undoing/", batches.Undoing.as_view(), name="batch_undoing"),
    path("people/", lookups.People.as_view(), name="people"),
    path("waiting-reasons/", lookups.WaitingReasons.as_view(), name="waiting_reasons"),
    *publishing.urlpatterns,
    *catalogue.urlpatterns,
    path("absences/", absences.Absences.as_view(), name="absences"),
    path("absences/<int:pk>/", absences.OneAbsence.as_view(), name="absence"),
    path("canned-replies/", canned.CannedReplies.as_view(), name="canned_replies"),
    path("canned-replies/<int:pk>/", canned.OneCannedReply.as_view(), name="canned_reply"),
    path("schema/", about.Schema.as_view(), name="schema"),
    path("docs/", about.docs, name="docs"),
]
