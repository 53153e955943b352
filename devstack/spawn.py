"""Starting children: they die with their parent (Linux), and PostgreSQL never runs as uid 0."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

CLONE_NEWUSER, PR_SET_PDEATHSIG, NOBODY = 0x10000000, 1, 65534
LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None
Drop = Literal["", "userns", "nobody"]


def enter_user_namespace() -> None:
    """In the child: a namespace with one uid, in which root is `nobody`."""
    if _libc is None or _libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{NOBODY} 0 1"), ("gid_map", f"{NOBODY} 0 1")):
        descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(descriptor, text.encode())
        os.close(descriptor)


def how_to_drop_root() -> Drop:
    """How PostgreSQL can run here: as it is, in a user namespace, or as the user `nobody`."""
    if os.geteuid():
        return ""
    try:
        subprocess.run(["true"], preexec_fn=enter_user_namespace, check=True)
    except (OSError, subprocess.SubprocessError):
        return "nobody"
    return "userns"


def popen_options(drop: Drop = "", death_signal: signal.Signals = signal.SIGTERM) -> dict[str, Any]:
    """Arguments for Popen: an own session, the dropped user, and a signal when the parent dies."""
    options: dict[str, Any] = {"start_new_session": True}
    if drop == "nobody":
        options |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def prepare() -> None:
        if drop == "userns":
            enter_user_namespace()
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(death_signal))

    return options | {"preexec_fn": prepare}


def nobody_reaches(path: Path) -> bool:
    test = subprocess.run(["test", "-x", str(path)], user=NOBODY, group=NOBODY, extra_groups=[], check=False)
    return test.returncode == 0
