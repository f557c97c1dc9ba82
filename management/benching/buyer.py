"""One buyer process: places orders through the action until its time is over, then prints what it saw as JSON.

    python -m management.benching.buyer SECONDS ITEM,ITEM… SLOT ZONE MODE

MODE "spread" takes two dishes by turns, "same" always the first. When ready it says so and waits for the moment (epoch) at which all begin.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import uuid

import django

from management.benching.starting import wait_for_all


def main(seconds: float, items: list[int], slot_id: int, zone_id: int, mode: str) -> dict[str, object]:
    from core.accounts.models import User
    from core.common import clock
    from core.common.errors import RuleBroken
    from core.eaters.models import EaterCarer
    from core.orders import actions
    from core.slots.models import Slot
    from core.zones.models import Zone

    payers = list(User.objects.filter(pk__in=EaterCarer.objects.values("user"), is_staff=False).order_by("pk")[:500])
    chance = random.Random(os.getpid())  # noqa: S311  (which customer buys, not a secret)
    start = wait_for_all()
    took, refused, errors, last = [], 0, [], start
    end = start + seconds
    while time.time() < end:
        wanted = items[:1] if mode == "same" else chance.sample(items, 2)
        payer = chance.choice(payers)
        began = time.perf_counter()
        try:
            actions.place(
                payer=payer,
                slot=Slot.objects.select_related("site").get(pk=slot_id),
                wishes=[actions.Wish(item, 1) for item in wanted],
                delivery=actions.Delivery(Zone.objects.get(pk=zone_id), "Ward 3, bed 12", payer.name, str(payer.phone)),
                method="cash",
                channel="api",
                key=uuid.uuid4().hex,
                by=payer,
                now=clock.now(),
            )
        except RuleBroken as refusal:
            refused += 1
            if mode == "same" and refusal.code == "sold_out":
                break
        except django.db.Error as error:
            errors.append(str(error)[:200])
        else:
            took.append(time.perf_counter() - began)
            last = time.time()
    return {"took": took, "refused": refused, "errors": errors, "last": last}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "management.benching.settings")
    django.setup()
    seconds, items, slot, zone, mode = sys.argv[1:]
    found = main(float(seconds), [int(pk) for pk in items.split(",")], int(slot), int(zone), mode)
    sys.stdout.write(json.dumps(found))
