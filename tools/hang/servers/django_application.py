"""A small Django for gunicorn: views that answer at once, sleep, use SQLite, and take a lock.

gunicorn -b 127.0.0.1:PORT -w 1 --threads 4 django_application:application
"""

import threading
import time

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a test",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()
lock = threading.Lock()


def hello(request):
    return HttpResponse("hello\n")


def slow(request):
    time.sleep(0.05)
    return HttpResponse("slow\n")


def locked(request):
    with lock:
        time.sleep(0.002)
    return HttpResponse("locked\n")


def queried(request):
    with connection.cursor() as cursor:
        cursor.execute("select 7")
        return HttpResponse("%d\n" % cursor.fetchone()[0])


urlpatterns = [
    path("", hello),
    path("slow", slow),
    path("locked", locked),
    path("queued", queried),
    path("thread", queried),
]
application = get_wsgi_application()
