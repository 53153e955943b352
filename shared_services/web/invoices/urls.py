"""Invoices and VAT statuses."""

from django.urls import URLPattern, URLResolver, path

from shared_services.web.invoices import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("invoices/", views.invoices, name="invoices"),
    path("invoices/vat/", views.vat_statuses, name="vat"),
    path("invoices/vat/new/", views.vat_new, name="vat-new"),
    path("invoices/<int:pk>/", views.invoice, name="invoice"),
    path("invoices/<int:pk>/pdf/", views.pdf, name="invoice-pdf"),
    path("runs/<int:pk>/invoice/", views.run_invoiced, name="run-invoice"),
]
