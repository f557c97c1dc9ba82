"""Tests: SQLite in memory unless DATABASE_URL says otherwise; fast hashing, mail in memory."""

from .base import *  # noqa: F403
from .base import VAR_DIR, env
from .accounts import *  # noqa: F403
from .database import cache_setting, database_setting
from .sms import sms_settings

DEBUG = False
SECRET_KEY = "only-for-tests-and-never-anywhere-else-0123456789"
HEALTH_KEYS = "test:b25seS1mb3ItdGVzdHMtYW5kLW5ldmVyLWVsc2UtMDE="
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database_setting(env, default=f"sqlite:///{VAR_DIR / 'test.sqlite3'}")}
CACHES = {"default": cache_setting(env)}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "Dusangire <menu@dusangire.example>"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STAFF_SECOND_FACTOR = True
SITE_URL = "http://testserver"
vars().update({**sms_settings(env, default="memory"), "SMS_BACKEND": "memory"})
