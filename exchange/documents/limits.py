"""Time limits: dates, periods and recurrences that bind a duty.

「适时」, 「及时」, 「当前」 bind nothing; neither do the dates of other documents, of events that were, or of conditions
that others must meet. Where a month has no year of its own, the year earlier in the sentence is its year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_VALUE = 40
SENTENCE = 300  # characters; a year further back in the sentence is another's

_NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十百]{1,4}|半)"
_YEAR = r"(?:(?:19|20)\d{2}年|[一二][〇○零一二三四五六七八九]{3}年|今年年?|本年|明年年?|次年|翌年|当年)"
_MONTH = r"\d{1,2}月(?:份)?"
_DAY = r"\d{1,2}[日号]"
_PART = r"(?:年?底|年?末|年?初|年中|月底|月末|上旬|中旬|下旬|上半年|下半年|第?[一二三四1-4]季度(?:末|底)?)"
_BEFORE = r"(?:之前|以前|前)"
_POINT = rf"(?:{_YEAR}(?:{_MONTH}(?:{_DAY})?)?{_PART}?|{_MONTH}(?:{_DAY}|{_PART})?)"
_TO = r"(?:至|到|—+|－|-|–|~|～|―)"
_UNIT = r"(?:个?工作日|个自然日|日|天|周|个?星期|个月|月|个?季度|年|个?小时|小时|分钟|个?学期|个?学年)"

_PATTERNS = {
    # 本意见印发之日起30日内; 自受理之日起5个工作日内
    "after": rf"(?:[^，。；：、（）()\d]{{1,16}}之日(?:起|后)|[^，。；：、（）()\d]{{0,10}}(?:印发|下发|发布|公布|收到|受理|签订|验收合格|立案|接到|签约|开工|投产|认定|立项|备案|批准|通过)[^，。；：、（）()\d]{{0,8}}后)(?:的)?{_NUMBER}{_UNIT}(?:之内|以内|内)",
    # 2019年1月1日至12月31日; 2019—2021年
    "range": rf"(?:自|从)?(?:{_YEAR}(?:{_MONTH}(?:{_DAY})?)?{_PART}?|{_MONTH}(?:{_DAY})?)(?:起)?{_TO}(?:{_YEAR}(?:{_MONTH}(?:{_DAY})?)?{_PART}?|{_MONTH}(?:{_DAY}|{_PART})?|{_DAY})|(?:19|20)\d{{2}}{_TO}(?:19|20)\d{{2}}年",
    # 从2019年1月1日起; 自国务院批准设立综合保税区之日起
    "from": rf"(?:自(?![治主然身我愿动由行有])|从(?![事严业而]))(?:{_POINT}|[^，。；：、（）()]{{2,24}}之日)(?:开始|起)(?:[，,]?(?:至|到){_POINT})?|{_YEAR}(?:{_MONTH}(?:{_DAY})?)?{_PART}?起",
    # 每年, 每季度, 每两个月, 每年3月31日前
    "every": rf"每(?:[一二两三四五六七八九十\d]{{1,2}})?(?:个)?(?:半年|年度?|季度|季|月份?|周|旬|日|天|学期|学年|工作日)(?:{_MONTH}(?:{_DAY})?|{_DAY}|第?[一二三四1-4]季度)?(?:年?底|末|初|上旬|中旬|下旬)?(?:{_BEFORE})?|半年(?=一次|召开一次|开展一次)|按(?:年度?|半年|季度?|月度?|周)(?=[^，。；]{{1,8}})",
    # 到2020年; 2018年12月底前; 2020年底
    "until": rf"(?:(?:截至|截止|到|至|在|于)(?:了)?)?{_POINT}(?:{_BEFORE})?",
    # 5年内, 两年之内, 30日内
    "within": rf"(?<![\d.第近前])(?:\d{{1,2}}[—－\-~～至])?{_NUMBER}{_UNIT}(?:之内|以内|内)",
    "term": r"[“\"]?十[一二三四五六七]五[”\"]?(?:规划)?(?:期间|期末|末|时期|规划期内?)|(?:本届)?任期内|(?:今年|本年度?|当年|年度?)内|(?:今年|明年)?(?:上半年|下半年)|(?:今年)?年底(?:之前|以前|前)?|(?:今年)?第?[一二三四1-4]季度(?:末|底)?(?:之前|以前|前|内)|月底(?:之前|以前|前)|次?[月年]\d{1,2}日(?:之前|以前|前)",
}
_ANY = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()))

_STANDING = r"长期(?:坚持|推进|任务|实施|开展|执行|有效)?|持续(?:推进|实施|开展|坚持|任务|整改)?|常年(?:坚持)?|全年(?:推进)?|常态化(?:推进|开展)?|立即(?:落实|整改|实施|推进|执行|办理|启动|开展)?|立行立改|即时|即日起|(?:近期|中期|远期)|根据[^，。；]{2,16}(?:进度|部署|安排)(?:推进)?|按[^，。；]{2,16}(?:进度|部署|安排|要求|时限)(?:完成|推进)?|年度任务|分年度实施|一个月内"
_DONE = r"(?:完成|实现|落实|到位|建成|报送|实施|启动|开展|办结|推进|持续推进|取得[^，。；]{2,8}|见效|整改到位|销号)*"
_WHOLE = re.compile(
    rf"(?:于|在|须|应|力争|并|同时|之?后)*(?P<value>{_STANDING}|{'|'.join(_PATTERNS.values())})(?:[^，。；、]{{0,6}}?{_DONE})?"
)

_PART_OF_LIMITS = re.compile(r"[^，,；;。、]+?(?=并(?:长期|持续|常态|常年|每)|[，,；;。、]|$)")
_EVENT_BEGINS = re.compile(
    r".*(?:(?=[自从](?![治主然身我愿动由行有事严业而]))|(?=本(?:方案|意见|通知|办法|规定|细则|措施|计划|政策|文))|(?<=[在于须应要将])|(?<=应当))"
)
_BOOK = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_YEAR_BEFORE = re.compile(r"(?:(?:19|20)\d{2}年|今年|明年)")
_EXACT = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}[日号]$")
_BARE_YEAR = re.compile(r"^(?:(?:19|20)\d{2}年|今年|明年|当年|次年|本年|翌年)$")
_BARE_MONTH = re.compile(r"^\d{1,2}月(?:份)?(?:\d{1,2}[日号])?$")

_PAST = re.compile(
    r"[，,]?[^。；，]{0,12}?(?:[，,][^。；，]{0,8}?)?(?:已(?!有的)|累计(?!参加|不)|共有|召开|发表|印发了|发布了)"
)
_NO_LIMIT_AFTER = re.compile(
    r"度(?!末|底|内)|版|修订|以来|来(?!莱)|以上|以下|以后|之后|后(?!续)|级|届|期(?!间|末|内)|工龄|的(?!时间)|制(?![定订作造])|（[^（）]{0,6}版|计划|规划|式|度假|有期"
)
_EARLIER_AFTER = re.compile(r"的(?!时间)|后|已(?!有)|取得|入职|出生|参加工作|成立的|办理的|登记的|建成的")
_VALIDITY = re.compile(r"[，,]?(?:正式)?(?:施行|生效|起施行|执行(?=[。，；]|$)|实施(?=[。；]|$)|废止|有效)")
_TARGET_BEFORE = re.compile(
    r"(?:压缩|压减|缩短|控制|减少|降低|限制|缩减|提速|精简|不超过|延长|减|由|从)[^，。；]{0,4}(?:至|到|在|为|于)?$"
)
_COMPARED = re.compile(
    r"(?:较|比|与|同|以|按|按照|参照|对|依据|根据|继|自从|早在|近|过去|有效期|有效期限|试行期|截至目前|达到|超过|满|不满|未满)$"
)
_CLAUSE_BEGINS = re.compile(
    r"[。；：，,;:（(、”》）)]$|(?:力争|确保|争取|计划|预计|在|于|其中|全市|全县|全区|全省|我市|我县|我区)$"
)
_AFTER_A_YEAR = re.compile(r"[到至](?:19|20)\d{2}年、$")
_IS_DONE_IN = re.compile(r"(?:全面|正式|全部)?(?:完工|完成|开工|启动|建成|竣工|投用|投产|投入使用|开放|开业)")
_PER_HEAD = re.compile(r"(?:人|户|家|名|生|村|件|台|辆|亩|人次|岗)$")
_CAP_AFTER = re.compile(r"(?:最高|最多|不超过|不高于)|\d+(?:\.\d+)?(?:万|亿)?元")
_CONDITION_AFTER = re.compile(
    r"(?:被|[^，。；]{0,8}[一二三四五两\d]次以上|无|未|没有|不再|曾|发生过|受过|有过|连续未|新增?设立的|取得|从未)"
)
_BINDS_YEAR = re.compile(
    r"(?:底|末|前|起|，(?!李|习|全国|我国)|要|将|应|须|力争|争取|确保|基本|全面|全部|初步|率先|继续|计划|完成|实现|启动|建成|建立|开工|推广|达|新增|重点|组织|开展|投入|打造|培育|引进|推进|实施|出台|制定|全市|全县|全区|全省|每|内|实现|覆盖|建设|形成|再|各|选|取得|[^，。；已]{2,16}(?:达到|提高到|突破|不低于))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A limit at a range of the text searched; `words` has the year that a month alone goes without."""

    words: str
    start: int
    end: int


def find(text: str) -> list[Found]:
    """The limits of a measure's text (without blanks), each kind of words once, in order."""
    found: list[Found] = []
    seen: set[str] = set()
    books = [match.span() for match in _BOOK.finditer(text)]
    for match in _ANY.finditer(text):
        start, end = match.span()
        if any(begin <= start < stop for begin, stop in books) or not _binds(text, match):
            continue
        if match.lastgroup == "after" and (trimmed := _EVENT_BEGINS.match(match.group())):
            start += trimmed.end()
        if text[start] in "在于":
            start += 1
        words = _with_year(text[:end], start, match.lastgroup or "")
        if words not in seen:
            seen.add(words)
            found.append(Found(words, start, end))
    return found


def whole(item: str) -> tuple[int, int] | None:
    """The range of the limit where an item of a list is one and nothing else (「2019年6月底前完成」), else None."""
    if len(item) > LONGEST_VALUE:
        return None
    match = _WHOLE.fullmatch(item.strip())
    if match is None:
        return None
    lead = len(item) - len(item.lstrip())
    return lead + match.start("value"), lead + match.end("value")


def whole_parts(text: str) -> list[tuple[int, int]]:
    """The ranges of the limits where a text is nothing but limits (「2019年6月底前，并长期坚持」), else none."""
    found: list[tuple[int, int]] = []
    for part in _PART_OF_LIMITS.finditer(text):
        place = whole(part.group())
        if place is None:
            return []
        found.append((part.start() + place[0], part.start() + place[1]))
    return found


def is_standing(item: str) -> bool:
    """Whether an item is a limit without a date: 「长期坚持」."""
    return bool(re.fullmatch(_STANDING, item.strip()))


def value(text: str, start: int, end: int) -> str:
    """The words of a limit that a label or a column states outright, at a range of the text."""
    words = text[start:end].strip("。；;，, ")
    return _with_year(text[:start] + words, start, "until") if words else text[start:end]


def _binds(text: str, match: re.Match[str]) -> bool:
    check = _CHECKS[match.lastgroup or "until"]
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 60]
    return check(match.group(), before, after)


def _with_year(text: str, start: int, kind: str) -> str:
    """The words of the limit that ends the text, with the year earlier in the sentence if they begin with a month."""
    words = text[start:]
    if kind not in ("until", "range") or not re.match(r"(?:到|至|在|于|截至|自|从)?\d{1,2}月", words):
        return words
    clause = max(text.rfind("。", 0, start), start - SENTENCE, 0)
    years = list(_YEAR_BEFORE.finditer(text, clause, start))
    return years[-1].group() + words.lstrip("到至在于") if years else words


def _binds_after(words: str, before: str, after: str) -> bool:
    return not _TARGET_BEFORE.search(before)


def _binds_range(words: str, before: str, after: str) -> bool:
    if before.endswith(
        ("计划（", "方案（", "规划（", "行动（", "纲要（", "计划(", "方案(", "》（", "要点（")
    ) or _COMPARED.search(before):
        return False
    return not re.match(r"(?:版|度(?!末|底)|的(?!时间)|期间的|以来|）[》”]|龄|岁|级)", after) and not _PAST.match(after)


def _binds_from(words: str, before: str, after: str) -> bool:
    return (
        not words.startswith(("当年", "次年"))
        and not _VALIDITY.match(after)
        and not re.match(r"的|以来|（[含不]", after)
    )


def _binds_every(words: str, before: str, after: str) -> bool:
    if words.startswith("按"):
        return bool(
            re.match(
                r"(?:[^，。；]{0,6}?)(?:通报|调度|报送|上报|报告|汇总|公布|公开|考核|督查|检查|发放|统计|分析|推进|反馈|开展|召开|评估|更新|发布|轮换|结算|兑现|拨付|清理|核对)",
                after,
            )
        )
    if _PER_HEAD.search(before) or _CAP_AFTER.match(after) or re.match(r"(?:的|度假)", after):
        return False
    return not (words in ("每日", "每天") and re.match(r"(?:产生|处理|\d)", after))


def _binds_until(words: str, before: str, after: str) -> bool:
    if _COMPARED.search(before):
        return False
    if words.endswith("前"):
        return not _EARLIER_AFTER.match(after)
    if _NO_LIMIT_AFTER.match(after):
        return False
    if _PAST.match(after):
        return False
    bare = re.sub(r"^(?:截至|截止|到|至|在|于)了?", "", words)
    if _AFTER_A_YEAR.search(before):
        return True
    if words != bare and not words.startswith(("在", "于")):
        return True
    if _EXACT.search(bare):
        return bool(re.match(r"(?:完成|止|为止|截止|全面|正式|启动|起)", after))
    if _BARE_YEAR.match(bare):
        return not bare.startswith("当年") and _begins_clause(before) and bool(_BINDS_YEAR.match(after))
    return not _BARE_MONTH.match(bare) or bool(_IS_DONE_IN.match(after))


def _begins_clause(before: str) -> bool:
    return not before or bool(_CLAUSE_BEGINS.search(before))


def _binds_within(words: str, before: str, after: str) -> bool:
    if _TARGET_BEFORE.search(before) or re.search(r"(?:近|最近|过去|前|连续|满|不足|超过|年满|距)$", before):
        return False
    return not re.match(r"(?:的(?!时间)|（[含不])", after) and not _CONDITION_AFTER.match(after)


def _binds_term(words: str, before: str, after: str) -> bool:
    if _PAST.match(after) or _COMPARED.search(before):
        return False
    if words in ("年底", "今年年底"):
        return before.endswith(("到", "至")) and not re.match(r"的|将|考核", after)
    if words in ("上半年", "下半年"):
        return bool(re.match(r"(?:完成|启动|前|内|底|全面|建成|开工|实现)", after))
    return not re.match(r"(?:的(?!时间)|被|无|未|受|发生|以来)", after) and not re.search(
        r"[\d一二三四五六七八九十半]$", before
    )


_CHECKS = {
    "after": _binds_after,
    "range": _binds_range,
    "from": _binds_from,
    "every": _binds_every,
    "until": _binds_until,
    "within": _binds_within,
    "term": _binds_term,
}


def spans(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of all limits, for those that only need to know where they are."""
    return ((found.start, found.end) for found in find(text))
