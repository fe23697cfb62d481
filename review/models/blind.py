"""Owns blind runs: pairs of images that one person judges without knowing who made them."""

from django.db import models

from assets.identifiers import opaque_id
from assets.models.base import PublicModel


class BlindRun(PublicModel):
    """One person's run over pairs of one brief; names and score are shown when it is finished."""

    class Kind(models.TextChoices):
        """Pairs are fixed at the start; a champion stays until another image is better."""

        PAIRS = "pairs", "Pairs"
        CHAMPION = "champion", "The best one"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    brief = models.ForeignKey("generation.Brief", on_delete=models.PROTECT, related_name="blind_runs")
    by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PAIRS)
    length = models.PositiveSmallIntegerField(default=0, help_text="how many pairs it has when it is finished")
    line = models.JSONField(
        default=list, blank=True, help_text="a champion run's images as [candidate, token], in the order they challenge"
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brief", "by", "-id"], name="blind_runs_of_a_person")]

    def __str__(self) -> str:
        return f"Blind run {self.public_id}"


class BlindPair(models.Model):
    """Two images side by side under names that mean nothing, and the verdict on them."""

    class Verdict(models.TextChoices):
        """Both bad is an answer: it counts against both."""

        NONE = "", "Open"
        A = "a", "A better"
        TIE = "tie", "Tie"
        BOTH_BAD = "both_bad", "Both bad"
        B = "b", "B better"

    run = models.ForeignKey(BlindRun, on_delete=models.PROTECT, related_name="pairs")
    position = models.PositiveSmallIntegerField()
    a = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="+")
    a_token = models.CharField(max_length=16, default=opaque_id)
    b_token = models.CharField(max_length=16, default=opaque_id)
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
    def better_id(self) -> int | None:
        """The key of the better image; None for a tie, two bad ones, or no verdict yet."""
        return {self.Verdict.A: self.a_id, self.Verdict.B: self.b_id}.get(self.verdict)
