"""Owns the command that makes the first brand and admin from a terminal, or further brands."""

import getpass
import os

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from assets import people
from assets.models import User
from assets.problems import Problem
from config.entrance import found_house


class Command(BaseCommand):
    """Says what it made. The password is asked for, or read from ADMIN_PASSWORD, never taken as an argument."""

    help = "Makes a brand; on a house without people also its first admin, who is its brand manager."

    def add_arguments(self, parser):
        """The brand's name and time zone; the admin's address and name only on the first run."""
        parser.add_argument("name")
        parser.add_argument("--timezone", default="Europe/Berlin", help="whose days count; it stays as it is chosen")
        parser.add_argument("--admin-email")
        parser.add_argument("--admin-name")

    def handle(self, *args, **options):
        """Runs the domain functions and turns their refusals into the command's error."""
        try:
            if User.objects.exists():
                brand = people.found_brand(options["name"], by=None, timezone=options["timezone"])
                self.stdout.write(f"Founded the brand {brand}. A site admin can give people roles in it.")
            else:
                self._found_house(options)
        except Problem as problem:
            raise CommandError(problem.sentence) from None

    def _found_house(self, options) -> None:
        email, name = options["admin_email"], options["admin_name"]
        if not email or not name:
            raise CommandError("Nobody has an account yet: add --admin-email and --admin-name for the first admin.")
        password = self._password(email, name)
        about = {"brand": options["name"], "timezone": options["timezone"]}
        brand, user = found_house(**about, name=name, email=email, password=password)
        self.stdout.write(f"Founded the brand {brand}. {user} is its brand manager and the site admin: sign in now.")

    def _password(self, email: str, name: str) -> str:
        password = os.environ.get("ADMIN_PASSWORD") or getpass.getpass("Password for the admin: ")
        try:
            password_validation.validate_password(password, User(email=email, display_name=name))
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        return password
