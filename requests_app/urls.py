"""People's pages. A verb is a small resource below its request, with its own address."""

from django.urls import URLPattern, URLResolver, include, path

from .views import (
    attachments,
    drafts,
    form_builder,
    home,
    queue,
    queue_bulk,
    queue_export,
    queue_news,
    queue_views,
    requests,
    search,
    services,
    thanks,
    verbs,
)

service_urls = [
    path("", services.index, name="list"),
    path("<slug:dept>/", services.department, name="department"),
    path("<slug:dept>/<slug:code>/", services.detail, name="detail"),
    path("<slug:dept>/<slug:code>/pledge/", services.pledge, name="pledge"),
    path("<slug:dept>/<slug:code>/similar/", services.similar, name="similar"),
    path("<slug:dept>/<slug:code>/form/", form_builder.form, name="form"),
    path("<slug:dept>/<slug:code>/form/publication/", form_builder.publication, name="form_publication"),
    path("<slug:dept>/<slug:code>/form/preview/", form_builder.preview, name="form_preview"),
    path("<slug:dept>/<slug:code>/form/removal/", form_builder.removal, name="form_removal"),
    path("<slug:dept>/<slug:code>/form/<int:number>/", form_builder.version, name="form_version"),
]
request_urls: list[URLPattern | URLResolver] = [
    path("requests/", requests.mine, name="mine"),
    path("requests/<int:pk>/", requests.detail, name="detail"),
    path("requests/<int:pk>/", include(verbs.urls())),
    path("requests/<int:pk>/", include("requests_app.conversation_urls")),
    path("requests/<int:pk>/thanks/", thanks.say, name="thanks"),
    path("waiting/", requests.waiting, name="waiting"),
]
thanks_urls = [
    path("", thanks.wall, name="wall"),
    path("received/", thanks.received, name="received"),
    path("<int:pk>/showing/", thanks.showing, name="showing"),
    path("<int:pk>/keeping/", thanks.keeping, name="keeping"),
]
attachment_urls = [
    path("", attachments.index, name="list"),
    path("<uuid:pk>/", attachments.download, name="download"),
    path("<uuid:pk>/large/", attachments.preview, {"size": "large"}, name="large"),
    path("<uuid:pk>/thumb/", attachments.preview, {"size": "thumb"}, name="thumb"),
    path("<uuid:pk>/discard/", attachments.discard, name="discard"),
    path("<uuid:pk>/removal/", attachments.removal, name="removal"),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.results, name="search"),
    path("colleagues/", services.colleagues, name="colleagues"),
    path("", include("requests_app.filing_urls")),
    path("services/", include((service_urls, "services"))),
    path("", include((request_urls, "requests"))),
    path("thanks/", include((thanks_urls, "thanks"))),
    path("attachments/", include((attachment_urls, "attachments"))),
    path("queue/<slug:dept>/", queue.queue, name="queue"),
    path("queue/<slug:dept>/views/new/", queue_views.new, name="queue_view_new"),
    path("queue/<slug:dept>/views/<int:pk>/", queue_views.edit, name="queue_view"),
    path("queue/<slug:dept>/views/<int:pk>/query/", queue_views.query, name="queue_view_query"),
    path("queue/<slug:dept>/views/<int:pk>/removal/", queue_views.removal, name="queue_view_removal"),
    path("queue/<slug:dept>/views/<int:pk>/restoration/", queue_views.restoration, name="queue_view_restoration"),
    path("queue/<slug:dept>/bulk/", queue_bulk.new, name="queue_bulk"),
    path("queue/<slug:dept>/bulk/<int:pk>/", queue_bulk.batch, name="queue_batch"),
    path("queue/<slug:dept>/bulk/<int:pk>/undoing/", queue_bulk.undoing, name="queue_batch_undoing"),
    path("queue/<slug:dept>/export/<slug:kind>/", queue_export.export, name="queue_export"),
    path("queue/<slug:dept>/news/", queue_news.news, name="queue_news"),
    path("queue/<slug:dept>/next/", queue.next_one, name="queue_next"),
    path("", include("requests_app.account_urls", namespace="accounts")),
    path("notifications/", include("requests_app.notification_urls", namespace="notifications")),
    path("canned-replies/", include("requests_app.canned_urls", namespace="canned")),
    path("drafts/<slug:place>/", drafts.draft, name="draft"),
    path("people/", include("requests_app.people_urls", namespace="people")),
    path("administration/", include("requests_app.administration_urls", namespace="administration")),
    path("absences/", include("requests_app.absence_urls", namespace="absences")),
    path("catalogue/", include("requests_app.catalogue_urls", namespace="catalogue")),
    path("team/", include("requests_app.team_urls", namespace="team")),
    path("approvals/", include("requests_app.approval_urls", namespace="approvals")),
    path("notices/", include("requests_app.notice_urls", namespace="notices")),
    path("articles/", include("requests_app.article_urls", namespace="articles")),
]
