"""The pipeline and the room of a file."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.web.pipeline import board, changes, gates, members, room

urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.board, name="board"),
    path("list/", board.deals, name="list"),
    path("deals/new/", changes.deal_new, name="deal-new"),
    path("deals/<str:code>/", room.deal, name="deal"),
    path("deals/<str:code>/edit/", changes.deal_edit, name="deal-edit"),
    path("deals/<str:code>/move/", gates.move, name="deal-move"),
    path("deals/<str:code>/lose/", changes.deal_lost, name="deal-lose"),
    path("deals/<str:code>/reopen/", gates.reopen, name="deal-reopen"),
    path("deals/<str:code>/gates/<str:stage>/<str:item>/<str:verb>/", gates.answer, name="deal-gate"),
    path("deals/<str:code>/sites/new/", changes.target_new, name="target-new"),
    path("deals/<str:code>/sites/<int:pk>/", changes.target_edit, name="target-edit"),
    path("deals/<str:code>/sites/<int:pk>/remove/", gates.target_drop, name="target-remove"),
    path("deals/<str:code>/members/", members.members, name="members"),
    path("deals/<str:code>/members/new/", members.member_new, name="member-new"),
    path("deals/<str:code>/members/<int:pk>/leave/", members.leave, name="member-leave"),
]
