"""Settings, addresses and the WSGI application in one file. Started with DATABASE and SECRET_KEY by gunicorn."""

import os
from datetime import datetime, timedelta, timezone

import django
from django.conf import settings

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["blog"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["DATABASE"],
            "OPTIONS": {"timeout": 20},
            "CONN_MAX_AGE": None,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import path  # noqa: E402

from blog import views  # noqa: E402
from blog.models import Post  # noqa: E402

urlpatterns = [
    path("", views.home),
    path("users/", views.register),
    path("users/login", views.log_in),
    path("users/me", views.me),
]


def prepare(posts, excerpt):
    """Make the tables and posts, before gunicorn starts its workers."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
    first = datetime(2023, 11, 14, tzinfo=timezone.utc)
    Post.objects.bulk_create(
        Post(id=n, title=f"Post {n}", author="bench", postdate=first + timedelta(seconds=n), excerpt=excerpt)
        for n in range(1, posts + 1)
    )
    connection.close()


if not os.path.exists(os.environ["DATABASE"]):
    prepare(int(os.environ["POSTS"]), os.environ["EXCERPT"])

application = get_wsgi_application()
