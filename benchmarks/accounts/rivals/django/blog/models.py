from django.db import models


class User(models.Model):
    name = models.CharField(max_length=48)
    email = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128)


class Post(models.Model):
    title = models.CharField(max_length=256)
    author = models.CharField(max_length=48)
    postdate = models.DateTimeField()
    excerpt = models.CharField(max_length=256)

    class Meta:
        ordering = ["-id"]
