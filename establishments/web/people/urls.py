"""People and their mandates."""

from django.urls import URLPattern, URLResolver, path

from establishments.web.people import actions, lists, page

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("people/", lists.people_list, name="list"),
    path("people/invite/", lists.invite, name="invite"),
    path("people/scopes/", lists.scopes, name="scopes"),
    path("people/<int:pk>/", page.detail, name="detail"),
    path("people/<int:pk>/mandates/", actions.add, name="mandate-add"),
    path("people/<int:pk>/mandates/<int:mandate>/end/", actions.end, name="mandate-end"),
    path("people/<int:pk>/mandates/<int:mandate>/withdraw/", actions.withdraw, name="mandate-withdraw"),
    path("people/<int:pk>/deactivate/", actions.deactivate, name="deactivate"),
    path("people/<int:pk>/reactivate/", actions.reactivate, name="reactivate"),
    path("people/<int:pk>/invitation/send/", actions.send_invitation, name="invitation-send"),
    path("people/<int:pk>/invitation/cancel/", actions.cancel_invitation, name="invitation-cancel"),
]
