"""What production demands before it starts, and what it warns of."""

import os
import subprocess
import sys

from tests.databases import BASE_DIR

ENOUGH = {
    "JIANNUO_MODE": "production",
    "SECRET_KEY": "x7Qp0vR2" * 8 + "kfA3hLz9mW",
    "PERSONAL_KEYS": "not-used-by-checks",
    "ALLOWED_HOSTS": "register.example",
    "DATABASE_URL": "postgresql://jiannuo@127.0.0.1/jiannuo",
}


def checked(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"]} | ENOUGH | changes
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True)


def test_a_production_with_all_it_needs_has_nothing_to_be_warned_of() -> None:
    answer = checked()
    assert (answer.returncode, answer.stderr) == (0, "")


def test_production_without_secrets_or_hosts_does_not_start() -> None:
    for name in ("SECRET_KEY", "PERSONAL_KEYS", "ALLOWED_HOSTS"):
        answer = checked(**{name: ""})
        assert answer.returncode != 0
        assert name in answer.stderr.splitlines()[-1]


def test_production_on_sqlite_or_without_tls_is_warned_of() -> None:
    assert "lifecycle.W001" in checked(DATABASE_URL="sqlite:////nowhere/file").stderr
    assert "security.W008" in checked(PLAIN_HTTP="1").stderr
