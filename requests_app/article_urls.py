"""Below /articles/: what departments explain."""

from django.urls import path

from .views import article_writing, articles

app_name = "articles"
urlpatterns = [
    path("departments/<slug:dept>/", articles.department, name="department"),
    path("departments/<slug:dept>/new/", article_writing.new, name="new"),
    path("<int:pk>/", articles.detail, name="detail"),
    path("<int:pk>/answer/", articles.answer, name="answer"),
    path("<int:pk>/solution/", articles.solution, name="solution"),
    path("<int:pk>/edit/", article_writing.edit, name="edit"),
    path("<int:pk>/archival/", article_writing.archival, name="archival"),
    path("<int:pk>/removal/", article_writing.removal, name="removal"),
    path("<int:pk>/review/", article_writing.review, name="review"),
    path("<int:pk>/versions/<int:number>/", article_writing.version, name="version"),
    path("<int:pk>/versions/<int:number>/restoration/", article_writing.restoration, name="restoration"),
]
