"""The API of consolidated figures, below `/api/v1/`."""

from django.urls import URLPattern, URLResolver, path

from groupe.consolidation.api import benchmark, closes, eliminations, explain, pro_forma, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("consolidation/", views.Consolidation.as_view(), name="api-consolidation"),
    path("consolidation/bridge/", views.BridgeView.as_view(), name="api-consolidation-bridge"),
    path("consolidation/pro-forma/", pro_forma.ProFormaView.as_view(), name="api-consolidation-pro-forma"),
    path("consolidation/children/", views.Children.as_view(), name="api-consolidation-children"),
    path("consolidation/benchmark/", benchmark.Benchmark.as_view(), name="api-consolidation-benchmark"),
    path("consolidation/explain/", explain.Explain.as_view(), name="api-consolidation-explain"),
    path("consolidation/eliminations/", eliminations.EliminationsView.as_view(), name="api-consolidation-eliminations"),
    path("closes/", closes.Closes.as_view(), name="api-closes"),
    path("closes/<str:period>/", closes.Period.as_view(), name="api-closes-period"),
    path("scopes/", views.Scopes.as_view(), name="api-scopes"),
]
