"""Settings. Everything that differs between installations is read by `config.env` and listed in the README's table."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from kombu.entity import Queue

from config.env import (
    env_address,
    env_bool,
    env_choice,
    env_choices,
    env_database,
    env_int,
    env_list,
    env_list_of_breached,
    env_mail,
    env_networks,
    env_prefixed,
    env_scanner,
    env_secret,
    env_storage,
    env_str,
    env_token,
    read_home_environment,
)
from requests_app.attachments.kinds import GROUPS
from requests_app.attachments.limits import Limits

BASE_DIR = Path(__file__).resolve().parent.parent
read_home_environment(BASE_DIR)
VERSION = "0.1.0"

DEBUG = env_bool("DEBUG", False)
DEMO = env_bool("DEMO", False)
SECRET_KEY = env_secret("SECRET_KEY", debug=DEBUG)
BASE_URL = env_str("BASE_URL", "http://127.0.0.1:8000" if DEBUG else None, example="https://portal.example.com").rstrip(
    "/"
)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]") if DEBUG else ())
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "requests_app",
    "sla",
    "surveys",
    "dashboards",
    "operations",
]

MIDDLEWARE = [
    "requests_app.tracing.RequestIdMiddleware",
    "operations.page_times.PageTimesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "requests_app.caching.CompressedPagesMiddleware",
    "requests_app.caching.PrivatePagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "requests_app.middleware.ReadableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "requests_app.middleware.RestingSessionsMiddleware",
    "requests_app.middleware.PersonalSettingsMiddleware",
    "requests_app.middleware.SecondStepMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "requests_app.pictures.middleware.SavedChartsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "requests_app.context_processors.portal",
            ],
            "libraries": {"heroicons": "requests_app.icons"},
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data

DATABASES = {
    "default": {
        **env_database("DATABASE_URL"),
        "CONN_MAX_AGE": env_int("DATABASE_CONN_MAX_AGE", 60),
        # Without the check a connection that died with the server answers the next visitor with an error.
        "CONN_HEALTH_CHECKS": True,
        # PgBouncer in transaction mode loses server-side cursors between statements.
        "DISABLE_SERVER_SIDE_CURSORS": env_bool("DATABASE_POOLED", False),
        "TEST": {"NAME": env_str("TEST_DB_NAME", "test_portal")},
    }
}
# Pages of figures read roll-ups there, if there is one. Tests know it as another name of the same database.
if env_str("DATABASE_REPLICA_URL", ""):
    DATABASES["replica"] = {
        **DATABASES["default"],
        # Seconds. A host that is cut off answers nothing at all, and there is another one to ask.
        **env_database("DATABASE_REPLICA_URL", connect_timeout="3"),
        "TEST": {"MIRROR": "default"},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env_str("REDIS_URL", example="redis://127.0.0.1:6379/1")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "requests_app.sessions"
MEDIA_ROOT = env_str("MEDIA_ROOT", str(BASE_DIR / "var" / "media"))

# People

AUTH_USER_MODEL = "requests_app.User"
# E-mail addresses are unique whatever their capitals: a constraint on lower(email), which this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "requests_app.sign_in.EmailBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# A service that is asked by five digits of a hash (https://…/range/), or a file; empty: nobody is asked.
BREACHED_PASSWORDS = env_list_of_breached("BREACHED_PASSWORDS")
if BREACHED_PASSWORDS:
    AUTH_PASSWORD_VALIDATORS.append(
        {"NAME": "requests_app.breached.NotBreachedValidator", "OPTIONS": {"source": BREACHED_PASSWORDS}}
    )
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
# What the form and `authenticate` call it; left to itself axes looks for "email", finds nothing, and counts nobody.
AXES_USERNAME_FORM_FIELD = "username"
# Both together, so that nobody can lock a colleague out from another address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env_int("SIGN_IN_ATTEMPTS", 8, at_least=1)
# From one address, whoever is tried; far more than a whole office behind one address mistypes.
SIGN_IN_ATTEMPTS_OF_ADDRESS = env_int("SIGN_IN_ATTEMPTS_OF_ADDRESS", 100, at_least=1)
# For one account from browsers it never signed in from, whatever their addresses: a hundred an hour.
SIGN_IN_ATTEMPTS_OF_ACCOUNT = env_int("SIGN_IN_ATTEMPTS_OF_ACCOUNT", 25, at_least=1)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("SIGN_IN_WAIT_MINUTES", 15, at_least=1))
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "requests_app.views.accounts.too_many_attempts"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Languages and time

LANGUAGE_CODE = "en"
# By their own names: whoever looks for their language may not read the present one.
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = env_str("TIME_ZONE", "UTC", example="Europe/Berlin")

# Mail

globals().update(env_mail("EMAIL_URL", f"filemail://{BASE_DIR / 'var' / 'mail'}" if DEBUG else None))
DEFAULT_FROM_EMAIL = env_str(
    "MAIL_FROM", "Counterpart <portal@localhost>" if DEBUG or DEMO else None, example="portal@example.com"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
# An address the portal reads; its mails can then be answered, to reply+…@. Empty: they say that nobody reads them.
MAIL_REPLY_ADDRESS = env_address("MAIL_REPLY_ADDRESS")
# What one sender may have filed or said by mail within an hour; more is set aside.
MAIL_PER_SENDER_HOUR = env_int("MAIL_PER_SENDER_HOUR", 30, at_least=1)
MAIL_TRIES = 5
# Passwords and tokens of mailboxes, by their names; no row of the database has one.
MAILBOX_SECRETS = env_prefixed("MAILBOX_")
LMTP_LISTEN = env_str("LMTP_LISTEN", "127.0.0.1:8024")

# Files the browser gets

STATIC_URL = "static/"
STATIC_ROOT = env_str("STATIC_ROOT", str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
# The typeface of charts saved as PNG, where none of the usual ones is installed.
CHART_FONT = env_str("CHART_FONT", "")
_HASHED = env_bool("STATIC_HASHED", not DEBUG)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": env_storage("ATTACHMENTS_URL", f"file://{MEDIA_ROOT}/attachments"),
    "staticfiles": {
        "BACKEND": "requests_app.assets.BundledStorage"
        if _HASHED
        else "whitenoise.storage.CompressedStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# Installing on a phone, and the worker that answers offline; switched off, phones drop theirs at their next visit.
PWA = env_bool("PWA", True)

# Files from people

MEGABYTE = 2**20
ATTACHMENTS = Limits(
    file_bytes=env_int("ATTACHMENTS_FILE_MB", 25, at_least=1, at_most=2000) * MEGABYTE,
    sending_bytes=env_int("ATTACHMENTS_MESSAGE_MB", 100, at_least=1, at_most=4000) * MEGABYTE,
    sending_files=env_int("ATTACHMENTS_MESSAGE_FILES", 20, at_least=1, at_most=200),
    request_bytes=env_int("ATTACHMENTS_REQUEST_MB", 1000, at_least=1) * MEGABYTE,
    request_files=env_int("ATTACHMENTS_REQUEST_FILES", 300, at_least=1, at_most=10_000),
    groups=env_choices("ATTACHMENTS_KINDS", GROUPS),
    kept_unsent=timedelta(hours=env_int("ATTACHMENTS_UNSENT_HOURS", 24, at_least=1)),
)
SCANNER_URL = env_scanner("SCANNER_URL")
FILE_UPLOAD_HANDLERS = ["requests_app.attachments.receiving.LimitedUploadHandler"]
# A form may have several places for files.
DATA_UPLOAD_MAX_NUMBER_FILES = 2 * ATTACHMENTS.sending_files

# What the browser may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "worker-src": [SELF],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Browsers take a cookie of such a name from this very host over https only, so no neighbour can set one.
_COOKIES = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_COOKIES}portal_session", f"{_COOKIES}csrftoken"
KNOWN_BROWSER_COOKIE_NAME = f"{_COOKIES}known_browser"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "requests_app.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS and env_bool("HTTPS_REDIRECT", True)
# Asked from inside, without TLS: a redirect would help neither the program nor the token that it sent already.
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$"]
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 365 * 24 * 3600) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env_bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_CLIENT_IP_CALLABLE = "requests_app.middleware.address_behind_proxy"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Jobs

CELERY_BROKER_URL = env_str("BROKER_URL", REDIS_URL, example="redis://127.0.0.1:6379/0")
# Of whoever publishes: a page must not wait seconds for a broker that is down, the timetable finds the rows anyway.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "socket_connect_timeout": 2,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# A worker takes from both by turns: however much waits in the other one, the watch over promises comes next.
CELERY_TASK_QUEUES = tuple(Queue(name, routing_key=name) for name in ("clocks", "celery"))
CELERY_TASK_ROUTES = {"sla.tasks.sweep": {"queue": "clocks"}, "sla.tasks.handle_events": {"queue": "clocks"}}
SWEEP_SECONDS = env_int("SWEEP_SECONDS", 2, at_least=1, at_most=60)
# Several changes of one request within so many minutes are one message; nobody gets more messages within an hour.
MESSAGE_WINDOW_MINUTES = env_int("MESSAGE_WINDOW_MINUTES", 10, at_most=1440)
MESSAGES_PER_HOUR = env_int("MESSAGES_PER_HOUR", 20, at_least=1)
# Networks that are not public and may be called all the same, for receivers inside the company: 10.1.0.0/16,…
WEBHOOK_NETWORKS = env_list("WEBHOOK_NETWORKS")
DELIVERY_SECONDS = env_int("DELIVERY_SECONDS", 15, at_least=1, at_most=600)
ROLLUP_SECONDS = env_int("ROLLUP_SECONDS", 20, at_least=1, at_most=3600)

# How the portal treats requests

AUTO_CLOSE_WORKING_DAYS = env_int("AUTO_CLOSE_WORKING_DAYS", 5, at_least=1)
REOPEN_DAYS = env_int("REOPEN_DAYS", 14, at_least=0)
WAKE_SECONDS = env_int("WAKE_SECONDS", 30, at_least=1, at_most=600)
# Working days of the requester, each after the step before; 0 leaves a step out, and of the last two both.
QUESTION_REMIND_DAYS = env_int("QUESTION_REMIND_DAYS", 2)
QUESTION_REMIND_AGAIN_DAYS = env_int("QUESTION_REMIND_AGAIN_DAYS", 2)
QUESTION_ANNOUNCE_CLOSING_DAYS = env_int("QUESTION_ANNOUNCE_CLOSING_DAYS", 3)
QUESTION_CLOSE_DAYS = env_int("QUESTION_CLOSE_DAYS", 3)
MANAGERS_PUBLISH_STANDARDS = env_bool("MANAGERS_PUBLISH_STANDARDS", False)

# Of one token, or of one person's session.
API_CALLS_PER_MINUTE = env_int("API_CALLS_PER_MINUTE", 600, at_least=1)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "requests_app.api.authentication.BearerAuthentication",
        "requests_app.api.authentication.PortalSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["requests_app.api.authentication.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["requests_app.api.limits.PerMinute"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["requests_app.api.parsing.Json"],
    "DEFAULT_SCHEMA_CLASS": "requests_app.api.schema.Description",
    "EXCEPTION_HANDLER": "requests_app.api.problems.handler",
    # `?format=` would answer with 404 where the API says 406.
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Counterpart",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": False,
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Without names of their own, several members called “state” get random ones.
    "ENUM_NAME_OVERRIDES": {
        "BatchStateEnum": ["waiting", "running", "done"],
        "StandardStateEnum": ["draft", "published", "retired"],
        "NoticeStateEnum": ["draft", "published", "ended"],
        "NoticeKindEnum": ["outage", "planned", "rule", "info"],
        "NoticeAudienceEnum": ["everybody", "departments", "users"],
        "ArticleStateEnum": ["draft", "published", "archived"],
        "InformationStateEnum": ["published", "archived"],
        "InformationKindEnum": ["text", "table", "file"],
        "InformationAudienceEnum": ["everybody", "departments"],
        "ServiceAudienceEnum": ["everybody", "some"],
    },
    "DISABLE_ERRORS_AND_WARNINGS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "requests_app.api.schema.only_keys_are_certain",
    ],
}

# Who reads /metrics: whoever sends the token, or asks from one of the networks. Neither set: nobody.
METRICS_TOKEN = env_token("METRICS_TOKEN")
METRICS_NETWORKS = env_networks("METRICS_NETWORKS")

LOG_FORMAT = env_choice("LOG_FORMAT", ("line", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.ForPeople",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        },
        "json": {"()": "config.logs.ForPrograms"},
    },
    "filters": {
        "without_links": {"()": "config.logs.WithoutLinks"},
        "numbered": {"()": "config.logs.Numbered"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["without_links", "numbered"],
        }
    },
    "root": {"handlers": ["console"], "level": env_str("LOG_LEVEL", "INFO")},
    # These speak below WARNING about every request or statement.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
        # Of the development server, which has a handler of its own.
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
