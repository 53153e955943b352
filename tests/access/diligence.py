"""Who may open what of due diligence, documents and the scoring grid (see `tests/access/matrix.py`)."""

from __future__ import annotations

from typing import Final

from tests.access.matrix import Line, hidden, nobody, post
from tests.access.takeovers import API, DEAL, NAMED, PIPELINE, WALLED, works

D: Final = f"{DEAL}diligence/"
F: Final = f"{DEAL}documents/"
SETS: Final = ("executive", "controller")

DILIGENCE: Final = (
    Line("acquisitions:grid", "/acquisitions/grid/", hidden(PIPELINE)),
    Line("acquisitions:grid-edit", "/acquisitions/grid/edit/", works(SETS, PIPELINE)),
    post("acquisitions:grid-edit", "/acquisitions/grid/edit/", works(SETS, PIPELINE)),
    Line("api-scoring-grid", "/api/v1/acquisitions/grid/", hidden(PIPELINE)),
    post("api-scoring-grid", "/api/v1/acquisitions/grid/", works(SETS, PIPELINE)),
    *(
        Line(f"acquisitions:{name}", path, hidden(NAMED))
        for name, path in (
            ("diligence", D), ("diligence-requests", f"{D}requests/"), ("diligence-missing", f"{D}requests/missing/"),
            ("diligence-questions", f"{D}questions/"), ("diligence-findings", f"{D}findings/"),
            ("diligence-finding", f"{D}findings/1/"), ("diligence-score", f"{D}score/"), ("documents", F),
            ("document", f"{F}{{document}}/"), ("document-file", f"{F}{{document}}/versions/1/"),
        )
    ),
    *(
        Line(f"acquisitions:{name}", path, works(), method)
        for name, path in (
            ("diligence-item", f"{D}items/press/"), ("diligence-request-new", f"{D}requests/new/"),
            ("diligence-request-answer", f"{D}requests/1/answer/"),
            ("diligence-request-remind", f"{D}requests/1/remind/"), ("diligence-question-new", f"{D}questions/new/"),
            ("diligence-question-answer", f"{D}questions/1/answer/"), ("diligence-finding-new", f"{D}findings/new/"),
            ("diligence-finding-edit", f"{D}findings/1/edit/"),
            ("diligence-finding-resolve", f"{D}findings/1/resolve/"),
            ("diligence-score-new", f"{D}score/new/"), ("document-new", f"{F}new/"),
            ("document-edit", f"{F}{{document}}/edit/"),
        )
        for method in ("get", "post")
    ),
    post("acquisitions:diligence-review", f"{D}items/press/review/", works()),
    post("acquisitions:diligence-finding-reopen", f"{D}findings/1/reopen/", works()),
    post("acquisitions:document-version", f"{F}{{document}}/versions/", works()),
    post("acquisitions:document-move", f"{F}{{document}}/withdraw/", works()),
    Line("acquisitions:diligence", f"{WALLED}diligence/", nobody()),
    Line("acquisitions:document", f"{WALLED}documents/{{document}}/", nobody()),
    *(
        Line(f"api-deal-{name}", f"{API}{path}", hidden(NAMED))
        for name, path in (
            ("checklist", "checklist/"), ("requests", "requests/"), ("missing", "requests/missing/"),
            ("questions", "questions/"), ("findings", "findings/"), ("finding", "findings/1/"), ("score", "score/"),
            ("documents", "documents/"), ("document", "documents/{document}/"),
            ("file", "documents/{document}/versions/1/"),
        )
    ),
    *(
        post(f"api-deal-{name}", f"{API}{path}", works())
        for name, path in (
            ("requests", "requests/"), ("request-answer", "requests/1/answer/"),
            ("request-remind", "requests/1/remind/"), ("questions", "questions/"), ("answers", "questions/1/answers/"),
            ("findings", "findings/"), ("finding-resolve", "findings/1/resolve/"),
            ("finding-reopen", "findings/1/reopen/"), ("score", "score/"), ("documents", "documents/"),
            ("versions", "documents/{document}/versions/"), ("document-move", "documents/{document}/withdraw/"),
        )
    ),
    Line("api-deal-checklist-item", f"{API}checklist/press/", works(), "put", {}),
    Line("api-deal-finding", f"{API}findings/1/", works(), "put", {}),
    Line("api-deal-document", f"{API}documents/{{document}}/", works(), "put", {}),
    Line("api-deal-documents", "/api/v1/acquisitions/deals/{walled}/documents/", nobody()),
)  # fmt: skip
