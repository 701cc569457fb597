"""Figures that are of no single department: of the company, of pairs, of those who ask, and one's own."""

from django.urls import path

from dashboards.chains import views as chains
from dashboards.company import views
from dashboards.company import waited_views as waited
from dashboards.mine import views as mine
from dashboards.outside import views as outside
from dashboards.pairs import views as pairs
from dashboards.requesters import views as requesters
from dashboards.steering import views as steering

app_name = "figures"
urlpatterns = [
    path("", views.overview, name="company"),
    path("waiting/", views.waiting_list, name="waiting"),
    path("waited/", waited.waited, name="waited"),
    path("waited/requests/", waited.requests, name="waited_requests"),
    path("pairs/", pairs.index, name="pairs"),
    path("pairs/<slug:asking>/<slug:code>/", pairs.pair, name="pair"),
    path("pairs/<slug:asking>/<slug:code>/requests/", pairs.requests, name="pair_requests"),
    path("chains/", chains.index, name="chains"),
    path("chains/requests/", chains.requests, name="chain_requests"),
    path("outside/", outside.index, name="outside"),
    path("outside/requests/", outside.requests, name="outside_requests"),
    path("goals/<slug:code>/", steering.index, name="steering"),
    path("goals/<slug:code>/new/", steering.goal_new, name="goal_new"),
    path("goals/<slug:code>/annotation/", steering.annotation_new, name="annotation_new"),
    path("goal/<int:pk>/", steering.goal, name="goal"),
    path("goal/<int:pk>/removal/", steering.goal_removal, name="goal_removal"),
    path("annotation/<int:pk>/", steering.annotation, name="annotation"),
    path("annotation/<int:pk>/removal/", steering.annotation_removal, name="annotation_removal"),
    path("asked/<slug:code>/", requesters.asked, name="asked"),
    path("asked/<slug:code>/requests/", requesters.requests, name="asked_requests"),
    path("mine/", mine.mine, name="mine"),
    path("mine/requests/", mine.requests, name="mine_requests"),
]
