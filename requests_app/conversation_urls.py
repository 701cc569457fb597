"""Around the box one writes in, below a request."""

from django.urls import path

from .views import conversation

urlpatterns = [
    path("composition/", conversation.composition, name="composition"),
    path("canned/<int:reply>/", conversation.canned_text, name="canned_text"),
    path("quotations/<int:message>/", conversation.quotation, name="quotation"),
    path("mentionable/", conversation.mentionable, name="mentionable"),
    path("messages/<int:message>/edition/", conversation.edition, name="edition"),
]
