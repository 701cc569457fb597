"""Notices, articles and information below /api/v1/."""

from django.urls import path

from . import articles, information, notices

urlpatterns = [
    path("notices/", notices.Notices.as_view(), name="notices"),
    path("notices/<int:pk>/", notices.OneNotice.as_view(), name="notice"),
    path("notices/<int:pk>/publication/", notices.Publication.as_view(), name="notice_publication"),
    path("notices/<int:pk>/ending/", notices.Ending.as_view(), name="notice_ending"),
    path("notices/<int:pk>/me-too/", notices.MeToo.as_view(), name="notice_me_too"),
    path("articles/", articles.Articles.as_view(), name="articles"),
    path("articles/<int:pk>/", articles.OneArticle.as_view(), name="article"),
    path("articles/<int:pk>/publication/", articles.Publication.as_view(), name="article_publication"),
    path("articles/<int:pk>/archival/", articles.Archival.as_view(), name="article_archival"),
    path("articles/<int:pk>/review/", articles.Review.as_view(), name="article_review"),
    path("articles/<int:pk>/answer/", articles.Answer.as_view(), name="article_answer"),
    path("articles/<int:pk>/versions/", articles.Versions.as_view(), name="article_versions"),
    path(
        "articles/<int:pk>/versions/<int:number>/restoration/",
        articles.Restoration.as_view(),
        name="article_restoration",
    ),
    path("information/", information.AllInformation.as_view(), name="information_list"),
    path("information/<int:pk>/", information.OneInformation.as_view(), name="information"),
    path("information/<int:pk>/confirmation/", information.Confirmation.as_view(), name="information_confirmation"),
    path("information/<int:pk>/archival/", information.Archival.as_view(), name="information_archival"),
    path("information/<int:pk>/publication/", information.Publication.as_view(), name="information_publication"),
    path("information/<int:pk>/subscription/", information.Subscription.as_view(), name="information_subscription"),
    path("information/<int:pk>/versions/", information.Versions.as_view(), name="information_versions"),
    path(
        "information/<int:pk>/versions/<int:number>/restoration/",
        information.Restoration.as_view(),
        name="information_restoration",
    ),
]
