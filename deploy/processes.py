"""Runs the web server and the task worker until either ends or somebody says stop, and leaves no process behind.

Python and not the shell, since a shell started in the background cannot hear Ctrl-C and older ones cannot wait for
"whichever ends first". Standard library only.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
GRACE = 5.0
"""Seconds a process has to finish what it is doing before it is killed."""
PR_SET_PDEATHSIG = 1

stop = threading.Event()


def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    stop.set()


def die_with_parent() -> None:
    """In the child, on Linux: be told to end when this process is killed and can tell nobody."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one nobody listens on. Says so when it is not the wanted one."""
    for port in range(wanted, wanted + 20):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            print(f"Port {wanted} is taken, using {port}.", flush=True)
        return port
    sys.exit(f"Ports {wanted} to {wanted + 19} are all taken. Name another: make run PORT=9000")


def answers(url: str) -> int | None:
    """The status of the page, or None while nobody answers yet."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 (our own server)
            return response.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return None


def end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children.values():
        try:
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            continue
    for child in children.values():
        try:
            # The whole group: what the web server and the worker started themselves goes too.
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        finally:
            child.wait()


def main() -> int:
    begun = time.monotonic()
    parent = os.getppid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, ask_to_stop)

    host = os.environ.get("HOST", "127.0.0.1")
    port = free_port(host, int(os.environ.get("PORT", "8000")))
    local = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 (only compared)
    address = f"http://{'localhost' if local == '127.0.0.1' else host}:{port}"
    commands = {
        "web server": ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"],
        "task worker": ["manage.py", "qcluster"],
    }
    children = {
        name: subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, "BIND": f"{host}:{port}", "DJANGO_SETTINGS_MODULE": "backoffice.settings.local"},
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        for name, command in commands.items()
    }
    ready = False
    try:
        while not stop.wait(0.1 if not ready else 0.5):
            if os.getppid() != parent:
                return 1
            for name, child in children.items():
                if child.poll() is not None:
                    print(f"The {name} ended by itself (code {child.returncode}); stopping the rest.", file=sys.stderr)
                    return 1
            if not ready and (status := answers(f"http://{local}:{port}/")):
                ready = True
                print(
                    f"\n  Portal    {address}/\n  Admin     {address}/admin/\n  Kitchen   {address}/kitchen/\n"
                    f"\n  First page answered {status} after {time.monotonic() - begun:.1f} s. Ctrl-C stops everything.\n",
                    flush=True,
                )
        return 0
    finally:
        end(children)
        print("Stopped.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
