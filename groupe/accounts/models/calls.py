"""What an API write answered, kept for a day under the key of its caller."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupe.accounts.models.users import User


class KeyedCall(models.Model):
    """A write that succeeded; the same `Idempotency-Key` of the same user gets its answer again.

    `digest` is that of the request: method, path with its query, and body.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="keyed_calls")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    method = models.CharField(max_length=7)
    path = models.TextField()
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("API call with a key")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint("user", "key", name="keyed_call_once")]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.key}"
