"""Says at the start what would keep messages from going out."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from core.notifications.channels import sms_problems


@register()
def sms_can_go_out(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    return [Error(problem, hint="See .env.example.", id="notifications.E001") for problem in sms_problems()]
