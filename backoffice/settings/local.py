"""A newcomer's machine: SQLite, files for mail, a database cache. Reads .env when there is one."""

import secrets

from core.common.sealing import make_key

from .base import *  # noqa: F403
from .base import BASE_DIR, VAR_DIR, env
from .accounts import *  # noqa: F403
from .database import cache_setting, database_setting
from .kept import kept
from .sms import sms_settings

environ_file = BASE_DIR / ".env"
if environ_file.exists():
    env.read_env(environ_file)

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env("SECRET_KEY", default="") or kept(VAR_DIR / "secret_key", lambda: secrets.token_urlsafe(64))
HEALTH_KEYS = env("HEALTH_KEYS", default="") or kept(VAR_DIR / "health_keys", lambda: make_key("local"))
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
DATABASES = {"default": database_setting(env, default=f"sqlite:///{VAR_DIR / 'dusangire.sqlite3'}")}
CACHES = {"default": cache_setting(env)}
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = "Dusangire <menu@dusangire.example>"
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=False)
SITE_URL = env("SITE_URL", default=f"http://localhost:{env('PORT', default='8000')}")
vars().update(sms_settings(env, default="file"))
