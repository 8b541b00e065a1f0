"""The document's calls as Django's tutorials write them."""

import json
import time
from functools import wraps

import bcrypt
import jwt
from django.conf import settings
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from .models import Post, User

PAGE_SIZE = 10
EIGHT_HOURS = 28800


def sign(user):
    claims = {"user_id": user.id, "exp": int(time.time()) + EIGHT_HOURS}
    return jwt.encode(claims, settings.SECRET_KEY, "HS256")


def described(user):
    return {"id": user.id, "name": user.name, "email": user.email}


@csrf_exempt
def register(request):
    data = json.loads(request.body)
    if User.objects.filter(email=data["email"]).exists():
        return JsonResponse({"error": "taken"}, status=400)
    password = bcrypt.hashpw(data["password"].encode(), bcrypt.gensalt(12)).decode()
    user = User.objects.create(name=data["name"], email=data["email"], password=password)
    return JsonResponse({"token": sign(user)}, status=201)


@csrf_exempt
def log_in(request):
    data = json.loads(request.body)
    user = User.objects.filter(email=data["email"]).first()
    if user and bcrypt.checkpw(data["password"].encode(), user.password.encode()):
        return JsonResponse({"user": described(user), "token": sign(user)})
    return JsonResponse({"error": "wrong"}, status=400)


def authenticated(view):
    @wraps(view)
    def wrapper(request):
        try:
            token = request.headers.get("Authorization", "")[len("Bearer "):]
            claims = jwt.decode(token, settings.SECRET_KEY, algorithms=["HS256"])
            request.account = User.objects.get(pk=claims["user_id"])
        except (jwt.InvalidTokenError, User.DoesNotExist):
            return JsonResponse({"error": "log in first"}, status=401)
        return view(request)

    return wrapper


@authenticated
def me(request):
    return JsonResponse({"user": described(request.account)})


def home(request):
    page = Paginator(Post.objects.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "home.template", {"page": page})
