"""Below /api/v1/catalogue/."""

from django.urls import path

from . import approving, forms, routing, services, templates

DEPARTMENT = "catalogue/<slug:department>/"
SERVICE = f"{DEPARTMENT}services/<slug:code>/"
urlpatterns = [
    path(f"{DEPARTMENT}services/", services.Offers.as_view(), name="catalogue_services"),
    path(f"{DEPARTMENT}routing/", routing.OfDepartment.as_view(), name="catalogue_usual_routing"),
    path(f"{DEPARTMENT}approver-groups/", approving.Groups.as_view(), name="approver_groups"),
    path(f"{DEPARTMENT}approver-groups/<int:pk>/", approving.OneGroup.as_view(), name="approver_group"),
    path(SERVICE, services.OneOffer.as_view(), name="catalogue_service"),
    path(f"{SERVICE}publication/", services.Publication.as_view(), name="catalogue_publication"),
    path(f"{SERVICE}retirement/", services.Retirement.as_view(), name="catalogue_retirement"),
    path(f"{SERVICE}triage/", services.Triage.as_view(), name="catalogue_triage"),
    path(f"{SERVICE}routing/", routing.OfService.as_view(), name="catalogue_routing"),
    path(f"{SERVICE}approval-rule/", approving.Rule.as_view(), name="approval_rule"),
    path(f"{SERVICE}form/", forms.ServiceForm.as_view(), name="catalogue_form"),
    path(f"{SERVICE}form/versions/", forms.Versions.as_view(), name="catalogue_form_versions"),
    path(f"{SERVICE}form/draft/", forms.Draft.as_view(), name="catalogue_form_draft"),
    path(f"{SERVICE}form/draft/publication/", forms.Publication.as_view(), name="catalogue_form_publication"),
    path(f"{SERVICE}templates/", templates.Templates.as_view(), name="catalogue_templates"),
    path(f"{SERVICE}templates/<int:pk>/", templates.OneTemplate.as_view(), name="catalogue_template"),
]
