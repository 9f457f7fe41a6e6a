"""Names of bodies as documents print them, and as the register writes them."""

import re

from organizations.choices import System

_WRITTEN_SHORT = (
    ("人民政府", "政府"),
    ("人民代表大会常务委员会", "人大常委会"),
    ("人民代表大会", "人大"),
    ("人民法院", "法院"),
    ("人民检察院", "检察院"),
    ("管理委员会", "管委会"),
    ("机构编制委员会", "编委"),
    ("监察委员会", "监委"),
    ("纪律检查委员会", "纪委"),
    ("监督管理", "监管"),
    ("委员会", "委"),
    ("人力资源和社会保障", "人社"),
    ("人力资源社会保障", "人社"),
    ("工业和信息化", "工信"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("发展和改革", "发改"),
    ("发展改革", "发改"),
    ("卫生健康", "卫健"),
    ("市场监管", "市监"),
)
# A division's own sign before a name, and not the first half of another word such as 市场 or 区域.
_OWN = re.compile(r"[省市县区州盟旗镇乡](?=.)(?!场|域|容|长|政(?![府协务法研])|直)")
_OFFICE_OF_GOVERNMENT = re.compile(r"^府(?!直)")
_PARTY = re.compile(r"^(?:中国共产党|中共)")
_SIGNS = re.compile(r"[\s“”\"'（）()〈〉<>《》]")
_SYSTEMS: tuple[tuple[re.Pattern[str], System], ...] = (
    (re.compile(r"纪委|监委"), System.SUPERVISION),
    (re.compile(r"法院"), System.COURT),
    (re.compile(r"检察院"), System.PROCURATORATE),
    (re.compile(r"人大"), System.CONGRESS),
    (re.compile(r"政协"), System.CPPCC),
    (re.compile(r"总工会|妇联|团市?委|共青团|工商联|残联|文联|科协|侨联|红十字"), System.MASS_ORGANISATION),
    (re.compile(r"^人行|银行|供电局|税务局|海关|气象局|金融监管|证监|烟草|邮政管理局|海事局"), System.VERTICAL),
    (re.compile(r"公司|集团"), System.STATE_ENTERPRISE),
    (re.compile(r"管委会$"), System.PARK),
    (re.compile(r"^委|^中共|[省市县区]委(?!员)"), System.PARTY),
)
# 「各县〈市、区〉人民政府〈管委会〉」, with any brackets, and without the government's name too.
_EVERY_COUNTY = re.compile(
    r"各(?:县区|区县|市县|县市区|区|县|县级市|(?:[县市区][、〈（(<]*){1,3}[市区县、〉）)>]*)"
    r"(?:人民政府|政府)?(?:[〈（(<、和及]*管委会[〉）)>]*)?(?:党委、?政府)?"
)


def written_out(printed: str, division: str) -> str:
    """A printed name with the division that it leaves out: 市财政局 in 岚江市 is 岚江市财政局, 市府办公室 its government's office."""
    name = _SIGNS.sub("", printed) if printed and printed[0] in "“\"'" else printed.strip()
    if not _is_own(name, division):
        return name
    rest = re.sub(r"^(?:府(?!直)|政府)", "人民政府", name[1:])
    return f"中共{division}{rest}" if rest.startswith("委") else division + rest


def _is_own(name: str, division: str) -> bool:
    return bool(division and _OWN.match(name) and division.endswith(name[:1]))


def likeness(name: str, division: str) -> str:
    """A name without what is written one way or the other; two names of one division that are alike mean one body."""
    plain = _PARTY.sub("", _SIGNS.sub("", name))
    if division and plain.startswith(division):
        plain = plain.removeprefix(division)
    elif _is_own(plain, division):
        plain = plain[1:]
    for long, short in _WRITTEN_SHORT:
        plain = plain.replace(long, short)
    return _OFFICE_OF_GOVERNMENT.sub("政府", plain).replace("办公厅", "办").replace("办公室", "办")


def system_of(name: str, division: str) -> System:
    """The system to which a body of this name most likely belongs; an administrator may put it right."""
    bare = name.removeprefix(division)
    return next((system for pattern, system in _SYSTEMS if pattern.search(bare)), System.GOVERNMENT)


def is_every_county(phrase: str) -> bool:
    """Whether a phrase means the governments of all counties, cities and districts below, and no departments of them."""
    return bool(_EVERY_COUNTY.fullmatch(_ordered(phrase)))


def takes_in_committees(phrase: str) -> bool:
    """Whether it names the management committees of zones as well."""
    return "管委会" in phrase


def _ordered(phrase: str) -> str:
    return "".join(phrase.split())
