"""Names of bodies: whether a word is one, and how a list of them is parted.

The lists of endings are what Chinese government offices end with; a name is never looked up in a register here, so
that a document of a place that nobody has entered yet is read as well as one of our own.
"""

import re
from collections.abc import Iterator, Sequence

LONGEST_NAME = 40

OPENING = "（(〈《“‘「『【〔[<{＜［"
CLOSING = "）)〉》”’」』】〕]>}＞］"
_DEPTH = {**dict.fromkeys(OPENING, 1), **dict.fromkeys(CLOSING, -1)}

# Endings that alone make a body, in running text too. Each exception is an ordinary word with the same ending.
_OFFICE = re.compile(
    r"(?:委员会|管委会|常委会|总会|促进会|老促会|协会|联合会|工会|商会|学会|基金会|理事会|联席会议|贸促会|红十字会|证监会|银保监会|金监会|红会|委|委办|纪委监委"
    r"|(?<![举主承协督经交查兴开拟补审必待置现创])办|(?:督查|巡查|普查|核查|清查|督导|振兴|公开|接待|处置|财经|选举|双创|文创|科创)办"
    r"|办公室|(?:督查|研究|政研|参事|法制|信息|机要|史志)室|(?:委|政府|人大|政协)机关|办公厅|(?<!大)厅|(?<![部官])署|总局|(?<![格布结开大全僵困破当时新变骗赌饭邮])局|(?:邮政|安全|创新|高新)局"
    r"|(?<![全内外干东西中南北局支门细分各])部|人民政府|政府|政协|人大|(?:法|检察|研究|学|医|设计|科学|国务|农科|林科|社科|水科|卫生|保健|规划|敬老|养老|福利|法学|画|剧)院"
    r"|(?:研究|派出|监管|管理|税务|财政|司法|国土|车管|动监|卫监|检测|检验|监察|看守)所|(?:总|支|大|中|调查|执法|消防|服务|工作|交警|巡警|特警|救援)队"
    r"|中心|领导小组|协调小组|工作组|专责组|专班|指挥部|(?:党|团|工|市|县|省)委|党组|党支部|妇联|残联|侨联|文联|工商联|社科联|科协|记协|台联"
    r"|(?:银|支|分|总|人|农发|工|建|农|中|开|商|央)行|海关|党校|学校|大学|公司|集团|(?:总|供销|农信|农商|联合|信用|合作|报|日报|通讯|新华)社|媒体|党组织|电视台|广播台|气象台|地震台|档案馆|图书馆|博物馆|文化馆|纪念馆"
    r"|(?:水文|监测|推广|工作|管理|服务|监督|检疫|防疫|检验|救助|种子|农机|植保|兽医|环卫|文化|广播|客运|收费|供电|公路)站|管理处|办事处|街道办|街道|乡镇|镇街|街镇|镇（街）|村委会|居委会|武装部|军分区|(?:开发|高新|经开|园|新|示范|度假|保税)区"
    r"|电网|电信|移动|联通|铁塔|供电局|水务|燃气|(?:便民|政务|政府|市长|服务|12345)热线|机关事务局|团中央|共青团中央)$"
)
# What a department's field is called; a list may name departments by it: 「市公安、住建、交通等部门」.
_FIELD = (
    r"(?:发改|发展和?改革|教育|教体|科技|工信|经信|(?:工业|经济)和信息化|公安|民政|司法|财政|人社|人力资源和?社会?保障|自然资源|国土(?:资源)?|规划|生态环境|环保|环境保护|住建|住房和?城乡建设|建设|城管|城市管理|综合执法"
    r"|交通(?:运输)?|水利|水务|农业(?:农村)?|农机|畜牧(?:兽医)?|林业(?:和草原)?|园林(?:绿化)?|商务|文旅|文化(?:和旅游)?|旅游|文广新?|卫健|卫生(?:健康|计生)?|卫计|退役军人(?:事务)?|应急(?:管理)?|安监|审计|国资"
    r"|市场监管|市场监督管理|工商|质监|食品药品监管|食药监|药监|体育|统计|信访|医保|医疗保障|税务|消防|气象|邮政|通信|供销|金融|编办|机构编制|组织|宣传|统战|政法|网信|纪检|监察|纪检监察|扶贫|乡村振兴|行政审批|政务服务"
    r"|粮食|物价|价格|知识产权|地震|人防|档案|外事|侨务|民宗|民族宗教|烟草|电力|供电|残联|工会|妇联|共青团|数据|营商环境|投资促进|招商)"
)
_LEVEL = r"(?:[省市县区州]|各级|地方|本级|市县|各县区?)?"
_BY_FIELD = re.compile(rf"{_LEVEL}{_FIELD}(?:行政)?(?:主管|监管|管理|执法)?(?:部门|机关)$")
_FIELD_ALONE = re.compile(rf"{_LEVEL}{_FIELD}$")
# A region stands for its government where it is one of a list of bodies.
_REGION = re.compile(
    r"(?:各|全|省|市|州|县|区|乡|镇|有关|相关|所在|涉及|辖|属).{0,12}(?:地区|地方|省|市|州|盟|旗|县|区|乡|镇|村|园区|开发区|管理区|功能区|街道|社区|企业|学校|高校|医院|院校)(?:[（(〈][^（）()〈〉]{1,12}[）)〉])?$"
)
_EVERY_PLACE = re.compile(
    r"(?:各地|各方|各级|各区|各县|各市|各州|各镇|各乡|各村|各街|各县区|各区县|各市县|各乡镇|各乡镇场|各镇场|各镇街|各街镇|各省|各盟市|各旗县)$"
)
_COLLECTIVE = re.compile(
    r"(?:各|有关|相关|其他|其它|其余|国务院|中央|全部|全体|所有|省|市|州|县|区|乡|镇|街道|直属|直|级|属|府|责任|主管|成员|行业|职能|牵头|配合|监管|部队|驻.{1,4}|涉及的?|上述|以上|具体|本)"
    r"(?:各|有关|相关|直属|直|级|属|责任|主管|成员|行业|职能|牵头|配合|监管|管理|执法|业务|承办|公共|的|[、和及])*"
    r"(?:部门|单位|机构|机关|科室|处室|企业|学校|院校|部委|委办局)(?:[（(〈](?:部门|单位|机构)[）)〉])?(?:[、和及与]?(?:部门|单位|机构|地方|企业|地区|直属机构|学校))*$"
)
_EACH_OF_A_KIND = re.compile(
    r"(?:各|辖区|驻.|相关|有关|属地)[^的]{0,14}(?:单位|部门|机构|机关|企业|公司|银行|院校|学校|高校|医院|景区|协会|商会|社区|[场站所])$"
)
# A body made for one task has the task in its name, verbs and all.
_MADE_FOR_A_TASK = re.compile(
    r"(?:领导小组|协调小组|工作小组|指挥部|工作?专班|联席会议|委员会|工作组|督导组)(?:办公室|办)?$"
)
# What a name never holds: signs of a sentence.
_SENTENCE = re.compile(
    r"[。；：！？:;!?…]|[的了将把对使让被由]|如果|应当|可以|不得|进行|是否|按照|根据|其中|包括|以及其|建立|完善|推进|加强|落实|制定|做好|开展|组织实施"
)
_PUNCTUATION = re.compile(r"[。；：！？:;!?…，,]|[了将被由]|其中")
_NAME_HOLDS = re.compile(
    r"“[^”]*”|《[^》]*》|〈[^〉]*〉|（[^）]*）|\([^)]*\)|领导小组|指挥部|专班|联席会议|协调|目的地|对外|对台|对口|的士|设区的市|建立|推进.{0,20}办"
)

# Words that mean nothing alone: 「A等部门」 is A.
BARE = frozenset(
    (
        "部门 单位 机构 机关 地方 地区 企业 园区 部门和单位 部门单位 部门及单位 部门、单位 单位和部门 部门（单位） 部门(单位) 单位（部门） 方面 各方面 "
        "院校 学校 人员 政府 人民政府 党委 区 县 市 省 州 镇 乡 街道 管委会 委员会 办公室 中心 领导 同志 下属 直属机构 地方政府"
    ).split()
)
_BARE_REGION = re.compile(
    r"(?:县级市|自治县|特别行政区|直辖市|自治区|[县区市州盟旗镇乡街]|街道|苏木|特区|民族乡)(?:[（(〈][^（）()〈〉]{1,8}[）)〉])?(?:人民政府|政府|党委|党工委|委|办事处|党委政府)?(?:[（(〈][^（）()〈〉]{1,8}[）)〉])?$"
)
_EVERY_REGION = re.compile(
    r"各(?:级|有关|相关)?[、县区市州盟旗镇乡街道省苏木特自治直辖]{1,14}(?:[（(〈][^（）()〈〉]{1,8}[）)〉])?$"
)

_BARE_OFFICE = re.compile(
    r"(?:(?:人民)?政府|管委会|办事处|党委|党工委)(?:[（(〈][^（）()〈〉]{1,8}[）)〉])?(?:、(?:人民)?政府)?$"
)
_EVERY_OFFICE = re.compile(
    r"(?:各|相关|有关|属地|所在).{1,16}(?:党委|党[（(〈]?工?[）)〉]?委|政府|管委会|办事处)(?:[（(〈][^（）()〈〉]{1,8}[）)〉])?$"
)

_AND = re.compile(r"以及|及其|及|和|与|或|暨")
_BEGINS_BODY = re.compile(r"各|有关|相关|其他|其它|国务院|省|市|县|区|州|乡|镇|中央|国家|全国|地方|本级|属地|所在|驻")
_AND_OTHERS = re.compile(
    r"(?<![中高初同平均优对何特头上下])等(?=$|[和及与以、]|有关|相关|国务院|中央|部门|单位|各|省|市|县|区|州|机构|成员|职能|行业|多[个家]?|[一二三四五六七八九十两数几\d]+[个家]|责任|地|企业|其他|按|共同|主管|直属|负责|高校|院校|银行|金融机构|街道|镇|乡|(?:有|涉)[^，。、]{1,8}(?:单位|部门))"
)
_COUNT = re.compile(r"^(?:[一二三四五六七八九十两数几多\d]+|若干)[个家]?")
_LEADING = re.compile(r"^(?:(?:具体|主要|统一|分别|共同|并)?由|以及|及其|及|和|与|并|或|请|以(?=[市县区省各]))")
# 「县商务局（以下简称县商局）」: the bracket tells how the document will call the body, it is no part of the name.
_CALLED_BELOW = re.compile(r"[（(](?:(?:以下|下文|下同)?(?:统一|均|一并)?[简统合]?称|以下均?称|下称)[^（）()]*[）)]")
_STAR = re.compile(r"^[*＊★☆▲△●]+|[*＊★☆▲△●]+$")


_PARTY_OF_A_PLACE = re.compile(r".{2,16}(?:[县区市镇乡街道场]|开发区|园区|高新区)(?:党委|党工委|党[（(]工[）)]委)$")


def is_body(name: str) -> bool:
    """Whether a word reads as the name of a body, a region's government or a collective of bodies."""
    if not 2 <= len(name) <= LONGEST_NAME or name in BARE:
        return False
    if _SENTENCE.search("" if _is_made_for_a_task(name) else _NAME_HOLDS.sub("", name)):
        return False
    plain = re.sub(r"[（(〈][^（）()〈〉]*[）)〉]$", "", name)
    if "、" in plain and not re.match(r"各|有关|相关|其[他它]|市|县|区|省|国务院", plain):
        return False
    return any(
        pattern.search(candidate)
        for candidate in {name, plain}
        if candidate and candidate not in BARE
        for pattern in (_OFFICE, _COLLECTIVE, _EVERY_PLACE, _REGION)
    ) or bool(_EACH_OF_A_KIND.match(plain) or _BY_FIELD.match(plain))


def is_field(name: str) -> bool:
    """Whether a word is a department's field alone (「市公安」, 「住建」), which names it in a list of bodies only."""
    return bool(_FIELD_ALONE.match(name))


def _is_made_for_a_task(name: str) -> bool:
    return name[0] in "省市县区州镇乡全国" and not _PUNCTUATION.search(name) and bool(_MADE_FOR_A_TASK.search(name))


def is_collective(name: str) -> bool:
    """Whether a name stands for many bodies (其他有关部门, 各县〈市、区〉人民政府), which the register keeps as a group."""
    return bool(
        _COLLECTIVE.search(name)
        or _EVERY_PLACE.search(name)
        or _BY_FIELD.match(name)
        or name.startswith(("各", "其他", "有关", "相关"))
    )


def top_level(text: str, separators: str) -> Iterator[tuple[str, int, int]]:
    """The parts of a text between separators that stand outside brackets and quotes, with their places."""
    depth = begin = 0
    for place, char in enumerate(text):
        depth = max(0, depth + _DEPTH.get(char, 0))
        if depth == 0 and char in separators:
            yield text[begin:place], begin, place
            begin = place + 1
    yield text[begin:], begin, len(text)


def names_in(item: str) -> list[str]:
    """The bodies in one item of a list: parted at 等, 及, 和, 与 where both sides are bodies, cleaned, none doubled."""
    item = _STAR.sub("", _LEADING.sub("", item.strip()))
    if not item:
        return []
    _, by, rest = item.rpartition("由")
    if by and not is_body(item) and is_body(rest):
        return [rest]  # 「考核工作由市委农办」
    others = _AND_OTHERS.search(item)
    if others is None:
        return [name for part in _parted(item) if (name := _clean(part))]
    tail = _COUNT.sub("", _LEADING.sub("", item[others.end() :]))
    return _kept([*names_in(item[: others.start()]), *names_in(tail)])


def join_split_regions(items: Sequence[str]) -> list[str]:
    """Puts together what a list sign inside a collective parted: 「各县、市、区人民政府」, 「各镇党委、政府」."""
    out: list[str] = []
    for item in items:
        if out and (
            (_BARE_REGION.match(item) and _EVERY_REGION.match(out[-1]))
            or (
                _BARE_OFFICE.match(item)
                and (_EVERY_OFFICE.match(out[-1]) or (item != "党委" and _PARTY_OF_A_PLACE.match(out[-1])))
            )
        ):
            out[-1] = f"{out[-1]}、{item}"
        else:
            out.append(item)
    return out


def _parted(item: str) -> list[str]:
    for found in _AND.finditer(item):
        left, right = item[: found.start()], item[found.end() :]
        if _inside_brackets(left) or not left or not right:
            continue
        if is_body(left) and right not in BARE and (_BEGINS_BODY.match(right) or is_body(right.split("等")[0])):
            return [left, *_parted(right)]
        if left in BARE and (right.startswith("各") or is_body(right)):
            return _parted(right)
    return [item]


def _inside_brackets(text: str) -> bool:
    return sum(_DEPTH.get(char, 0) for char in text) > 0


def _clean(name: str) -> str:
    name = _STAR.sub("", _CALLED_BELOW.sub("", name).strip(" \t、，,.．。；;：:·/—-"))
    return "" if name in BARE or len(name) > LONGEST_NAME * 2 else name


def _kept(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))
