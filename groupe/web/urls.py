"""Group-level pages."""

from django.urls import URLPattern, URLResolver, path

from groupe.web.benchmarks import views as benchmarks
from groupe.web.bridge import views as bridge
from groupe.web.closes import views as closes
from groupe.web.eliminations import views as eliminations
from groupe.web.explain import views as explain
from groupe.web.figures import views as figures
from groupe.web.runs import views as runs
from groupe.web.targets.views import with_group

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", figures.home, name="dashboard"),
    path("scopes/", figures.choose_scope, name="choose-scope"),
    path("scopes/<str:scope>/", figures.scope_page, name="scope"),
    path("scopes/<str:scope>/benchmark/", benchmarks.benchmark, name="benchmark"),
    path("indicators/<str:code>/", figures.indicator, name="indicator"),
    path("indicators/<str:code>/explain/", explain.explained, name="explain"),
    path("indicators/<str:code>/explain/months/", explain.months, name="explain-months"),
    path("closes/", closes.closes, name="closes"),
    path("closes/<str:period>/", closes.period, name="close"),
    path("closes/<str:period>/checklist/", closes.checklist, name="close-checklist"),
    path("consolidation/runs/", runs.runs_page, name="runs"),
    path("consolidation/runs/state/", runs.runs_state, name="runs-state"),
    path("consolidation/runs/<int:pk>/", runs.run_page, name="run"),
    path("consolidation/runs/start/<str:kind>/", runs.start, name="runs-start"),
    path("consolidation/runs/<int:pk>/stop/", runs.stopped, name="run-stop"),
    path("consolidation/runs/alerts/<int:pk>/acknowledge/", runs.acknowledged, name="runs-acknowledge"),
    path("eliminations/", eliminations.eliminations_view, name="eliminations"),
    path("eliminations/flows/", eliminations.flows_view, name="flows"),
    path("eliminations/flows/new/", eliminations.flow_new, name="flow-new"),
    path("eliminations/flows/<int:pk>/", eliminations.flow_page, name="flow"),
    path("eliminations/flows/<int:pk>/withdraw/", eliminations.flow_gone, name="flow-withdraw"),
    path("bridge/", bridge.bridge_view, name="bridge"),
    path("acquisitions/deals/<str:code>/with-group/", with_group, name="with-group"),
    path("freshness/", figures.freshness_badge, name="freshness"),
]
