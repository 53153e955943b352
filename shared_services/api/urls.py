"""The API of pooled departments, below `/api/v1/shared-services/`."""

from django.urls import URLPattern, URLResolver, path

from shared_services.api import departments, invoices, parties, requests, runs, savings

urlpatterns: list[URLPattern | URLResolver] = [
    path("departments/", departments.Departments.as_view(), name="api-departments"),
    path("departments/<str:code>/", departments.DepartmentDetail.as_view(), name="api-department"),
    path("runs/", runs.Runs.as_view(), name="api-runs"),
    path("runs/simulate/", runs.Simulation.as_view(), name="api-run-simulate"),
    path("runs/<int:pk>/", runs.RunDetail.as_view(), name="api-run"),
    path("invoices/", invoices.Invoices.as_view(), name="api-invoices"),
    path("invoices/<int:pk>/", invoices.InvoiceDetail.as_view(), name="api-invoice"),
    path("invoices/<int:pk>/pdf/", invoices.InvoicePdf.as_view(), name="api-invoice-pdf"),
    path("runs/<int:pk>/invoice/", invoices.RunInvoice.as_view(), name="api-run-invoice"),
    path("agreements/", parties.Agreements.as_view(), name="api-agreements"),
    path("agreements/<int:pk>/", parties.AgreementDetail.as_view(), name="api-agreement"),
    path("agreements/<int:pk>/sign/", parties.AgreementSign.as_view(), name="api-agreement-sign"),
    path("agreements/<int:pk>/approve/", parties.AgreementApprove.as_view(), name="api-agreement-approve"),
    path("savings/", savings.Savings.as_view(), name="api-savings"),
    path("savings/<int:pk>/", savings.SavingDetail.as_view(), name="api-saving"),
    path("savings/<int:pk>/sign/", savings.SavingSign.as_view(), name="api-saving-sign"),
    path("savings/<int:pk>/measure/", savings.SavingMeasure.as_view(), name="api-saving-measure"),
    path("savings/<int:pk>/confirm/", savings.SavingConfirm.as_view(), name="api-saving-confirm"),
    path("loans/", parties.Loans.as_view(), name="api-loans"),
    path("loans/<int:pk>/", parties.LoanDetail.as_view(), name="api-loan"),
    path("alerts/", parties.PartyAlerts.as_view(), name="api-party-alerts"),
    path("alerts/<slug:key>/acknowledge/", parties.PartyAlertAcknowledge.as_view(), name="api-party-alert"),
    path("runs/<int:pk>/lines/", runs.RunLines.as_view(), name="api-run-lines"),
    path("runs/<int:pk>/approve/", runs.RunApprove.as_view(), name="api-run-approve"),
    path("runs/<int:pk>/cancel/", runs.RunCancel.as_view(), name="api-run-cancel"),
    path("runs/<int:pk>/replay/", runs.RunReplay.as_view(), name="api-run-replay"),
    path("services/", requests.Services.as_view(), name="api-services"),
    path("requests/", requests.Requests.as_view(), name="api-requests"),
    path("requests/<int:pk>/", requests.RequestOne.as_view(), name="api-request"),
    path("requests/<int:pk>/comments/", requests.RequestComments.as_view(), name="api-request-comments"),
    path("requests/<int:pk>/files/", requests.RequestFiles.as_view(), name="api-request-files"),
    path("requests/<int:pk>/<slug:name>/", requests.RequestMove.as_view(), name="api-request-move"),
]
