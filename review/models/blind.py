"""Owns blind runs: pairs or sets of images that one person judges without knowing who made them."""

from django.db import models

from assets.identifiers import opaque_id
from assets.models.base import PublicModel

LETTERS = "abcdefghi"  # of the images that lie side by side


class BlindRun(PublicModel):
    """One person's run over pairs of one brief; names and score are shown when it is finished."""

    class Kind(models.TextChoices):
        """Pairs and sets are fixed at the start; a champion stays until another image is better."""

        PAIRS = "pairs", "Pairs"
        CHAMPION = "champion", "The best one"
        SURVEY = "survey", "Best of several"
        BOARD = "board", "The whole board"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    brief = models.ForeignKey("generation.Brief", on_delete=models.PROTECT, related_name="blind_runs")
    by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PAIRS)
    length = models.PositiveSmallIntegerField(default=0, help_text="how many pairs it has when it is finished")
    line = models.JSONField(
        default=list,
        blank=True,
        help_text="the images of a run that is not of pairs as [candidate, token]; a champion's in their order",
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brief", "by", "-id"], name="blind_runs_of_a_person")]

    def __str__(self) -> str:
        return f"Blind run {self.public_id}"


class BlindPair(models.Model):
    """Images side by side under names that mean nothing, two or in a survey up to nine, and the verdict on them."""

    class Verdict(models.TextChoices):
        """One of them is better than the others. All bad is an answer: it counts against each."""

        NONE = "", "Open"
        A = "a", "A better"
        TIE = "tie", "Tie"
        BOTH_BAD = "both_bad", "Both bad"
        B = "b", "B better"
        C = "c", "C better"
        D = "d", "D better"
        E = "e", "E better"
        F = "f", "F better"
        G = "g", "G better"
        H = "h", "H better"
        I = "i", "I better"  # noqa: E741

    run = models.ForeignKey(BlindRun, on_delete=models.PROTECT, related_name="pairs")
    position = models.PositiveSmallIntegerField()
    a = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="+")
    a_token = models.CharField(max_length=16, default=opaque_id)
    b_token = models.CharField(max_length=16, default=opaque_id)
    more = models.JSONField(
        default=list, blank=True, help_text="of a survey C and those after it, as [candidate, token]"
    )
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default="")
    voted_at = models.DateTimeField(null=True)
    active_seconds = models.PositiveIntegerField(default=0)
    sighted = models.BooleanField(default=False, help_text="the person had judged one of them with its name before")
    glanced = models.BooleanField(default=False, help_text="the board had shown them to the person, names and all")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="blind_one_pair_per_position")]

    def __str__(self) -> str:
        return f"Pair {self.position}"

    @property
    def keys(self) -> dict[str, int]:
        """The key of the image under each letter that can be better."""
        return dict(zip(LETTERS, [self.a_id, self.b_id, *(key for key, _ in self.more)], strict=False))

    @property
    def tokens(self) -> list[str]:
        """The names of the images, in the order of their letters."""
        return [self.a_token, self.b_token, *(token for _, token in self.more)]

    @property
    def better_id(self) -> int | None:
        """The key of the better image; None for a tie, for bad ones alone, or no verdict yet."""
        return self.keys.get(self.verdict)

    @property
    def said(self) -> str:
        """The verdict in words."""
        words = {self.Verdict.BOTH_BAD: "All bad"} | {letter: f"{letter.upper()} is the best" for letter in LETTERS}
        return words[self.verdict] if self.more and self.verdict in words else self.get_verdict_display()
