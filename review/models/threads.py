"""Owns the tables of talk about an image: threads, with or without a place on it, their comments and who was named."""

from django.db import models

from assets.models.base import PublicModel, VersionedModel

PLACE = {"max_digits": 6, "decimal_places": 5, "null": True}
EXTENT = {f"{name}__range": (0, 1) for name in "xywh"}
# by a person of the house or by a guest, never by both
SAID = models.Q(by__isnull=False, guest=None) | models.Q(by=None, guest__isnull=False)


class Thread(VersionedModel):
    """One matter to talk over on one candidate; its place is in fractions of the original image."""

    class Shape(models.TextChoices):
        """What is drawn over the image."""

        NONE = "none", "The whole image"
        PIN = "pin", "A pin"
        RECTANGLE = "rectangle", "A rectangle"
        ARROW = "arrow", "An arrow"
        FREEHAND = "freehand", "A line drawn by hand"

    class State(models.TextChoices):
        """Open until somebody says that it is settled."""

        OPEN = "open", "Open"
        RESOLVED = "resolved", "Resolved"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="threads")
    number = models.PositiveSmallIntegerField(help_text="order on this candidate")
    shape = models.CharField(max_length=9, choices=Shape, default=Shape.NONE)
    x = models.DecimalField(**PLACE, help_text="left edge or point, 0 to 1 of the original's width")
    y = models.DecimalField(**PLACE)
    w = models.DecimalField(**PLACE, help_text="of a rectangle or the box around what is drawn, 0 to 1")
    h = models.DecimalField(**PLACE)
    path = models.TextField(blank=True, default="", help_text="points of an arrow or a line, as x,y x,y")
    must_fix = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    state_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    state_at = models.DateTimeField(null=True)
    by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    guest = models.ForeignKey(
        "review.Guest", null=True, on_delete=models.PROTECT, related_name="threads", help_text="who began it instead"
    )
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="carried_to")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "number"], name="one_thread_per_number"),
            models.CheckConstraint(
                condition=models.Q(shape="none", x=None, y=None, w=None, h=None, path="")
                | models.Q(shape="pin", x__range=(0, 1), y__range=(0, 1), w=None, h=None, path="")
                | models.Q(shape="rectangle", path="", **EXTENT)
                | (models.Q(shape__in=("arrow", "freehand"), **EXTENT) & ~models.Q(path="")),
                name="thread_place_fits_its_shape",
            ),
            models.CheckConstraint(condition=SAID, name="thread_begun_by_one"),
        ]

    def __str__(self) -> str:
        return f"Thread {self.number}"


class Comment(PublicModel):
    """One contribution to a thread. It never changes."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    guest = models.ForeignKey("review.Guest", null=True, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(max_length=2000)
    key = models.CharField(max_length=40, help_text="of the form it was typed into; the same form is taken once")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="one_comment_per_form"),
            models.UniqueConstraint(fields=["guest", "key"], name="one_comment_per_guests_form"),
            models.CheckConstraint(condition=SAID, name="comment_by_one"),
        ]

    def __str__(self) -> str:
        return f"{self.by or self.guest}: {self.text[:40]}"


class Mention(PublicModel):
    """Somebody who was named in a comment with @; a mail tells them."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="one_mention_per_person")]

    def __str__(self) -> str:
        return f"{self.person} in {self.comment_id}"


class CarriedAnswer(PublicModel):
    """What became of an earlier version's open thread on a later one."""

    class Answer(models.TextChoices):
        """Not fixed goes on as a thread of the later version."""

        FIXED = "fixed", "Fixed"
        NOT_FIXED = "not_fixed", "Not fixed"
        GONE = "gone", "No longer relevant"

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="answers")
    candidate = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "candidate"], name="one_answer_per_version")]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.answer}"


class MorningMail(PublicModel):
    """That one person is told on one day what waits for them; the row makes it once."""

    person = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(help_text="where the brand works")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_morning_mail_a_day")]

    def __str__(self) -> str:
        return f"{self.person} on {self.day}"
