"""Programs of the product, each in a process and an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k7Qz-3fWm_9LpXv2Rt8Yb5Nc1Hd4Jg6As0EuIo-TqMwZxCvBnLk",
    "ALLOWED_HOSTS": "groupe.example.org",
    "EMAIL_HOST": "mail.example.org",
    "DATABASE_URL": "postgresql://app@/app",
    "REDIS_URL": "redis://127.0.0.1:1",
    "VAR": "/nonexistent",
}


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, in the safe environment of a production changed by `variables`."""
    environment = {"PATH": os.environ["PATH"]} | SAFE | variables
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def setting(expression: str, **variables: str) -> str:
    """What an expression over the settings is worth; what was refused instead."""
    done = run("-c", f"from groupe import settings; print({expression})", **variables)
    return done.stdout.strip() or done.stderr.strip()
