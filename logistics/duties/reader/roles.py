"""Whom a sentence names: the words of a school for each role."""

import re

WORDS = {
    "director": "后勤主任|总务主任|后勤副?园长|分管后勤的?(?:副?园长|副?校长|领导)|后勤副校长|后勤(?:负责人|管理人员|领导|干事)|总务处主任",
    "food_safety_officer": "食品安全(?:管理)?员|食品安全总监",
    "doctor": "保健医生?|保健(?:老师|教师|员|人员)|保健室|校医|园医|医务(?:室|人员|老师)|卫生(?:老师|员|室)",
    "carer": "保育(?:员|老师|教师|人员|组)|生活(?:老师|教师)",
    "cook": "炊事(?:员|人员|班)|厨师长?|厨房(?:人员|工作人员|员工)|营养员|食堂(?:工作人员|从业人员|人员|员工|职工|管理员|班长)|厨工|帮厨",
    "guard": "门卫(?:人员|师傅)?(?!室)|保安(?:员|人员)?(?!室)|安保人员|传达室",
    "storekeeper": "(?:实物|仓库|物品|财产|校产|资产|库房)?(?:保管员|保管人员)|仓管员?|仓库管理员|(?:资产|财产|校产|物品|库房)管理(?:人员|员)",
    "purchaser": "采购(?:员|人员)|采买(?:员|人员)",
    "accountant": "会计|出纳|财务(?:人员|室|处)|报账员",
    "repairer": "维修(?:工(?!作|程)|人员|员|师傅|组)|水电(?:工(?!作|程)|师傅|维修工)|电工(?!作)|木工|水工(?!作)",
    "bus_attendant": "随车(?:照管)?(?:员|教师|老师|人员)|跟车(?:教师|老师|员|人员)|照管员",
    "cleaner": "保洁(?:员|人员|工(?!作)|阿姨)|清洁(?:工(?!作|具)|员|人员)|清扫人员",
    "inspector": "检查人员|督查人员",
    "principal": "园长(?!室)|校长(?!室)|园领导|校领导|行政(?:人员|领导)?值班(?:人员|领导)?|值班领导|值日领导|带班领导",
    "teacher": "班主任|(?:带班|当班|值日|值班|配班|任课)(?:教师|老师)|教师(?!节|资格|办公|用书|宿舍|食堂|培训)|老师|各班(?!级)",
    "admin": "管理员",
}
ROLE = re.compile("|".join(f"(?P<{code}>{words})" for code, words in WORDS.items()))
# After these a person is told, helped or asked, and is not the one who does it.
TOLD = re.compile(
    r"(?:向|给|报|对|请|由?送|交|经|为|通知|与|和|告知|提醒|督促|指导|培训|组织|关心|慰问|供|让|使|将)\Z"
)
LONGEST_TOLD = 4
OPENS = re.compile(r"(?:^|[,;:。、由])\Z")
CLAUSE = re.compile(r"[,;:。]")


def named(folded: str, place: int) -> str | None:
    """Whose duty the word at `place` makes it: the first whom its clause names, else the last
    before it who opens a clause (水电工负责检查,每天记录)."""
    found = [hit for hit in ROLE.finditer(folded) if not _is_told(folded, hit.start())]
    start = max((hit.end() for hit in CLAUSE.finditer(folded, 0, place)), default=0)
    stop = CLAUSE.search(folded, place)
    end = stop.start() if stop else len(folded)
    before = [hit for hit in found if hit.start() < place and OPENS.search(folded, 0, hit.start())]
    inside = [hit for hit in found if start <= hit.start() < end]
    choice = next(iter(inside), None) or (before[-1] if before else None)
    return choice.lastgroup if choice else None


def _is_told(folded: str, start: int) -> bool:
    return bool(TOLD.search(folded[max(0, start - LONGEST_TOLD) : start]))
