"""Money in words. Stored in yuan; tables speak in units of ten thousand, sentences in the largest unit that rounds nothing."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, gettext, pgettext

TEN_THOUSAND = Decimal(10_000)
HUNDRED_MILLION = Decimal(100_000_000)
CENT = Decimal("0.01")

# Capital figures of the Ministry of Finance's accounting rules, with their places; as escapes, for code stays ASCII.
_DIGITS = "\u96f6\u58f9\u8d30\u53c1\u8086\u4f0d\u9646\u67d2\u634c\u7396"
_PLACES = ("", "\u62fe", "\u4f70", "\u4edf")
_UNITS = ((100_000_000, "\u4ebf"), (10_000, "\u4e07"))
_YUAN, _JIAO, _FEN, _WHOLE, _MINUS = "\u5143", "\u89d2", "\u5206", "\u6574", "\u8d1f"


def in_ten_thousands(amount: Decimal) -> str:
    """A table cell, the unit stands in the header: `1,200.00` for 12,000,000 yuan, rounded half up to two decimals.

    What would round to nothing is written `<0.01`, for a promise of little is not a promise of nothing.
    """
    rounded = (amount / TEN_THOUSAND).quantize(CENT, ROUND_HALF_UP)
    if rounded == 0 and amount != 0:
        return "<0.01" if amount > 0 else ">-0.01"
    return f"{rounded:,.2f}"


def as_ten_thousands(amount: Decimal | None) -> Decimal | str:
    """A cell of an export whose header names ten thousands: the exact figure, for it is reckoned with; "" for none."""
    if amount is None:
        return ""
    figure = amount / TEN_THOUSAND
    return figure.quantize(CENT) if figure == figure.quantize(CENT) else figure.normalize()


def in_a_sentence(amount: Decimal) -> str:
    """An amount with its unit inside a sentence, never rounded: hundred millions, ten thousands or yuan, whichever is exact."""
    if _speaks_chinese():
        for unit, words in (
            (HUNDRED_MILLION, pgettext("money", "%s hundred million yuan")),
            (TEN_THOUSAND, pgettext("money", "%s ten thousand yuan")),
        ):
            figure = amount / unit
            if abs(figure) >= 1 and figure == figure.quantize(CENT):
                return words % _plain(figure)
    return pgettext("money", "%s yuan") % _plain(amount)


def to_the_cent(amount: Decimal) -> str:
    """Payment evidence: yuan with two decimals and thousands."""
    return pgettext("money", "%s yuan") % f"{amount.quantize(CENT, ROUND_HALF_UP):,.2f}"


def in_capitals(amount: Decimal) -> str:
    """The figure as documents write it, in capital characters (for reading aloud and against alteration)."""
    cents = int(abs(amount.quantize(CENT, ROUND_HALF_UP)) * 100)
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    parts = [_MINUS] if amount < 0 and cents else []
    if whole or not cents:
        parts.append((_integer_in_capitals(whole) or _DIGITS[0]) + _YUAN)
    if not jiao and not fen:
        return "".join([*parts, _WHOLE])
    if jiao:
        parts.append(_DIGITS[jiao] + _JIAO)
    elif whole:
        parts.append(_DIGITS[0])
    parts.append(_DIGITS[fen] + _FEN if fen else _WHOLE)
    return "".join(parts)


def missing(*, monetary: bool = True) -> str:
    """What stands where no amount is: never a nought or a dash."""
    return gettext("Not filled in") if monetary else gettext("Not in money")


def _integer_in_capitals(number: int) -> str:
    for unit, name in _UNITS:
        if number >= unit:
            high, low = divmod(number, unit)
            between = _DIGITS[0] if 0 < low < unit // 10 else ""
            return _integer_in_capitals(high) + name + between + _integer_in_capitals(low)
    return _group_in_capitals(number)


def _group_in_capitals(group: int) -> str:
    words, noughts = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            words += (_DIGITS[0] if noughts and words else "") + _DIGITS[digit] + _PLACES[place]
            noughts = False
        else:
            noughts = True
    return words


def _plain(figure: Decimal) -> str:
    text = f"{figure:,.2f}"
    return text.rstrip("0").rstrip(".")


def _speaks_chinese() -> bool:
    return (get_language() or "").startswith("zh")
