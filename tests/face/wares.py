"""A table that only these tests have: every type a list is ordered by, empty values, ties, a relation."""

from django.db import models


class Shelf(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "tests"
        db_table = "face_shelf"

    def __str__(self) -> str:
        return self.name


class Ware(models.Model):
    class State(models.TextChoices):
        NEW = "new", "New ware"
        SOLD = "sold", "Sold ware"

    TONES = {"new": ("run", "play"), "sold": ("good", "check")}

    name = models.CharField(max_length=20)
    weight = models.IntegerField()
    price = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    due_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=4, choices=State.choices, default=State.NEW)
    shelf = models.ForeignKey(Shelf, models.PROTECT, null=True)

    class Meta:
        app_label = "tests"
        db_table = "face_ware"

    def __str__(self) -> str:
        return self.name
