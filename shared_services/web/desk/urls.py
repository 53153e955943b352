"""The catalogue of services, and requests."""

from django.urls import URLPattern, URLResolver, path

from shared_services.web.desk import catalogue, requests

urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<int:pk>/ask/", catalogue.ask, name="service-ask"),
    path("catalogue/<int:pk>/edit/", catalogue.service_edit, name="service-edit"),
    path("catalogue/<int:pk>/price/", catalogue.service_price, name="service-price"),
    path("departments/<str:code>/services/new/", catalogue.service_new, name="service-new"),
    path("requests/", requests.requests, name="requests"),
    path("requests/board/", requests.board, name="board"),
    path("requests/<int:pk>/", requests.one, name="request"),
    path("requests/<int:pk>/files/<int:number>/", requests.file, name="request-file"),
    path("requests/<int:pk>/<slug:name>/", requests.move, name="request-move"),
]
