"""The API of takeovers, below `/api/v1/acquisitions/`."""

from django.urls import URLPattern, URLResolver, include, path

from acquisitions.api import actions, clocks, deals, offers, plans, takeovers, watch

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("acquisitions.api.diligence_urls")),
    path("deals/", deals.Deals.as_view(), name="api-deals"),
    path("deals/<str:code>/", deals.DealOne.as_view(), name="api-deal"),
    path("deals/<str:code>/moves/", deals.DealStep.as_view(), name="api-deal-moves"),
    path("deals/<str:code>/lose/", deals.DealLose.as_view(), name="api-deal-lose"),
    path("deals/<str:code>/reopen/", deals.DealReopen.as_view(), name="api-deal-reopen"),
    path("deals/<str:code>/targets/", deals.DealTargets.as_view(), name="api-deal-targets"),
    path("deals/<str:code>/members/", deals.DealMembers.as_view(), name="api-deal-members"),
    path("deals/<str:code>/clocks/", clocks.DealClocks.as_view(), name="api-deal-clocks"),
    path("deals/<str:code>/authorisations/", clocks.Authorisations.as_view(), name="api-authorisation-files"),
    path("deals/<str:code>/authorisations/<int:pk>/", clocks.AuthorisationOne.as_view(), name="api-authorisation-file"),
    path("deals/<str:code>/commitments/", clocks.Commitments.as_view(), name="api-commitments"),
    path("deals/<str:code>/commitments/<int:pk>/", clocks.CommitmentOne.as_view(), name="api-commitment"),
    path("deals/<str:code>/offer/", offers.DealOffer.as_view(), name="api-deal-offer"),
    path("deals/<str:code>/offers/versions/", offers.OfferVersions.as_view(), name="api-offer-versions"),
    path("deals/<str:code>/offers/versions/<int:number>/pdf/", offers.OfferVersionPdf.as_view(), name="api-offer-pdf"),
    path(
        "deals/<str:code>/offers/versions/<int:number>/filing/",
        offers.OfferVersionFiling.as_view(),
        name="api-offer-filing",
    ),
    path("deals/<str:code>/competitors/", offers.Competitors.as_view(), name="api-competitors"),
    path("deals/<str:code>/competitors/<int:pk>/", offers.CompetitorOne.as_view(), name="api-competitor"),
    path("deals/<str:code>/takeover/", takeovers.TakeoverOne.as_view(), name="api-takeover"),
    path("deals/<str:code>/takeover/confirm/", takeovers.TakeoverConfirm.as_view(), name="api-takeover-confirm"),
    path("deals/<str:code>/takeover/undo/", takeovers.TakeoverUndo.as_view(), name="api-takeover-undo"),
    path("deals/<str:code>/actions/", actions.Actions.as_view(), name="api-actions"),
    path("deals/<str:code>/actions/<int:pk>/move/", actions.ActionMove.as_view(), name="api-action-move"),
    path("notices/", watch.Notices.as_view(), name="api-gazette-notices"),
    path("notices/<int:pk>/", watch.NoticeDetail.as_view(), name="api-gazette-notice"),
    path("leads/", watch.Leads.as_view(), name="api-leads"),
    path("leads/<int:pk>/", watch.LeadDetail.as_view(), name="api-lead"),
    path("leads/<int:pk>/follow/", watch.LeadFollow.as_view(), name="api-lead-follow"),
    path("leads/<int:pk>/dismiss/", watch.LeadDismiss.as_view(), name="api-lead-dismiss"),
    path("leads/<int:pk>/reopen/", watch.LeadReopen.as_view(), name="api-lead-reopen"),
    path("deals/<str:code>/plan/", plans.DealPlan.as_view(), name="api-deal-plan"),
    path("deals/<str:code>/plan/versions/", plans.DealPlanVersions.as_view(), name="api-deal-plan-versions"),
    path("deals/<str:code>/plan/thesis/", plans.DealPlanThesis.as_view(), name="api-deal-plan-thesis"),
    path("deals/<str:code>/accounts/", plans.DealAccounts.as_view(), name="api-deal-accounts"),
]
