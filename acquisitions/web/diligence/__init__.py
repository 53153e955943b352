"""Due diligence of a file: checklist, requests, questions, findings, score, documents; and the scoring grid."""
