"""What the worker does by the clock."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.module_loading import import_string
from django_q.models import Schedule

from core.accounts import tasks
from management.schedules import JOBS, ensure_schedules
from tests.factories import people

pytestmark = pytest.mark.django_db


def test_each_job_stands_in_the_table_once_however_often_it_is_asked_for():
    assert ensure_schedules() == [job.name for job in JOBS]
    assert ensure_schedules() == []
    assert Schedule.objects.count() == len(JOBS)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_each_job_names_a_task_that_runs(job):
    people.system()
    import_string(job.function)()


def test_the_outbox_is_swept_every_minute_and_guests_are_forgotten_daily():
    ensure_schedules()
    kinds = dict(Schedule.objects.values_list("func", "schedule_type"))
    assert kinds["core.notifications.tasks.sweep"] == Schedule.MINUTES
    assert Schedule.objects.get(func="core.notifications.tasks.sweep").minutes == 1
    assert kinds["core.orders.tasks.forget_guests"] == Schedule.DAILY


def test_a_job_somebody_bent_is_straightened_and_keeps_its_next_time(now):
    ensure_schedules()
    job = Schedule.objects.get(func="core.notifications.tasks.sweep")
    next_run = now + timedelta(seconds=30)
    Schedule.objects.filter(pk=job.pk).update(minutes=90, next_run=next_run)
    assert ensure_schedules() == [job.name]
    job.refresh_from_db()
    assert (job.minutes, job.next_run) == (1, next_run)


def test_a_job_that_is_no_longer_in_the_list_goes():
    Schedule.objects.create(name="Old", func="gone.away")
    ensure_schedules()
    assert not Schedule.objects.filter(name="Old").exists()


def test_ended_sessions_are_forgotten(now):
    for days in (-1, 1):
        session = SessionStore()
        session["x"] = days
        session.set_expiry(now + timedelta(days=days))
        session.create()
    tasks.forget_ended_sessions()
    assert [row.get_decoded()["x"] for row in Session.objects.all()] == [1]
