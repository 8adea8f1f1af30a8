"""Duties that a plan's sentences promise again and again: 每周一, 期末, 节前."""

import re
from collections.abc import Iterable, Iterator

from logistics.duties.reader import marks, rhythms, roles
from logistics.duties.reader.lines import FOLDING, OUTER, Line
from logistics.duties.reader.reading import Item, Proposal

SENTENCE = re.compile(r"[^。!?;]+[。!?;]*[”」』)）]*")
NOT_TEXT = frozenset(("junk", "title", "header", "heading"))
ENDS = "。;!?"
LONGEST_HEADING = 20
TRADES = {
    "canteen": re.compile(
        r"食堂|食品|留样|伙房|伙食|厨|炊事|膳食|食谱|餐具|炊具|采买|菜谱|营养|冰箱|冰柜|就餐|配餐"
    ),
    "health": re.compile(
        r"消毒|晨检|午检|晨午检|保健|传染病|体检|疾病|药|疫|身高|体重|视力|因病缺|被褥|毛巾|通风|体弱|健康"
    ),
    "safety": re.compile(
        r"安全|消防|灭火|门卫|保安|隐患|巡[查视逻]|演练|校车|监控|防火|防盗|维修|检修|大型玩具|来访|值班|应急|锅炉|电梯|线路"
    ),
    "assets": re.compile(
        r"资产|财产|校产|固定资产|盘点|清点|采购|物品|仓库|库房|领用|借用|报废|台账|台帐|入库|出库|教具"
    ),
}


def proposals(
    lines: list[Line], kinds: dict[int, str], items: Iterable[Item]
) -> Iterator[Proposal]:
    """What keeps coming back, in running text and in items, with the sentence that says so."""
    by_line: dict[int, dict[str, None]] = {}
    for item in items:
        by_line.setdefault(item.line, {})[item.text] = None
    for line in lines:
        if len(line.folded) > 2 and rhythms.may_name(line.folded):
            for text in by_line.get(line.number) or _running_text(line, kinds.get(line.number, "")):
                yield from _of_text(text, line.number)


def _running_text(line: Line, kind: str) -> tuple[str, ...]:
    is_title = (
        kind == "chapter" and len(line.folded) <= LONGEST_HEADING and line.folded[-1] not in ENDS
    )
    return () if kind in NOT_TEXT or is_title else (line.cut(line.start),)


def _of_text(text: str, number: int) -> Iterator[Proposal]:
    folded = text.translate(FOLDING)
    for found in SENTENCE.finditer(folded):
        sentence = found[0].rstrip()
        mark = marks.leading(sentence.lstrip())
        start = found.start() + (
            len(sentence) - len(sentence.lstrip()) + mark.end if mark and mark.sure else 0
        )
        if rhythms.may_name(sentence):
            yield from _of_sentence(text[start : found.end()].strip(OUTER), number)


def _of_sentence(text: str, number: int) -> Iterator[Proposal]:
    folded = text.translate(FOLDING)
    for rhythm in rhythms.named(folded):
        yield Proposal(
            text,
            number,
            rhythm.code,
            roles.named(folded, rhythm.place),
            trade=_trade(folded),
            weekdays=rhythm.weekdays,
            times=rhythm.times,
            months=rhythm.months,
            interval=rhythm.interval,
            anchor=rhythm.anchor,
            days=rhythm.days,
            count=rhythm.count,
        )


def _trade(folded: str) -> str:
    """The trade whose words the sentence uses most; the department's own if none does."""
    counts = {code: len(words.findall(folded)) for code, words in TRADES.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else "logistics"
