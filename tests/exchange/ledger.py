"""The ledger that the demo's plan must become, written by hand from the plan: place, title, lead, supporting, due."""

from typing import Any

from commitments.choices import ObligationState, ShareState
from commitments.models import Share
from exchange.models import Document, Duty

# What the documents print for short: 发改 is 岚江市发展和改革局.
NAMES = {
    "发改": "岚江市发展和改革局",
    "财政": "岚江市财政局",
    "司法": "岚江市司法局",
    "商务": "岚江市商务局",
    "市监": "岚江市市场监管局",
    "档案": "岚江市档案馆",
    "投促": "岚江市投资促进局",
    "资源": "岚江市自然资源局",
    "高新": "岚江高新区管委会",
    "组织": "中共岚江市委组织部",
    "人社": "岚江市人力资源社会保障局",
    "编办": "中共岚江市委编办",
    "数据": "岚江市政务和数据局",
    "工信": "岚江市工业和信息化局",
    "科技": "岚江市科技局",
    "审计": "岚江市审计局",
    "住建": "岚江市住房和城乡建设局",
    "交通": "岚江市交通运输局",
    "水务": "岚江市水务局",
    "供电": "岚江供电局",
    "交易": "岚江市公共资源交易中心",
    "国资": "岚江市国资委",
    "政法": "中共岚江市委政法委",
    "法院": "岚江市中级法院",
    "教育": "岚江市教育局",
    "卫健": "岚江市卫生健康局",
    "信访": "岚江市信访局",
    "督查": "岚江市人民政府督查室",
    "委督": "中共岚江市委督查室",
    "纪委": "岚江市纪委监委",
    "人行": "人行岚江市分行",
    "府办": "岚江市人民政府办公室",
    "委办": "中共岚江市委办公室",
    "统计": "岚江市统计局",
    "各县": "各县〈市、区〉人民政府〈管委会〉",
    "各政务": "各县〈市、区〉政务服务管理部门",
    "直属": "市府直属各单位",
    "其他": "其他有关部门",
    "市直": "市直有关部门",
}

_BY_HAND = """
三（一）1|建立承诺登记台账|发改|直属 各县|
三（一）2|严把承诺审查关口（一）|司法|市监 财政|
三（一）2|严把承诺审查关口（二）|档案||
三（一）3|规范招商引资承诺（一）|投促|商务 资源 高新|
三（一）3|规范招商引资承诺（二）|投促|司法|2024-09-30 month
三（一）4|清理历史承诺（一）|发改|各县|2024-12-31 month
三（一）4|清理历史承诺（二）|司法|财政 各县|2025-06-30 month
三（一）5|落实新官理旧账（一）|组织|人社 其他|
三（一）5|落实新官理旧账（二）|编办||
三（二）1|实行履约亮灯管理|数据|发改|2024-04-30 month monthly
三（二）2|保障兑现资金|财政|工信 商务 科技|2025-03-31 month yearly
三（二）3|及时支付企业账款（一）|财政|工信 审计 各县|
三（二）3|及时支付企业账款（二）|工信||2024-06-30 month quarterly
三（二）4|兑现用地承诺|资源|高新 各县|
三（二）5|兑现配套承诺|住建|交通 水务 供电|
三（二）6|公布办事承诺|数据|各政务|
三（二）7|建立履约验收制度|发改||
三（三）1|政府采购领域|财政|交易 各县|2024-10-31 month
三（三）2|政府和社会资本合作领域|财政|发改|
三（三）3|招标投标领域|发改|住建 交通 交易|
三（三）4|公共资源交易领域|资源|国资 交易|
三（三）5|地方债务领域|财政|各县|2024-12-31 month half_yearly
三（三）6|履行法定义务（一）|政法|法院 司法 市直 各县|
三（三）6|履行法定义务（二）|司法||
三（三）7|基层服务承诺|各县||2024-06-30 month yearly
三（三）8|教育医疗领域|教育|卫健|
三（四）1|畅通投诉渠道（接到投诉后2个工作日内）|数据|信访|
三（四）1|畅通投诉渠道（15个工作日内）|数据|信访|
三（四）2|严格核实认定|发改|司法 各县|
三（四）3|督促限期整改|督查|委督 发改|
三（四）4|追究失信责任|纪委|组织 人社|
三（四）5|归集失信记录（一）|发改|数据 人行|
三（四）5|归集失信记录（二）|发改||
三（四）6|支持信用修复|发改||
四（一）|加强组织领导|府办|发改 各县|2024-06-30 month quarterly
四（二）|加强信息支撑|数据|财政 委办 府办|2025-03-31 month
四（三）|开展评价考核|组织|统计|2025-12-31 year
四（四）|加强宣传引导|||
"""

Row = tuple[str, str, str, tuple[str, ...], str]


def _row(line: str) -> Row:
    place, title, lead, supporting, due = line.split("|")
    return place, title, NAMES[lead] if lead else "", tuple(NAMES[one] for one in supporting.split()), due


LEDGER: list[Row] = [_row(line) for line in _BY_HAND.strip().splitlines()]


def ledger_of(document: Document) -> list[Row]:
    """What the register holds: a row for each open obligation, one without bodies for a measure that has none."""
    shares: dict[int, list[str]] = {}
    for share in Share.objects.exclude(state=ShareState.DROPPED).select_related("body").order_by("pk"):
        shares.setdefault(share.obligation_id, []).append(share.body.name)
    duties: dict[int, list[Any]] = {}
    rows = Duty.objects.filter(document=document).exclude(obligation__state=ObligationState.CANCELLED)
    for duty in rows.select_related("obligation__lead_body").order_by("pk"):
        duties.setdefault(duty.measure_id, []).append(duty.obligation)
    found: list[Row] = []
    for measure in document.measures.order_by("position"):
        for one in duties.get(measure.pk, []):
            supporting = tuple(shares.get(one.pk, []))
            found.append((measure.place, one.title, one.lead_body.name, supporting, _due(one)))
        if measure.pk not in duties:
            found.append((measure.place, measure.heading, "", (), ""))
    return found


def _due(one: Any) -> str:
    if one.due_on is None:
        return ""
    words = [str(one.due_on), one.due_precision, *([one.recurs] if one.recurs != "once" else [])]
    return " ".join(words)
