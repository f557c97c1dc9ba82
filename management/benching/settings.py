"""The house as a newcomer runs it, on the database under DATABASE_URL, with one page more that does nothing."""

from backoffice.settings.local import *  # noqa: F403
from backoffice.settings.local import MIDDLEWARE

DEBUG = False
ROOT_URLCONF = "management.benching.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
# Limits per person are for people; a clerk who orders a thousand times a minute is a benchmark.
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}  # noqa: F405
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {"version": 1, "disable_existing_loggers": True}
