"""What the task worker does by the clock. `seed_all` calls `ensure_schedules()` each time it runs; so may anybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django_q.models import Schedule


@dataclass(frozen=True)
class Job:
    """One row of django-q2's table: what to call, how often, and why."""

    name: str
    function: str
    kind: str
    minutes: int | None = None


JOBS = (
    Job("Send what waits in the outbox", "core.notifications.tasks.sweep", Schedule.MINUTES, 1),
    Job("Judge open orders again when something has changed", "core.orders.tasks.rejudge_what_changed", Schedule.MINUTES, 1),
    Job("Forget guests' baskets", "core.orders.tasks.forget_guests", Schedule.DAILY),
    Job("Open the windows of the next weeks", "core.slots.tasks.open_ahead", Schedule.DAILY),
    Job("Repeat the menu for the next weeks", "core.menu.tasks.roll_menus_forward", Schedule.DAILY),
    Job("Forget ended sessions", "core.accounts.tasks.forget_ended_sessions", Schedule.DAILY),
)


@transaction.atomic
def ensure_schedules() -> list[str]:
    """Bring the table to JOBS and return the names of what was added or changed; when each runs next is left alone.

    Rows that are not among JOBS are removed: this list is the one place where schedules are made.
    """
    Schedule.objects.exclude(name__in=[job.name for job in JOBS]).delete()
    changed = []
    for job in JOBS:
        wanted = {"func": job.function, "schedule_type": job.kind, "minutes": job.minutes, "repeats": -1}
        row, is_new = Schedule.objects.get_or_create(name=job.name, defaults=wanted)
        differing = [field for field, value in wanted.items() if getattr(row, field) != value]
        if differing:
            for field in differing:
                setattr(row, field, wanted[field])
            row.save(update_fields=differing)
        if is_new or differing:
            changed.append(job.name)
    return changed
