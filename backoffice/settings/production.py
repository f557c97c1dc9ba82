"""Production: every value that matters comes from the environment; a missing one stops the start and says how to make it."""

from django.core.exceptions import ImproperlyConfigured

from core.common.sealing import WrongKeys, keys_in

from .base import *  # noqa: F403
from .base import BASE_DIR, env
from .accounts import *  # noqa: F403
from .database import cache_setting, database_setting
from .sms import sms_settings

HOW = {
    "SECRET_KEY": 'python -c "import secrets; print(secrets.token_urlsafe(64))"',
    "HEALTH_KEYS": """python -c "import base64, os; print('1:' + base64.b64encode(os.urandom(32)).decode())" """.strip(),
    "DATABASE_URL": "postgres://USER:PASSWORD@HOST:5432/NAME (createdb, then createuser with its own role)",
    "ALLOWED_HOSTS": "the site's names, comma separated: dusangire.example,www.dusangire.example",
    "EMAIL_URL": "smtp+tls://USER:PASSWORD@HOST:587",
    "DEFAULT_FROM_EMAIL": "Dusangire <menu@dusangire.example>",
    "TWILIO_ACCOUNT_SID": "it stands on the first page of Twilio's console, AC…; or set SMS_BACKEND=off",
    "TWILIO_AUTH_TOKEN": "it stands beside the account SID on Twilio's console",
    "TWILIO_FROM": "the registered sender (at most 11 letters), a phone +…, or a messaging service MG…",
}


def need(name: str) -> str:
    """The value of an environment variable, or a stop that says how to make it."""
    value = env(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Make one: {HOW[name]}. Then put {name}=… in the environment file.")
    return value


env.read_env(BASE_DIR / ".env")

DEBUG = False
SECRET_KEY = need("SECRET_KEY")
HEALTH_KEYS = need("HEALTH_KEYS")
try:
    keys_in(HEALTH_KEYS)
except WrongKeys as error:
    raise ImproperlyConfigured(f"{error} Make one: {HOW['HEALTH_KEYS']}.") from error
need("ALLOWED_HOSTS")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
need("DATABASE_URL")
DATABASES = {"default": database_setting(env, default="")}
CACHES = {"default": cache_setting(env)}
need("EMAIL_URL")
vars().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = need("DEFAULT_FROM_EMAIL")
STAFF_SECOND_FACTOR = True
SITE_URL = env("SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}")
vars().update(sms_settings(env, default="off"))
if SMS_BACKEND == "twilio":
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"):
        need(name)
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "backoffice.staticfiles.HashedFiles"},
}
