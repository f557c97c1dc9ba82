"""One visitor process: asks a running server again and again over one connection, then prints what it saw as JSON.

    python -m management.benching.visitor SECONDS PORT null
    python -m management.benching.visitor SECONDS PORT orders ITEM,ITEM… SLOT ZONE-KEY SESSION,SESSION…

Standard library alone, so that the asking costs little beside the answering.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
import time
import uuid

from management.benching.starting import wait_for_all

CSRF = "b" * 32


def visit(seconds: float, port: int, kind: str, rest: list[str]) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    chance = random.Random(os.getpid())  # noqa: S311  (which dish, not a secret)
    items, slot, zone, sessions = ([], 0, "", [])
    if kind == "orders":
        items, slot, zone, sessions = [int(pk) for pk in rest[0].split(",")], int(rest[1]), rest[2], rest[3].split(",")
    start = wait_for_all()
    took, wrong = [], []
    while time.time() < start + seconds:
        began = time.perf_counter()
        if kind == "null":
            connection.request("GET", "/null/")
        else:
            body = {
                "slot": slot,
                "zone": zone,
                "destination": "Ward 3, bed 12",
                "contact_name": "Customer",
                "contact_phone": "+250780000001",
                "method": "cash",
                "lines": [{"item": item, "quantity": 1} for item in chance.sample(items, 2)],
            }
            headers = {
                "Content-Type": "application/json",
                "Cookie": f"sessionid={chance.choice(sessions)}; csrftoken={CSRF}",
                "X-CSRFToken": CSRF,
                "Idempotency-Key": uuid.uuid4().hex,
            }
            connection.request("POST", "/api/v1/orders/", json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status in (200, 201):
            took.append(time.perf_counter() - began)
        else:
            wrong.append(f"{answer.status} {text[:200].decode(errors='replace')}")
    return {"took": took, "wrong": wrong[:3], "wrong_count": len(wrong)}


if __name__ == "__main__":
    seconds, port, kind, *rest = sys.argv[1:]
    sys.stdout.write(json.dumps(visit(float(seconds), int(port), kind, rest)))
