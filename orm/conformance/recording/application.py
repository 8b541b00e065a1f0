"""The application that the models of a file belong to: Django looks for reverse relations in applications only."""

from django.apps import AppConfig


class Recorded(AppConfig):
    name = "application"
    label = "recorded"
