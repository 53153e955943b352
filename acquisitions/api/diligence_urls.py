"""Paths of the due diligence, of documents and of the scoring grid."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.api import diligence, documents, findings

D = "deals/<str:code>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("grid/", findings.Grid.as_view(), name="api-scoring-grid"),
    path(f"{D}checklist/", diligence.DealChecklist.as_view(), name="api-deal-checklist"),
    path(f"{D}checklist/<slug:item>/", diligence.DealChecklistItem.as_view(), name="api-deal-checklist-item"),
    path(f"{D}requests/", diligence.DealRequests.as_view(), name="api-deal-requests"),
    path(f"{D}requests/missing/", diligence.DealMissing.as_view(), name="api-deal-missing"),
    path(f"{D}requests/<int:number>/answer/", diligence.DealRequestAnswer.as_view(), name="api-deal-request-answer"),
    path(f"{D}requests/<int:number>/remind/", diligence.DealRequestRemind.as_view(), name="api-deal-request-remind"),
    path(f"{D}questions/", diligence.DealQuestions.as_view(), name="api-deal-questions"),
    path(f"{D}questions/<int:number>/answers/", diligence.DealQuestionAnswers.as_view(), name="api-deal-answers"),
    path(f"{D}findings/", findings.DealFindings.as_view(), name="api-deal-findings"),
    path(f"{D}findings/<int:number>/", findings.DealFindingOne.as_view(), name="api-deal-finding"),
    path(f"{D}findings/<int:number>/resolve/", findings.DealFindingResolve.as_view(), name="api-deal-finding-resolve"),
    path(f"{D}findings/<int:number>/reopen/", findings.DealFindingReopen.as_view(), name="api-deal-finding-reopen"),
    path(f"{D}score/", findings.DealScoreView.as_view(), name="api-deal-score"),
    path(f"{D}documents/", documents.DealDocuments.as_view(), name="api-deal-documents"),
    path(f"{D}documents/<int:pk>/", documents.DealDocumentOne.as_view(), name="api-deal-document"),
    path(f"{D}documents/<int:pk>/versions/", documents.DealDocumentVersions.as_view(), name="api-deal-versions"),
    path(f"{D}documents/<int:pk>/versions/<int:number>/", documents.DealDocumentFile.as_view(), name="api-deal-file"),
    path(f"{D}documents/<int:pk>/<slug:verb>/", documents.DealDocumentMove.as_view(), name="api-deal-document-move"),
]
