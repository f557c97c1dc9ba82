"""The web server, on a newcomer's machine and in production alike. Values that differ come from the environment."""

import os
from pathlib import Path

wsgi_app = "backoffice.wsgi:application"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# RELOAD=1 follows edits; then each worker loads the code itself, else they share one copy and start in half the time.
reload = os.environ.get("RELOAD") == "1"
preload_app = not reload
timeout = 60
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
control_socket_disable = True
if Path("/dev/shm").is_dir():
    # The heartbeat file must not sit on a disk that can stall.
    worker_tmp_dir = "/dev/shm"
