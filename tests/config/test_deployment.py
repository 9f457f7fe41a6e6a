"""What production demands before it starts, and what it warns of."""

import base64
import os
import subprocess
import sys

from config import settings
from tests.databases import BASE_DIR

ENOUGH = {
    "JIANNUO_MODE": "production",
    "SECRET_KEY": "x7Qp0vR2" * 8 + "kfA3hLz9mW",
    "PERSONAL_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
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


def test_production_with_published_or_worthless_secrets_does_not_start() -> None:
    published = {"SECRET_KEY": settings.DEMO_SECRET, "PERSONAL_KEYS": settings.DEMO_KEY}
    for name, value in [*published.items(), ("PERSONAL_KEYS", "abc"), ("ALLOWED_HOSTS", "*")]:
        answer = checked(**{name: value})
        assert answer.returncode != 0
        assert name in answer.stderr.splitlines()[-1]


def test_production_on_sqlite_or_without_tls_is_warned_of() -> None:
    assert "lifecycle.W001" in checked(DATABASE_URL="sqlite:////nowhere/file").stderr
    assert "security.W008" in checked(PLAIN_HTTP="1").stderr
