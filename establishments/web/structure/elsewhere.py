"""Addresses of pages that other packages bring: a link is shown once its page exists."""

from __future__ import annotations

from django.urls import Resolver404, resolve


def page_at(path: str) -> str:
    """The path where a page answers there, else nothing."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def scope_page(scope: str) -> str:
    return page_at(f"/scopes/{scope}/")


def benchmark_page(establishment: str) -> str:
    return page_at(f"/scopes/establishment:{establishment}/benchmark/")


def report_page(establishment: str, month: object) -> str:
    return page_at(f"/reports/{establishment}/{month}/")
