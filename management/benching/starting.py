"""How the processes of a crowd begin together."""

import sys
import time


def wait_for_all() -> float:
    """Say that this process is ready, learn the moment (epoch) at which all begin, and wait for it."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    start = float(sys.stdin.readline())
    time.sleep(max(start - time.time(), 0))
    return start
