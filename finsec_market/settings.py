"""One settings file; machines differ by their environment only. Every name is listed in .env.example."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from finsec_market import env
from finsec_market.identity import *  # noqa: F403 - only settings of one subject
from finsec_market.identity import signing_keys
from finsec_market.providers import openid_app, openid_providers
from finsec_market.schedule import CELERY_BEAT_SCHEDULE  # noqa: F401 - Celery reads it here
from finsec_market.sign_in import *  # noqa: F403 - only settings of one subject

django_stubs_ext.monkeypatch()  # lets Django's classes take type arguments at run time

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG", default=False)
# Plain http is for a machine that talks to itself only, as `make run` does.
INSECURE_HTTP = env.flag("INSECURE_HTTP", default=False)
SITE_URL = env.text("SITE_URL", "http://localhost:8000")
SITE_NAME = "FINSEC Market"
LIVE_URL = env.text("LIVE_URL", "/live/")
ALLOWED_HOSTS = [host.strip() for host in env.text("ALLOWED_HOSTS", "localhost,127.0.0.1").split(",")]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
OPERATOR = {
    "name": env.text("OPERATOR_NAME", ""),
    "address": env.text("OPERATOR_ADDRESS", ""),
    "email": env.text("OPERATOR_EMAIL", ""),
    "representative": env.text("OPERATOR_REPRESENTATIVE", ""),
}

INSTALLED_APPS = [
    "modeltranslation",  # first: it gives models the fields that the other apps then speak of
    "portal",
    "demos",
    "procurement",
    "desk",
    "enquiries",
    "feedback",
    "catalogue",
    "publishing",
    "jobs",
    "notices",
    "search",
    "accounts",
    "audit",
    "common",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "storages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.compression.PageCompressionMiddleware",
    "common.requests.RequestIdMiddleware",
    "common.problems.ProblemMiddleware",
    "common.requests.UnavailableMiddleware",
    "desk.figures.counting.CountViewsMiddleware",
    "common.kept_pages.KeptPagesMiddleware",
    "common.public_files.PublicFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "jobs.uploading.UploadSizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.session_limits.SessionLimitsMiddleware",
    "audit.middleware.AuditMiddleware",
    "accounts.middleware.ProfileLanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.guards.SecondFactorMiddleware",
    "accounts.guards.DeviceMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "common.errors.DomainErrorMiddleware",
]

ROOT_URLCONF = "finsec_market.urls"
WSGI_APPLICATION = "finsec_market.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.site",
            ],
        },
    },
]

FORM_RENDERER = "common.quick_forms.QuickForms"

# PostgreSQL, Redis and the S3 store: the same engines on a laptop, in tests and in production.

DATABASES = {"default": env.database("DATABASE_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
QUEUE_REDIS_URL = env.text("QUEUE_REDIS_URL", REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 1},
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

S3 = {
    "endpoint_url": env.text("S3_ENDPOINT_URL"),
    "region_name": env.text("S3_REGION", "us-east-1"),
    "bucket_name": env.text("S3_BUCKET", "finsec-market"),
    "access_key": env.text("S3_ACCESS_KEY"),
    "secret_key": env.text("S3_SECRET_KEY"),
}
STORAGES = {
    "default": {
        "BACKEND": "common.objects.ObjectStorage",
        "OPTIONS": S3 | {"default_acl": None, "querystring_auth": True, "file_overwrite": False},
    },
    "staticfiles": {"BACKEND": "portal.static_storage.StaticStorage"},
}

# Jobs. The table is the queue; Celery is only the bell, so a lost message costs seconds and never a job.

CELERY_BROKER_URL = QUEUE_REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = 2
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = "UTC"
# Uploads and runs.

UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_BYTES", 200 * 2**20)
UPLOAD_KEPT = timedelta(days=30)
SAMPLE_RUN_KEPT = timedelta(days=1)
RUN_MEMORY_BYTES = env.number("RUN_MEMORY_BYTES", 4 * 2**30)
RUN_SECONDS = env.number("RUN_SECONDS", 600)
SHARE_DAYS = (1, 7, 14, 30)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# Reference rates. The host is no setting of the environment: nobody else is asked, and no redirect is followed.

RATES_REFRESH = env.flag("RATES_REFRESH", default=True)
RATES_SOURCE = "https://www.ecb.europa.eu/stats/eurofxref/"
RATES_SECONDS = 20
RATES_MAX_BYTES = 32 * 2**20

# People.

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
MFA_TOTP_ISSUER = SITE_NAME
SOCIALACCOUNT_PROVIDERS = openid_providers(
    openid_app("google", "Google", "https://accounts.google.com",
               client=(env.text("GOOGLE_CLIENT_ID", ""), env.text("GOOGLE_CLIENT_SECRET", ""))),
    openid_app("linkedin", "LinkedIn", "https://www.linkedin.com/oauth", pkce=False, nonce=False,
               client=(env.text("LINKEDIN_CLIENT_ID", ""), env.text("LINKEDIN_CLIENT_SECRET", ""))),
    openid_app("oidc", env.text("OIDC_NAME", ""), env.text("OIDC_SERVER_URL", ""),
               client=(env.text("OIDC_CLIENT_ID", ""), env.text("OIDC_CLIENT_SECRET", ""))),
)  # fmt: skip
IDP_OIDC_PRIVATE_KEYS = signing_keys(env.text("OPENID_SIGNING_KEYS", ""))
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105 - the name of a model
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "TOKEN_PREFIX": "finsec_"}
# Knox's own table of tokens would stand unused beside ours and point at the people.
MIGRATION_MODULES = {"knox": None}

EMAIL_BACKEND, EMAIL_OPTIONS = env.mail("EMAIL_URL", f"catcher://{BASE_DIR / 'var' / 'mail'}")
EMAIL_FILE_PATH = EMAIL_OPTIONS.get("directory")
EMAIL_HOST = EMAIL_OPTIONS.get("host", "localhost")
EMAIL_PORT = EMAIL_OPTIONS.get("port", 25)
EMAIL_HOST_USER = EMAIL_OPTIONS.get("user", "")
EMAIL_HOST_PASSWORD = EMAIL_OPTIONS.get("password", "")
EMAIL_USE_TLS = EMAIL_OPTIONS.get("tls", False)
EMAIL_TIMEOUT = 10
# The local catcher shows mails with their codes, so it exists only beside plain http on loopback.
MAIL_CATCHER = INSECURE_HTTP and EMAIL_FILE_PATH is not None
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "FINSEC Market <noreply@localhost>")

# Reviews: which submissions chance picks out follows from this key, which no provider knows.

REVIEW_DRAW_KEY = env.text("REVIEW_DRAW_KEY", "") or SECRET_KEY
REVIEW_DRAW_PERCENT = env.number("REVIEW_DRAW_PERCENT", 10)

# Files of proposals that ended are deleted so many days later.

PROPOSED_FILES_DAYS = env.number("PROPOSED_FILES_DAYS", 90)

# Figures on the desk of providers: what fewer people than these did is not shown.

FIGURES_SMALLEST_GROUP = env.number("FIGURES_SMALLEST_GROUP", 5)

# Languages.

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("fr", _("French")),
    ("it", _("Italian")),
    ("es", _("Spanish")),
    ("el", _("Greek")),
]
MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
MODELTRANSLATION_FALLBACK_LANGUAGES = (LANGUAGE_CODE,)
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = "finsec_market.formats"
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.stylesheets.StylesheetFinder",
    "demos.vega_finder.VegaFinder",
]
WHITENOISE_MAX_AGE = 60
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Security. Defaults are those of production; INSECURE_HTTP relaxes what https alone can give.

_SECURE = not INSECURE_HTTP
_PREFIX = "__Host-" if _SECURE else ""
SECURE_SSL_REDIRECT = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = f"{_PREFIX}session"
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}language"
PRICES_COOKIE_NAME = f"{_PREFIX}prices"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # not a cookie: messages may name people

_live = urlsplit(LIVE_URL)
_LIVE_ORIGIN = [f"{_live.scheme}://{_live.netloc}"] if _live.netloc else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'", *_LIVE_ORIGIN],
        "manifest-src": ["'self'"],
        "media-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
}

# The API.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.ApiTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.ScopePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.ScopedSchema",
    "DEFAULT_PAGINATION_CLASS": "common.api.Pagination",
    "DEFAULT_THROTTLE_CLASSES": ["common.throttles.AddressThrottle", "common.throttles.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min"},
    "EXCEPTION_HANDLER": "common.api.problem_details",
    "PAGE_SIZE": 25,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "FINSEC Market API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["accounts.api.permissions.ScopePermission"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices that several fields share, or whose fields have the same name elsewhere.
    "ENUM_NAME_OVERRIDES": {
        "OfferingKindEnum": "catalogue.models.Offering.Kind",
        "RequestKindEnum": "enquiries.models.Enquiry.Kind",
        "RequestStateEnum": "enquiries.models.Enquiry.State",
        "RequestSideEnum": "enquiries.models.Side",
        "SubmissionStateEnum": "publishing.submissions.states.State",
        "ProviderStepEnum": "desk.serializers.TAKEN_BY_PROVIDERS",
        "IctServiceEnum": "procurement.models.statements.IctService",
        "CountryEnum": "accounts.countries.CODES",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "common.requests.RequestIdFilter"}},
    "formatters": {"json": {"()": "common.requests.JsonFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
    "root": {"handlers": ["out"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"handlers": ["out"], "propagate": False}},
}
