"""What the task worker could not do, and what it does by the clock."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_q.models import Failure, Schedule
from django_q.tasks import async_task
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.base import LogAdmin
from backoffice.admin.moves import Done, move


@admin.register(Failure)
class FailureAdmin(LogAdmin):
    list_display = ["thing", "started", "attempt_count", "what_went_wrong"]
    list_display_links = ["thing"]
    list_filter = [("started", RangeDateFilter)]
    search_fields = ["name", "func"]
    search_help_text = gettext_lazy("Name of the task, or its function")
    ordering = ["-started", "-pk"]
    empty_title = gettext_lazy("No task has failed")
    empty_text = gettext_lazy("A background task that failed three times stands here until somebody runs it again.")
    change_form_template = "desk/record.html"
    actions_detail = ["run_again"]

    @display(description=gettext_lazy("Task"), ordering="name")
    def thing(self, task: Failure) -> SafeString:
        return cells.thing(task.name, task.func)

    @display(description=gettext_lazy("What went wrong"))
    def what_went_wrong(self, task: Failure) -> str:
        return last_line(task)

    def head(self, request: HttpRequest, row: Failure) -> dict[str, Any]:
        return {"title": row.name, "state": "failed", "hint": date_format(localtime(row.started), "D j M Y H:i")}

    def record(self, request: HttpRequest, row: Failure) -> dict[str, Any]:
        return {
            "facts": [(_("Function"), row.func), (_("Attempts"), row.attempt_count), (_("What went wrong"), last_line(row))],
            "tabs": [{"key": "error", "title": _("Error"), "count": None, "template": "desk/task/error.html"}],
            "error": str(row.result or ""),
        }

    @move(
        gettext_lazy("Run again"),
        permission="steer",
        icon="refresh",
        first=True,
        says=gettext_lazy("Tasks are safe to run twice. Look first whether the cause is gone."),
    )
    def run_again(self, request: HttpRequest, task: Failure, answers: dict[str, Any]) -> Done:
        async_task(task.func, *(task.args or ()), task_name=task.name, **(task.kwargs or {}))
        task.delete()
        return Done(_("The task waits for the worker."), go=self._list_url())


def last_line(task: Failure) -> str:
    """The sentence at the end of a traceback."""
    lines = str(task.result or "").strip().splitlines()
    return lines[-1][:300] if lines else ""


@admin.register(Schedule)
class ScheduleAdmin(LogAdmin):
    """Made by management/schedules.py alone."""

    list_display = ["thing", "schedule_type", "next_run", "went"]
    list_display_links = ["thing"]
    ordering = ["name", "pk"]
    empty_title = gettext_lazy("Nothing is done by the clock")
    empty_text = gettext_lazy("manage.py seed_all brings the jobs of management/schedules.py.")
    change_form_template = "desk/record.html"

    @display(description=gettext_lazy("Job"), ordering="name")
    def thing(self, job: Schedule) -> SafeString:
        return cells.thing(job.name, job.func)

    @display(description=gettext_lazy("Last time"))
    def went(self, job: Schedule) -> str:
        return went_in_words(job)

    def head(self, request: HttpRequest, row: Schedule) -> dict[str, Any]:
        return {"title": row.name, "hint": row.get_schedule_type_display()}

    def record(self, request: HttpRequest, row: Schedule) -> dict[str, Any]:
        next_run = date_format(localtime(row.next_run), "D j M Y H:i") if row.next_run else ""
        return {"facts": [(_("Function"), row.func), (_("Next time"), next_run), (_("Last time"), went_in_words(row))]}


def went_in_words(job: Schedule) -> str:
    return {True: _("done"), False: _("failed")}.get(job.success(), _("not yet"))
