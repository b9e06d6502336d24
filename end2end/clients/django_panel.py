"""A panel with mozilla-django-oidc. Started with the place of its application as JSON in PLACE, and a folder in DATA."""

import json
import os
from urllib.parse import urlencode
from wsgiref.simple_server import make_server

import django
from django.conf import settings

PLACE = json.loads(os.environ["PLACE"])


def endpoint(name):
    return f"{PLACE['issuer']}/openid/{name}"


def leave_there(request):
    """Where signing out goes on: mozilla-django-oidc leaves that to whoever uses it."""
    question = {"id_token_hint": request.session["oidc_id_token"], "post_logout_redirect_uri": f"{PLACE['url']}/goodbye"}
    return f"{endpoint('logout')}?{urlencode(question)}"


settings.configure(
    SECRET_KEY="only for this test",
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(os.environ["DATA"], "panel.db")}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "mozilla_django_oidc"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    AUTHENTICATION_BACKENDS=["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
    LOGIN_URL="oidc_authentication_init",
    LOGIN_REDIRECT_URL="/who",
    LOGOUT_REDIRECT_URL="/goodbye",
    OIDC_RP_CLIENT_ID=PLACE["id"],
    OIDC_RP_CLIENT_SECRET=PLACE["secret"],
    # Its default is HS256.
    OIDC_RP_SIGN_ALGO=PLACE["algorithm"],
    OIDC_OP_AUTHORIZATION_ENDPOINT=endpoint("authorize"),
    OIDC_OP_TOKEN_ENDPOINT=endpoint("token"),
    OIDC_OP_USER_ENDPOINT=endpoint("userinfo"),
    OIDC_OP_JWKS_ENDPOINT=endpoint("keys"),
    OIDC_STORE_ID_TOKEN=True,
    OIDC_OP_LOGOUT_URL_METHOD=f"{__name__}.leave_there",
)
django.setup()

from django.contrib.auth.decorators import login_required  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402
from django.urls import include, path  # noqa: E402


@login_required
def begin(request):
    return HttpResponse("Welcome")


def who(request):
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse({"email": request.user.email})


def leave(request):
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    return HttpResponse(f'<form method="post" action="/oidc/logout/">{token}<button>Sign out</button></form>')


urlpatterns = [
    path("", begin),
    path("who", who),
    path("leave", leave),
    path("goodbye", lambda request: HttpResponse("Goodbye")),
    path("oidc/", include("mozilla_django_oidc.urls")),
]

call_command("migrate", verbosity=0)
make_server("localhost", PLACE["port"], get_wsgi_application()).serve_forever()
