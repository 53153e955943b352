"""The platform of a group that takes over struggling establishments."""

from groupe.celery import app as celery_app

__all__ = ("celery_app",)
