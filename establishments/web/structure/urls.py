"""Establishments, entities, territories, funders."""

from django.urls import URLPattern, URLResolver, path

from establishments.web.structure import arrivals, changes, groups, lists, page

app_name = "establishments"
SITE = "establishments/<str:code>/"
ENTITY = "structure/entities/<str:code>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("establishments/", lists.establishment_list, name="list"),
    path(SITE, page.establishment_page, name="detail"),
    path(f"{SITE}edit/", changes.edit, name="edit"),
    path(f"{SITE}transfer/", changes.transfer, name="transfer"),
    path(f"{SITE}capacities/", changes.capacities, name="capacities"),
    path(f"{SITE}exit/", changes.leave, name="exit"),
    path(f"{SITE}link/", changes.link, name="link"),
    path(f"{SITE}fundings/new/", changes.funding, name="funding"),
    path(f"{SITE}fundings/<int:pk>/end/", changes.funding_stop, name="funding-end"),
    path(f"{SITE}undo/entry/", changes.undo_entry, name="undo-entry"),
    path(f"{SITE}undo/transfer/", changes.undo_transfer, name="undo-transfer"),
    path(f"{SITE}undo/exit/", changes.undo_exit, name="undo-exit"),
    path(f"{SITE}undo/link/", changes.undo_links, name="undo-link"),
    path(f"{SITE}undo/capacities/<str:measure>/", changes.undo_capacity, name="undo-capacity"),
    path("register/", arrivals.register, name="register"),
    path("register/<str:code>/enter/", arrivals.enter, name="enter"),
    path("structure/", groups.structure, name="structure"),
    path("structure/new/establishment/", arrivals.open_new, name="new"),
    path("structure/new/entity/", groups.entity_new, name="entity-new"),
    path("structure/new/territory/", groups.territory_new, name="territory-new"),
    path("structure/new/funder/", groups.funder_new, name="funder-new"),
    path(ENTITY, groups.entity, name="entity"),
    path(f"{ENTITY}edit/", groups.entity_edit, name="entity-edit"),
    path(f"{ENTITY}method/", groups.entity_method, name="entity-method"),
    path(f"{ENTITY}holding/", groups.entity_holding, name="entity-holding"),
    path(f"{ENTITY}undo/method/", groups.undo_method, name="undo-method"),
    path(f"{ENTITY}undo/holding/<str:owner>/", groups.undo_holding, name="undo-holding"),
    path("structure/territories/<str:code>/", groups.territory_edit, name="territory-edit"),
    path("structure/funders/<str:code>/", groups.funder_edit, name="funder-edit"),
]
