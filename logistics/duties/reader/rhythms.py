"""How often: the words of a plan for each rhythm, and what they add (weekdays, times, a holiday)."""

import re
from dataclasses import dataclass

N = "[一二两三四五六七八九十\\d]"
OFTEN = f"(?:{N}{{1,2}}(?:至|到|-|~)?{N}?[次遍回]|一?[小大普]?[扫检清查消报反盘评例通总小大]|[^,。;]?一)"
HOLIDAYS = {
    "new_year": "元旦",
    "spring_festival": "春节",
    "qingming": "清明节?",
    "labour_day": "五一(?:劳动)?节?|劳动节",
    "childrens_day": "六一(?:儿童)?节?|儿童节",
    "dragon_boat": "端午节?",
    "teachers_day": "教师节",
    "mid_autumn": "中秋节?",
    "national_day": "国庆节?|十一(?:长假|假期)",
    "womens_day": "三八(?:妇女)?节?|妇女节",
    "arbor_day": "植树节",
}
FEAST = "(?:" + "|".join(HOLIDAYS.values()) + ")"
HOLIDAY = re.compile("|".join(f"(?P<{code}>{words})" for code, words in HOLIDAYS.items()))

# The order decides where two could match: 每月初 before 每月, 每两周 before 每周.
WORDS = {
    "meal": r"每(?:一)?(?:餐|顿)(?!具)|餐餐|顿顿|每(?:次)?开?餐[前后]",
    "shift": r"每(?:一|个)?班次|每(?:一|个)?班交接|每次交接班",
    "biweekly": r"每[两二双]周|(?<!第)[两二双]周(?:[一1]次|一)|每隔?[两二]个?(?:星期|礼拜)|两个?星期一次|隔周|每?半个?月(?:一次)?|每双周|每十[四五]天|(?<!单)双周",
    "every_weeks": r"每[三四3-6]个?(?:周|星期)",
    "weekly": rf"每(?:个)?(?:周|星期|礼拜)|每逢?周[一二三四五六日天末]|逢周[一二三四五六日]|周周|(?<!第)(?:一周|一?星期)(?={OFTEN})|每工作周",
    "month_start": r"每(?:个)?月(?:的)?月?初|每月上旬|月初|每月第一(?:周|天|个)|每(?:个)?月1[日号]",
    "month_end": r"每(?:个)?月(?:的)?月?[底末]|每月下旬|月[底末]|每月最后",
    "bimonthly": r"每隔?[两二2]个?月|隔月|两个?月(?:一次|一)|每隔一个?月|单月|双月",
    "quarterly": r"每(?:个)?季度?(?:末|初)?|按季度?|逐季|季度末|一季度?一次|每[三3]个月|每季末",
    "half_yearly": r"每(?:隔)?半(?:学?年|学期)|半年一次",
    "monthly": rf"每(?:个|1|一)?月(?!亮)|按月|逐月|月月|(?:一|1)个?月(?:一|{N}{{1,2}})[次遍回检查报结评例小总]",
    "before_term": r"(?:新?学期|每次)?(?:开学|开园|报到|入园|返园|返校|复课)(?:之)?前(?!夕?的?[一二三四五六七八九\d])|学期开始前|开学前夕",
    "term_start": r"(?:每(?:个)?)?学期初|开(?:学|园)(?:之)?初|开园伊始|开学伊始|(?<!学)期初|开学第一[周天]|开学后|每学年初",
    "after_term": r"(?:放(?:寒|暑)?假|学期结束|离校|离园|散学)(?:以|之)?后(?!勤)",
    "before_holiday": rf"(?:每逢|逢|各)?(?:重大)?(?:法定)?(?:节假日|双休日|小?长假|放?(?:寒|暑|寒暑)?假|{FEAST}、?(?:{FEAST})?)(?:假期|放假|小?长假)?(?:来临|到来)?(?:之|以)?前(?:夕|后)?|(?<![季环])节前",
    "after_holiday": rf"(?:节假日|小?长假|{FEAST})(?:假期|放假|长假)?(?:之|以)?后(?!勤)|(?<![季环])节后|收假后",
    "term_mid": r"学?期中(?!考|测|检|质|统|和期末考|、期末考|期末)",
    "term_end": r"(?:每(?:个)?)?(?:学)?期(?:末|终|结束(?:时|前)?)(?!考|测|统|复习|质量|检测|监测|评价|评优)|学年(?:末|结束)|学期结束",
    "termly": rf"每(?:一|个)?学期|一学期{N}{{1,2}}次|一学期一",
    "yearly": r"每(?:一|个)?(?:学)?年(?!级|龄|轻)(?:度)?|一年(?:一|两|二|\d)(?:度|次)|年年",
    "daily": rf"每(?:一|个)?(?:天|日|工作日|上课日|教学日)|天天|日日|逐日|按日|每(?:早|晚)|一(?:日|天)(?=(?:一|二|两|三|\d)[^餐顿点]|{N}[次遍])|早中晚",
    "rota": r"按?轮流(?:值|负责|巡)|轮值|轮岗值|值班表|值日表",
    "unset": r"(?:不)?定期(?!末)|经常(?!性)|随时|常年|时常|常态化|不定时|定时|长期坚持|平时",
}
RHYTHM = re.compile("|".join(f"(?P<{code}>{words})" for code, words in WORDS.items()))
SIGNS = re.compile("[每天日周期隔双两月季按逐学假节年早轮值定经随常平前后]")

WEEKDAY = {day: str(number) for number, day in enumerate("一二三四五六", 1)} | {
    "日": "7",
    "天": "7",
}
WEEKDAYS = re.compile(
    r"(?:周|星期|礼拜)(?P<first>[一二三四五六日天])(?!次|遍|回|扫|大|小|反馈|换|评比|总结)"
    r"(?P<more>(?:[、,和及与/至到~—-](?:周|星期|礼拜)?[一二三四五六日天](?![次遍回])){0,6})"
)
SPAN = re.compile(r"[至到~—-]")
CLOCK = re.compile(
    r"(下午|晚上?|傍晚)?(?<!\d)([01]?\d|2[0-3])(?::([0-5]\d)|[点时](半|[0-5]?\d分)?)(?!\d|小)"
)
MONTHS = re.compile(
    r"(?:(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])[、和及,]?(?:月份?[、和及,]?)?){1,6}月份?"
)
MONTH = re.compile(r"1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]")
HAN = {char: value for value, char in enumerate("一二三四五六七八九十", 1)} | {
    "两": 2,
    "十一": 11,
    "十二": 12,
}
COUNT = re.compile(rf"({N}{{1,2}})[次遍回]")
AHEAD = re.compile(r"(?:提前|前)([一二两三四五六七八九十\d]{1,2})(天|周|个?星期)")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A rhythm that a sentence names, where it stands, and what the words beside it add."""

    code: str
    place: int
    weekdays: str = ""
    times: str = ""
    months: str = ""
    interval: int | None = None
    anchor: str = ""
    days: int | None = None
    count: int | None = None


def named(folded: str) -> list[Rhythm]:
    """The rhythms of a sentence, each once; a vague one only where its clause has no other."""
    found: dict[tuple, Rhythm] = {}
    for hit in RHYTHM.finditer(folded):
        rhythm = _rhythm(folded, hit)
        found.setdefault((rhythm.code, rhythm.anchor, rhythm.weekdays), rhythm)
    clear = [rhythm.place for rhythm in found.values() if rhythm.code != "unset"]
    return [
        rhythm
        for rhythm in found.values()
        if rhythm.code != "unset" or not any(_same_clause(folded, rhythm.place, at) for at in clear)
    ]


def may_name(folded: str) -> bool:
    """A quick look that most lines without a rhythm do not pass."""
    return SIGNS.search(folded) is not None


def _same_clause(folded: str, one: int, other: int) -> bool:
    return not re.search("[,;。:]", folded[min(one, other) : max(one, other)])


def _rhythm(folded: str, hit: re.Match[str]) -> Rhythm:
    word, after = hit.lastgroup or "", folded[hit.end() : hit.end() + 16]
    after = re.split("[,;。]", after, maxsplit=1)[0] if word != "weekly" else after
    code, interval = word, None
    if word == "every_weeks":
        code, interval = "weekly", _number(hit[0][1])
    if word == "half_yearly":
        code = "termly"
    months = _months(after) if code == "yearly" else ""
    if ";" in months:
        code = "months"
    return Rhythm(
        code,
        hit.start(),
        weekdays=_weekdays(hit[0][-1] + after) if code in ("weekly", "biweekly") else "",
        times=_times(after) if code in ("daily", "weekly", "meal") else "",
        months=months,
        interval=interval,
        anchor=_anchor(hit[0]) if code in ("before_holiday", "after_holiday") else "",
        days=_days(after) if code in ("before_holiday", "before_term") else None,
        count=_number(times[1]) if (times := COUNT.match(after.lstrip("至到少"))) else None,
    )


def _weekdays(text: str) -> str:
    found = WEEKDAYS.match(text)
    if not found:
        return ""
    days = [WEEKDAY[found["first"]]]
    for sign, day in re.findall(
        r"([、,和及与/至到~—-])(?:周|星期|礼拜)?([一二三四五六日天])", found["more"]
    ):
        first = int(days[-1]) + 1 if SPAN.match(sign) else int(WEEKDAY[day])
        days += [str(number) for number in range(first, int(WEEKDAY[day]) + 1)]
    return ";".join(dict.fromkeys(days))


def _times(text: str) -> str:
    found = CLOCK.search(text)
    if not found:
        return ""
    minute = "30" if found[4] == "半" else (found[3] or (found[4] or "0").rstrip("分"))
    hour = int(found[2]) + (12 if found[1] and int(found[2]) < 12 else 0)
    return f"{hour:02}:{int(minute):02}"


def _months(text: str) -> str:
    found = MONTHS.match(text)
    return ";".join(str(_number(name)) for name in MONTH.findall(found[0])) if found else ""


def _anchor(text: str) -> str:
    found = HOLIDAY.search(text)
    return found.lastgroup or "" if found else ""


def _days(text: str) -> int | None:
    found = AHEAD.match(text) or re.match(rf"({N}{{1,2}})(天|周|个?星期)", text)
    value = _number(found[1]) if found else None
    return value * (1 if found[2] == "天" else 7) if found and value else None


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() else HAN.get(said)
