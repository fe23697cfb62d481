"""Owns what the tests of mail share: a server that hangs up, and the passing of the time in which news are gathered."""

from smtplib import SMTPServerDisconnected

from django.core.mail.backends.locmem import EmailBackend

from assets.models import Work

DEAD = "tests.mailing.DeadServer"


class DeadServer(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages):
        """Nothing is taken."""
        raise SMTPServerDisconnected("gone")


def pass_time(kind: str, send) -> None:
    """Lets the pause of all open mails of a kind pass and does the work that is due then."""
    for row in Work.objects.filter(kind=kind, state="open").order_by("pk"):
        Work.objects.filter(pk=row.pk).update(run_after=row.created_at)
        send(row.pk)
