"""Settings, all from the environment (see `.env.example`)."""

from pathlib import Path

import django_stubs_ext
import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF

from groupe import env, production
from groupe.kernel.logs import configure_logs

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_stack(BASE_DIR)

PRODUCTION = env.choice("ENVIRONMENT", ("development", "production"), "development") == "production"
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY", production.DEMO_SECRET)
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

# HTTPS: a proxy that ends it tells so in X-Forwarded-Proto, and must drop what a client sends under that name.
_behind_proxy = env.flag("BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 365 * 24 * 3600 if PRODUCTION else 0, least=0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if PRODUCTION else ("sessionid", "csrftoken")

EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "groupe@localhost")

LOGGING = configure_logs(
    machine=PRODUCTION,
    level=env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO" if PRODUCTION else "WARNING"),
)

INSTALLED_APPS = [
    "groupe.kernel",
    "groupe.accounts",
    "establishments",
    "shared_services",
    "acquisitions",
    "groupe.consolidation",
    "groupe.web",
    "groupe.api",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "heroicons",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "groupe.kernel.web.requests.RequestIdMiddleware",
    "groupe.kernel.memo.MemoMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "groupe.kernel.web.language.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "groupe.kernel.web.middleware.PageErrorsMiddleware",
]

ROOT_URLCONF = "groupe.urls"
WSGI_APPLICATION = "groupe.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

_database = env.database("DATABASE_URL")
if PRODUCTION:
    production.refuse_unsafe(
        debug=DEBUG,
        secret_key=SECRET_KEY,
        hosts=ALLOWED_HOSTS,
        origins=CSRF_TRUSTED_ORIGINS,
        https_known=_behind_proxy or SECURE_SSL_REDIRECT,
        mail_host=EMAIL_HOST,
        database_password=_database.get("password", ""),
    )

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.pop("dbname"),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": _database.pop("port", ""),
        "OPTIONS": {**_database, "pool": env.flag("DB_POOL")},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.broker("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"{REDIS_URL}/1"}}

CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_RESULT_BACKEND = f"{REDIS_URL}/0"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "consolidation.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "go-on": {"task": "consolidation.go_on", "schedule": 60.0, "options": {"expires": 60}},
    "compute-runs": {"task": "shared_services.compute_lost", "schedule": 60.0, "options": {"expires": 60}},
    "watch-requests": {"task": "shared_services.watch_requests", "schedule": 300.0, "options": {"expires": 300}},
    "tell-figures": {
        "task": "shared_services.tell_figures",
        "schedule": crontab(hour=2, minute=10, day_of_month="1-10"),
        "options": {"expires": 3600},
    },
    "remind": {
        "task": "acquisitions.remind",
        "schedule": crontab(hour="7,12", minute=5),
        "options": {"expires": 3600},
    },
    "check": {"task": "consolidation.check", "schedule": crontab(hour=3, minute=40), "options": {"expires": 3600}},
    "watch-gazette": {
        "task": "acquisitions.watch_gazette",
        "schedule": crontab(hour=6, minute=30),
        "options": {"expires": 6 * 3600},
    },
    "purge-deals": {
        "task": "acquisitions.purge",
        "schedule": crontab(hour=4, minute=20),
        "options": {"expires": 3600},
    },
    "forget-calls": {"task": "accounts.forget_calls", "schedule": 3600.0, "options": {"expires": 3600}},
}

# The instant of the save under way (`groupe/kernel/recording.py`), else the present: `now()` is the start of the
# transaction, before the save has its turn.
PGHISTORY_CREATED_AT_FUNCTION = (
    "coalesce(nullif(current_setting('groupe.recorded_at', true), '')::timestamptz, clock_timestamp())"
)
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation came by e-mail
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "10/m/ip,3/5m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _behind_proxy else 0
ACCOUNT_ADAPTER = "groupe.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "groupe.accounts.web.entry_forms.LoginForm",
    "reset_password": "groupe.accounts.web.entry_forms.ResetPasswordForm",
    "reset_password_from_key": "groupe.accounts.web.entry_forms.ResetPasswordKeyForm",
    "change_password": "groupe.accounts.web.entry_forms.ChangePasswordForm",
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
FORMAT_MODULE_PATH = ["groupe.kernel.formats"]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
_statics = "whitenoise.storage.CompressedManifestStaticFilesStorage"  # in names that change with the content
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": _statics if PRODUCTION else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["groupe.kernel.api.parsers.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["groupe.accounts.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["groupe.kernel.api.throttling.MinuteThrottle"],
    "EXCEPTION_HANDLER": "groupe.kernel.api.errors.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
    "URL_FORMAT_OVERRIDE": None,
}
# The open data address of the gazette; empty: it is not read by itself.
BODACC_URL = env.address("BODACC_URL")
API_CALLS_PER_MINUTE = env.number("API_CALLS_PER_MINUTE", 1200)
API_MAX_BODY = env.number("API_MAX_BODY", 64 * 2**20)
DATA_UPLOAD_MAX_MEMORY_SIZE = API_MAX_BODY
SPECTACULAR_SETTINGS = {
    "TITLE": "Groupe",
    "DESCRIPTION": "Structure, monthly reports and consolidated figures of a group of establishments.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [{"url": "/"}],
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {
        "ReportStatus": "establishments.enums.Status",
        "Standing": "establishments.enums.Standing",
        "BasisEnum": "shared_services.enums.Basis",
        "StateEnum": "shared_services.enums.RunState",
        "PriceBasis": "shared_services.enums.PriceBasis",
        "RequestState": "shared_services.enums.RequestState",
        "ConsolidationMethod": "establishments.enums.Method",
        "SharingMethod": "shared_services.enums.Method",
        "RunKind": "shared_services.enums.RunKind",
        "InvoiceKind": "shared_services.enums.InvoiceKind",
        "AgreementKind": "shared_services.enums.AgreementKind",
        "AgreementPrice": "shared_services.enums.AgreementPrice",
        "AgreementState": "shared_services.enums.AgreementState",
        "SavingState": "shared_services.enums.SavingState",
        "LoanKind": "shared_services.enums.LoanKind",
        "PartyAlertKind": "shared_services.enums.PartyAlert",
        "DealRoute": "acquisitions.enums.Route",
        "LeadState": "acquisitions.gazette.kinds.LeadState",
        "LeadOrigin": "acquisitions.gazette.kinds.LeadOrigin",
        "DealState": "acquisitions.enums.DealState",
        "DealOrigin": "acquisitions.enums.Origin",
        "LostReason": "acquisitions.enums.LostReason",
        "MemberLevel": "acquisitions.enums.MemberLevel",
        "GateItemKind": "acquisitions.enums.ItemKind",
        "GateAnswerState": "acquisitions.enums.Answer",
        "ChecklistState": "acquisitions.enums.ItemState",
        "FindingGravity": "acquisitions.enums.Gravity",
        "ActionState": "acquisitions.enums.ActionState",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "groupe.kernel.api.schema.add_common_parts",
    ],
}
