"""The whole suite: on SQLite, then on PostgreSQL where one answers; `make test` calls it.

Arguments go to pytest. `TEST_REQUIRE=postgresql,browser` makes it an error to leave one of them out.
"""

import os
import subprocess
import sys
import time

from tests import databases
from tests.browsing import chromium

# pytest's own codes: all passed, and nothing collected (a folder may have tests for one engine alone).
PASSED = (0, 5)
WORKERS = os.environ.get("TEST_WORKERS", "2")


def left_out() -> dict[str, str]:
    """What this machine cannot run, and why."""
    reasons = {
        "postgresql": databases.why_no_postgresql(),
        "browser": "" if chromium() else "no Chromium is found (on Debian: apt install chromium)",
    }
    return {part: reason for part, reason in reasons.items() if reason}


def run_on(engine: str, arguments: list[str]) -> int:
    """Run the suite on one engine and print how long it took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", WORKERS, *arguments]
    code = subprocess.run(command, cwd=databases.BASE_DIR, env=os.environ | {"TEST_DATABASE": engine}).returncode
    say(f"{engine}: {'passed' if code in PASSED else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return code


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program's word to whoever called it


def main(arguments: list[str]) -> int:
    missing = left_out()
    for part, reason in missing.items():
        say(f"left out: {part}: {reason}")
    wanted = set(filter(None, os.environ.get("TEST_REQUIRE", "").split(",")))
    if refused := wanted & missing.keys():
        say(f"required, and left out: {', '.join(sorted(refused))}")
        return 1
    engines = ["sqlite"] + ([] if "postgresql" in missing else ["postgresql"])
    codes = [run_on(engine, arguments) for engine in engines]
    for part, reason in missing.items():
        say(f"left out: {part}: {reason}")
    return next((code for code in codes if code not in PASSED), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
