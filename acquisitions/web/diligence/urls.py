"""Due diligence, documents and the scoring grid."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.web.diligence import checklist, documents, findings, questions, requests, score

D = "deals/<str:code>/diligence/"
F = "deals/<str:code>/documents/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("grid/", score.grid, name="grid"),
    path("grid/edit/", score.grid_edit, name="grid-edit"),
    path(D, checklist.checklist, name="diligence"),
    path(f"{D}items/<slug:item>/", checklist.item, name="diligence-item"),
    path(f"{D}items/<slug:item>/review/", checklist.review, name="diligence-review"),
    path(f"{D}requests/", requests.requests, name="diligence-requests"),
    path(f"{D}requests/new/", requests.request_new, name="diligence-request-new"),
    path(f"{D}requests/missing/", requests.missing, name="diligence-missing"),
    path(f"{D}requests/<int:number>/answer/", requests.request_answer, name="diligence-request-answer"),
    path(f"{D}requests/<int:number>/remind/", requests.request_remind, name="diligence-request-remind"),
    path(f"{D}questions/", questions.questions, name="diligence-questions"),
    path(f"{D}questions/new/", questions.question_new, name="diligence-question-new"),
    path(f"{D}questions/<int:number>/answer/", questions.question_answer, name="diligence-question-answer"),
    path(f"{D}findings/", findings.findings, name="diligence-findings"),
    path(f"{D}findings/new/", findings.finding_new, name="diligence-finding-new"),
    path(f"{D}findings/<int:number>/", findings.one, name="diligence-finding"),
    path(f"{D}findings/<int:number>/edit/", findings.finding_edit, name="diligence-finding-edit"),
    path(f"{D}findings/<int:number>/resolve/", findings.finding_resolve, name="diligence-finding-resolve"),
    path(f"{D}findings/<int:number>/reopen/", findings.reopen, name="diligence-finding-reopen"),
    path(f"{D}score/", score.score, name="diligence-score"),
    path(f"{D}score/new/", score.score_new, name="diligence-score-new"),
    path(F, documents.documents, name="documents"),
    path(f"{F}new/", documents.document_new, name="document-new"),
    path(f"{F}<int:pk>/", documents.one, name="document"),
    path(f"{F}<int:pk>/edit/", documents.document_edit, name="document-edit"),
    path(f"{F}<int:pk>/versions/", documents.document_version, name="document-version"),
    path(f"{F}<int:pk>/versions/<int:number>/", documents.file, name="document-file"),
    path(f"{F}<int:pk>/<slug:verb>/", documents.document_move, name="document-move"),
]
