"""gunicorn's settings, for the demo and for production alike; the environment decides what differs between machines.

Threads serve files and slow readers, processes use the cores. SQLite stands several of both: writers queue there.
"""

import multiprocessing
import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", str(min(4, multiprocessing.cpu_count() + 1))))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# Memory for the heartbeat file: on a busy disk a worker must not look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# A list of ten thousand rows as a workbook takes its time; a request that hangs longer is ended.
timeout = int(os.environ.get("WEB_TIMEOUT", "60"))
graceful_timeout = 30
keepalive = 5
# Each worker is replaced now and then, at different times, so that a slow leak never matters.
max_requests = 5000
max_requests_jitter = 500
# The proxy in front is on this machine, or named here.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
# One line a request, where the log is wanted; nginx keeps one already.
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
