"""How SMS go out, and with it how people sign up."""

from typing import Any

import environ

from .accounts import sign_up_settings


def sms_settings(env: environ.Env, default: str) -> dict[str, Any]:
    """SMS_BACKEND is off, file (development) or twilio; twilio's keys come from the environment."""
    backend = env("SMS_BACKEND", default=default)
    return {
        "SMS_BACKEND": backend,
        "TWILIO_ACCOUNT_SID": env("TWILIO_ACCOUNT_SID", default=""),
        "TWILIO_AUTH_TOKEN": env("TWILIO_AUTH_TOKEN", default=""),
        "TWILIO_FROM": env("TWILIO_FROM", default=""),
        "TWILIO_API_URL": env("TWILIO_API_URL", default=""),
        **sign_up_settings(backend),
    }
