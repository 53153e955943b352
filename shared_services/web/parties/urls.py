"""Agreements, loans and alerts of related parties."""

from django.urls import URLPattern, URLResolver, path

from shared_services.web.parties import changes, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/new/", changes.agreement_new, name="agreement-new"),
    path("agreements/alerts/", views.alerts, name="alerts"),
    path("agreements/alerts/<slug:key>/", changes.alert, name="alert"),
    path("agreements/loans/", views.loans, name="loans"),
    path("agreements/loans/new/", changes.loan_new, name="loan-new"),
    path("agreements/loans/<int:pk>/", views.loan, name="loan"),
    path("agreements/loans/<int:pk>/balance/", changes.loan_balance, name="loan-balance"),
    path("agreements/<int:pk>/", views.agreement, name="agreement"),
    path("agreements/<int:pk>/change/", changes.agreement_edit, name="agreement-change"),
    path("agreements/<int:pk>/sign/", changes.agreement_sign, name="agreement-sign"),
    path("agreements/<int:pk>/approve/", changes.agreement_approve, name="agreement-approve"),
    path("agreements/<int:pk>/end/", changes.agreement_end, name="agreement-end"),
    path("agreements/<int:pk>/evidence/", changes.evidence_new, name="agreement-evidence"),
]
