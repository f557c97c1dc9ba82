"""What every environment shares. Values that differ come from the environment (see .env.example)."""

from pathlib import Path

import environ
from csp.constants import NONCE, SELF  # noqa: F401  (NONCE is used by the admin's policy)
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from backoffice.unfold import UNFOLD  # noqa: F401

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
# What the running system writes: the embedded database, photos, the secret key, mail in development.
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

# Rooms of the house, lowest first. One folder in core/ is one app; the label is for ever (ADR 0001).
DOMAINS = [
    "core.common",
    "core.accounts",
    "core.nutrition",
    "core.notifications",
    "core.eaters",
    "core.menu",
    "core.zones",
    "core.slots",
    "core.payments",
    "core.orders",
    "core.kitchen",
    "core.delivery",
    "core.analytics",
]
SCREENS = ["backoffice", "customer_portal", "kitchen_screen", "management"]

INSTALLED_APPS = [
    # Unfold restyles what follows it, so it stands before the admin and the libraries.
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    *SCREENS,
    *DOMAINS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "import_export",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_q",
    "csp",
    "django_htmx",
    "phonenumber_field",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "backoffice.middleware.TooMany",
    "backoffice.middleware.StaffIdle",
    "backoffice.middleware.StaffSecondFactor",
    "backoffice.middleware.WhoAndWhy",
]

ROOT_URLCONF = "backoffice.urls"
WSGI_APPLICATION = "backoffice.wsgi.application"
ASGI_APPLICATION = "backoffice.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the apps': the desk's templates take the place of Unfold's of the same name.
        "DIRS": [BASE_DIR / "backoffice" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            # The family's parts (chip, clock, money, plate…) are at hand in every template of the three rooms.
            "builtins": ["backoffice.templatetags.parts"],
        },
    }
]

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "core.accounts.backends.RoleBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# E-mail is unique by a constraint that ignores case; the check looks only for unique=True.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "customer_portal:after-sign-in"
ACCOUNT_LOGOUT_REDIRECT_URL = "customer_portal:menu"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# --- language, time, money ------------------------------------------------------------------------
LANG_INFO["rw"] = {"bidi": False, "code": "rw", "name": "Kinyarwanda", "name_local": "Ikinyarwanda"}
LANGUAGES = [("en", _("English")), ("rw", _("Kinyarwanda")), ("fr", _("French"))]
LANGUAGE_CODE = "en"
# What packages say in a language they do not have themselves: locale/packages. Our own words are asked first.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "packages"]
FORMAT_MODULE_PATH = ["backoffice.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Kigali"
USE_THOUSAND_SEPARATOR = False
PHONENUMBER_DEFAULT_REGION = "RW"
PHONENUMBER_DB_FORMAT = "E164"
CURRENCY = "RWF"

# --- files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# A mail server that does not answer holds a task up for no longer.
EMAIL_TIMEOUT = 10

# --- background work --------------------------------------------------------------------------------
# The ORM broker lost no task when every process was killed; Redis lost four of six (docs/adr/0004).
Q_CLUSTER = {
    "name": "dusangire",
    "orm": "default",
    "workers": 1,
    "timeout": 60,
    "retry": 90,
    "max_attempts": 3,
    "poll": 0.5,
    "catch_up": False,
    "label": "Background tasks",
    "log_level": "WARNING",
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- history and spreadsheets -------------------------------------------------------------------------
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
# The seed brings fixtures/ in by the staff's own importers; commands know no screen, so they find the door by name.
SPREADSHEET_DOOR = "backoffice.spreadsheets.door.bring_in"

# --- what a page may load -------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
# Unfold's Alpine needs eval, its theme and htmx need inline styles; nothing else is let in (docs/adr/0003).
ADMIN_CSP = {
    "default-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "script-src": [SELF, "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "object-src": ["'none'"],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "customer_portal.views.errors.csrf_failure"

# --- API ---------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    # The token first: it is what a 401 asks for.
    "DEFAULT_AUTHENTICATION_CLASSES": ["backoffice.api.authentication.PersonToken", "rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "backoffice.api.negotiation.JsonWhateverIsAsked",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle", "rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min", "anon": "120/min", "token": "5/min"},
    "EXCEPTION_HANDLER": "backoffice.api.errors.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Dusangire API",
    "DESCRIPTION": "Menu, own orders and placing an order. The same actions as on the screens.",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "OrderState": "core.orders.models.OrderStatus",
        "OrderEventKind": "core.orders.models.EventKind",
        "PaymentMethod": "core.payments.models.Method",
        "Period": "core.common.models.Period",
        "ZoneKind": "core.zones.models.ZoneKind",
    },
}
