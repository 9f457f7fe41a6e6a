"""The unified social credit code (GB 32100-2015): its check, its repair and what it says.

18 characters: registering department, class, six digits of division, nine of organisation code (GB 11714), a check
character. The division is the one of the first registration and stays for life, so an abolished one is no fault.
"""

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

from organizations.choices import CodeDoubt, CodeFault
from organizations.divisions import division, provinces

CLASSES_FILE = Path(__file__).resolve().parent / "data" / "uscc_classes.csv"
LENGTH = 18
# GB 32100-2015: the digits and the capital letters without I, O, S, V, Z; a character's value is its place.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIVISION = slice(2, 8)
ORGANISATION = slice(8, 17)
# GB 11714: every letter counts, A is 10 and Z is 35, and the check digit of eleven kinds is written 0 to 9 and X.
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_MODULUS = 11
# What the registers of the State Council's own departments put where others name a division.
NATIONAL_DIVISION = "100000"


@dataclass(frozen=True, slots=True)
class RegistrationClass:
    """What the first two characters of a code mean, in both languages of the product."""

    prefix: str
    department_en: str
    department_zh: str
    class_en: str
    class_zh: str


@cache
def registration_classes() -> dict[str, RegistrationClass]:
    """The known beginnings of codes, by their two characters."""
    with CLASSES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["prefix"]: RegistrationClass(**row) for row in csv.DictReader(file)}


def check_character(first_seventeen: str) -> str:
    """The character that ends a code which begins so. Raises ValueError for a character outside the alphabet."""
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first_seventeen))
    return ALPHABET[-total % len(ALPHABET)]


def organisation_check_character(first_eight: str) -> str:
    """The ninth character of an organisation code which begins so (GB 11714)."""
    total = sum(
        int(character, 36) * weight for character, weight in zip(first_eight, ORGANISATION_WEIGHTS, strict=True)
    )
    digit = -total % ORGANISATION_MODULUS
    return "X" if digit == ORGANISATION_MODULUS - 1 else str(digit)


def composed(prefix: str, division_code: str, first_eight: str) -> str:
    """A code with both check characters right: for invented bodies, whose division is an invented one.

    Raises ValueError where the parts do not make a code.
    """
    body = prefix + division_code + first_eight + organisation_check_character(first_eight)
    code = body + check_character(body)
    if found := fault(code):
        raise ValueError(f"{code}: {found.value}")
    return code


def repaired(text: str) -> str:
    """What was meant by a typed or pasted code: blanks taken out, full-width made half-width, letters capital.

    Never touches a character that could be another: an O stays an O, and is refused.
    """
    half_width = unicodedata.normalize("NFKC", text)
    return "".join(_capital(character) for character in half_width if not _is_blank(character))


def _capital(character: str) -> str:
    """Latin letters alone: the capital of another script's letter may be two characters, or a Latin look-alike."""
    return character.upper() if character.isascii() else character


def _is_blank(character: str) -> bool:
    """A blank, or one of the invisible marks that come along when a code is copied from a document."""
    return character.isspace() or unicodedata.category(character) == "Cf"


def fault(code: str) -> CodeFault | None:
    """The first thing wrong with a code as it stands, nothing repaired; None where it is valid."""
    if code != repaired(code):
        return _fault_of_form(code)
    if len(code) != LENGTH:
        return CodeFault.LENGTH
    if not set(code) <= set(ALPHABET):
        return CodeFault.BAD_CHARACTER
    if not code[DIVISION].isdecimal():
        return CodeFault.DIVISION_NOT_DIGITS
    return None if check_character(code[:-1]) == code[-1] else CodeFault.CHECK_DIGIT


def _fault_of_form(code: str) -> CodeFault:
    """Which of its repairs a repairable text needs first."""
    if any(_is_blank(character) for character in code):
        return CodeFault.SEPARATOR
    if unicodedata.normalize("NFKC", code) != code:
        return CodeFault.FULL_WIDTH
    return CodeFault.LOWER_CASE


def doubts(code: str) -> list[CodeDoubt]:
    """What is odd about a valid code; most often nothing."""
    found = []
    if code[:2] not in registration_classes():
        found.append(CodeDoubt.UNKNOWN_CLASS)
    if not _is_division_plausible(code[DIVISION]):
        found.append(CodeDoubt.UNKNOWN_DIVISION)
    organisation = code[ORGANISATION]
    if organisation_check_character(organisation[:-1]) != organisation[-1]:
        found.append(CodeDoubt.INNER_CHECK)
    return found


def _is_division_plausible(code: str) -> bool:
    """Whether the code may be or have been a division: exactly known, or within a province, or national."""
    return code == NATIONAL_DIVISION or division(code) is not None or f"{code[:2]}0000" in provinces()


def registration_class(code: str) -> RegistrationClass | None:
    """What kind of organisation a code belongs to; None where its beginning is unknown."""
    return registration_classes().get(code[:2])


def validate_uscc(value: str) -> None:
    """A field's validator: the strict form. Raises ValidationError with the sentence of the first fault.

    A form passes what was typed through `repaired` first, so that people see only faults that need their eyes.
    """
    if found := fault(value):
        raise ValidationError(found.label, code=found.value)
