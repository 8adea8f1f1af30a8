"""What stands around a plan's lists: titles, chapters, signatures, closing words, a web page's junk."""

import re

from logistics.duties.reader.lines import Line

HAN_NUMBER = "一二三四五六七八九十"
COUNT = rf"[{HAN_NUMBER}\d]{{1,3}}"

VERBS = re.compile(
    r"(?:制定|制订|拟|撰写|书写|写|上交|上报|报送|提交|交|完成|做好|作好|讨论|审|修|落实|编|布置|部署|学习|传达|填|"
    r"整理|召开|公布|公示|起草|明确|执行|检查|收|汇总|总结|完善|开展|组织|进行|下发|印发|发放|张贴|签订|建立|健全|准备|"
    r"配合|协助|参与|参加|确定|研究|启动|实施|继续|按|根据|督促|指导|安排|启用|归档|宣传|各|每|全体|对|将|把|为|与|向|"
    r"迎接|加强|抓|搞好|购|采购|更新|清|维|排查|制作|布置|预|核|登记|办理|出|做|认真|及时|协调|策划|落|商讨|商定)"
)
SCHOOL = re.compile(r"[^,。]{2,12}?(?:幼儿园|小学|学校|中心校|分园|附小)")
TITLE_END = r"(?:(?:逐月|各月|每月|月度|全年|分月)(?:重点|具体|主要)?工作|计划|规划|方案|安排|要点|总结|行事历|配档表|计划书|计划表|安排表|日程表|范文|历)"
SUFFIX = (
    rf"(?: *[-—]{{0,2}} *[(【\[《<]? *(?:篇|精选|范文|版本?|之|第|模板)? *{COUNT} *[篇章份]? *[)】\]》>]?|"
    r" *[(【\[][^()【】\[\]]{1,20}[)】\]]|(?:精选|通用|最新|热门|优秀|汇总|合集|集合|大全|模板|范本|范文|\d{1,2}篇|[一二三四五六七八九十多几]篇){1,3})"
)
TITLE = re.compile(
    rf"[#*=《【 ]{{0,4}}(?P<core>[^。;!?]{{0,40}}?{TITLE_END})(?P<suffix>{SUFFIX})?[#*=》】 ]{{0,4}}"
)
PLAN_WORDS = re.compile(r"计划|规划|方案|要点|行事历")
TOPIC = re.compile(
    r"后勤|总务|幼儿园|小学|学校|我[园校]|校园|年度|学期|学年|(?:19|20)[\dxX×_*]{2}|保健|安全|食堂|部门|膳食|财务|资产|保育|半年|[春秋]季|工作计划"
)
DATED_TOPIC = re.compile(r"年度|学期|学年|(?:19|20)[\dxX×_*]{2}|幼儿园|小学|学校|半年|[春秋]季")
DATED_PLAN = re.compile(r"(?:年|学期).{0,20}(?:计划|规划|方案|要点|安排)")
PART_TITLE = re.compile(
    rf"[#*=【(\[《 ]{{0,4}}(?:第{COUNT}篇|[篇例]{COUNT}|范文{COUNT}|方案{COUNT}|{COUNT}篇)[】)\]》 ]{{0,3}}[:、. ]?(?P<rest>[^。;!?]{{0,45}})"
)
LONGEST_TITLE = 48
PAGE_HEADING = re.compile(
    r"[^,。;:!?]{2,24}(?:计划|安排|工作|表|历|记|[要重]点|思路|意见|总结|规划|日程|一览|任务|清单|汇总|进度|幼儿园|小学|学校|[处组部])"
    rf"(?:{SUFFIX})?"
)
LONGEST_FIRST_TITLE = 30

CHAPTER = re.compile(rf"第(?:{COUNT})(?:部分|章|节|编)|Part ?\d|附(?:件|录|则|表)\d?(?:[: ]|\Z)")
CHAPTER_WORDS = re.compile(
    r"(?:工作|主要|具体|几点|其[他它]|有关|相关|基本|总体|组织|后勤|人员|岗位|经费|质量|预期|考核|监督|安全){0,3}"
    r"(?:保障|措施|要求|目标|思想|原则|领导|考核|评价|总结|说明|附则|注意|分工|制度|预期|效果|经费|备注|事项|建议|反思|成效|责任|职责)"
    r"(?:措施|事项|机制|办法|与|及|和|、|保障|考核|评价|要求|分工|说明|总结|制度|体系|落实){0,4}"
)
CLOSING_CHAPTER = re.compile(r".{2,}(?:措施|要求|保障|领导|机制|附则|说明):?")
LONGEST_CHAPTER = 18
SCHEDULE = re.compile(
    r"安排|行事历|日程|进程|进度|月份|逐月|各月|按月|每月|分月|时间表|配档|月工作|月度|历\Z"
)
SCHEDULE_TITLE = re.compile(
    r"(?:各|每|分|逐|按)?月(?:份|度)?(?:具体|主要|重点|后勤|工作|活动|的){0,4}(?:安排|行事历|进程|日程|计划|要点|重点|表)(?:表|如下)?:?"
)
TERM = re.compile(
    r"[(【\[ ]*(?:(?:19|20)[\dxX_-]{2,9}(?:学年度?|年))?(?:第[一二12]学期|[上下]学期|[上下]半年|[春秋]季?(?:学期)?|(?:寒|暑)假(?:期间)?)"
    r"(?:[(（][^()]{0,20}[)）])?(?:工作|后勤|具体|主要|安排|计划|重点|要点|部分){0,4}[)】\] ]*:?"
)
WEEK = re.compile(
    rf"[(【\[ ]*(?:第? ?{COUNT}(?: ?[-—~～至、到] ?第?{COUNT})? ?周|[上中下]旬|月[初中底末])[)】\] ]*(?:\([^()]{{0,24}}\))? ?(?:工作(?:安排|重点)?)?:?"
)

RESIDUE = re.compile(r"[、.,·第 ]{0,4}(?:月份?|份)[、., ]{0,3}:?")
CLOSING = re.compile(
    r"(?:总之|综上|总而言之|最后,|今后,?|在今后|在新的|新的一?[学一]|新学[期年]|本学[期年]度?,?(?:我|后勤|总务|全体|本)|本年度|"
    r"以上(?:是|为|计划|工作|就是|安排)|让我们|我们|相信|希望|全体|各位|同志们|此计划|本计划|未尽|特此|如有|计划赶不上|"
    r"后勤(?:处|组|部)?全体|在(?:园|校|学校|幼儿园|上级|各级)[^,。]{0,12}(?:领导|支持|关心))"
)
CLOSING_SIGNS = re.compile(
    r"我们|我[园校]|将|努力|希望|力争|相信|奋斗|贡献|以上|本计划|此计划|未尽|特此|调整|修改|携手|团结"
)
SHORTEST_CLOSING = 12

DATE_LINE = re.compile(
    rf"[(（]?(?:日期|时间|制定日期)?:? ?(?:(?:19|20)[\dxX×_*]{{2}}|二[〇○零oO0{HAN_NUMBER}]{{3}}) ?[年./-] ?[{HAN_NUMBER}\dxX×_* ]{{1,3}}(?:月|[月./-] ?[{HAN_NUMBER}\dxX×_* ]{{1,3}}[日号]?)[)）]?"
)
SIGNER = re.compile(
    r"[^,。;:、!?]{0,22}(?:幼儿园|小学|学校|中心校|分园|园区|校区|总务处|后勤处|后勤部|后勤组|后勤办|办公室|保健室|校长室|园长室|教育集团|后勤(?:服务|保障)?中心|总务室|总务科)"
)
NAMED_SIGNER = re.compile(
    r"(?:制定人|制表人?|执笔人?|拟稿人?|撰稿人?|负责人签字|审核人?|审批人?|签发人?|填表人?|主任|园长|校长)(?:签[字名])?: ?\S{0,12}"
)

RELATED = re.compile(
    r"[^。;]{0,40}?(?:(?:相关|推荐|热门|精彩|延伸|拓展|扩展|最新|更多|随机|同类|本类|编辑|站内|猜你)"
    r"(?:文章|阅读|范文|推荐|内容|资料|链接|文档|搜索|专题|新闻|信息|标签|下载|热词|喜欢|精选)|"
    r"[上下]一[篇页条个](?:[: ]|\Z)|[您你]可能(?:还|也)?(?:会|想)?(?:感兴趣|喜欢|关注|需要|在找)|看[过了][^。]{0,12}[还也]|大家[都还]在|"
    r"(?:阅读|点击|下载|人气|本周|本月|热点)(?:排行|热榜|榜)|友情链接)"
)
LISTED = re.compile(
    rf"[^。;!?]{{0,44}}(?:计划|总结|范文|方案|报告|制度|心得|体会|职责|预案|通知|模板|大全|[稿书篇]|要点|简报|规划)"
    rf"(?:{SUFFIX})?(?: *[(\[]?(?:(?:19|20)\d\d[-/.年])?\d{{1,2}}[-/.月]\d{{1,2}}日?[)\]]?)?(?: *\d{{2}}:\d{{2}})?(?: *\.{{3}}|…{{1,2}})?"
)
SAMPLE_WORDS = re.compile(r"范文|精选|模板|大全|篇|通用|合集|(?:19|20)\d\d[-/.]\d")

PAGE_NUMBER = re.compile(r"[-—–· ]{0,8}\d{1,4}[-—–· ]{0,8}")
JUNK = re.compile(
    r"https?:|www\.|(?:第 ?\d+ ?页|\d+ ?/ ?\d+|共 ?\d+ ?页|[Pp]age ?\d)[^一-鿿]{0,4}(?:[/ ,]?共? ?\d+ ?页)?\Z|"
    r"(?:文章|本文|信息|稿件)?(?:来源|作者|编辑|时间|日期|发布|发表|更新|浏览|阅读|点击|录入|责任编辑|字数|字号|标签|关键词|分类|栏目|上传|大小|格式|页数|人气|热度|评论)"
    r"(?:时间|日期|人|者|次数|量|数)?(?::|\d|\(\d)|"
    r"(?:点击|立即|免费|全文|一键|长按|扫描|展开|收起|返回|举报|打开)(?:[^,。;]{0,10})(?:下载|查看|阅读|复制|全文|二维码|顶部|首页|列表|关注|咨询|领取|剩余|APP|打开)|"
    r"(?:扫码|扫一扫|关注|微信搜)[^,。;]{0,8}(?:公众号|微信|下载|关注|领取)|加(?:入)?(?:微信|QQ)|(?:客服)?(?:QQ|微信号?)[: ]|"
    r"版权(?:所有|声明|归)|免责声明|声明:|本文(?:由|地址|来自|链接|档)|转载|[\[【(]?广告|Copyright|copyright|COPYRIGHT|©|\(c\)|首页 ?[>»]|[您]?(?:现在|当前)的?位置|我要(?:投稿|评论|纠错)|"
    r"(?:字体|字号)[: ]?[\[【(]?[大中小]|(?:打印|收藏|分享|关闭)(?:本[文页]|到|此|\Z)|[^,。;]{0,12}(?:内容来自|整理自|文档网|范文网|文库|资源网)|此处隐藏|"
    r"(?:下载|查看)(?:本文|全文|原文|文档|更多)|[^。;]{0,30}(?:小编|欢迎下载|仅供参考|欢迎阅读)|\[db:|�|ICP备|备案号|上一[篇页]|下一[篇页]|广告位"
)
CONTENT = re.compile(r"[一-鿿㐀-䶿A-Za-z0-9]")


def is_junk(line: Line) -> bool:
    if not CONTENT.search(line.folded) or PAGE_NUMBER.fullmatch(line.folded):
        return True
    return line.mark is None and bool(JUNK.match(line.folded))


def is_related_head(line: Line) -> bool:
    return 3 < len(line.words) <= LONGEST_TITLE and bool(RELATED.match(line.words))


def is_listed_title(line: Line) -> bool:
    """True for a line that reads like the name of some article."""
    words = line.words
    if not 5 <= len(words) <= LONGEST_TITLE + 20 or VERBS.match(words):
        return False
    return bool(LISTED.fullmatch(words))


def names_samples(line: Line) -> bool:
    return bool(SAMPLE_WORDS.search(line.words))


def title_strength(line: Line) -> int:
    """0: no plan's title, 1: reads like one, 2: counts its plan (篇2), so it surely is one."""
    words = line.folded
    if len(words) > LONGEST_TITLE or "\t" in words:
        return 0
    if (part := PART_TITLE.fullmatch(words)) and _is_part(part["rest"]):
        return 2
    if line.mark:
        return 0
    found = TITLE.fullmatch(words)
    if not found or _is_task(found["core"].lstrip("#*=《【 ")):
        return 0
    needed = TOPIC if PLAN_WORDS.search(found["core"][-4:]) else DATED_TOPIC
    if not needed.search(found["core"]) or ("," in words and not found["suffix"]):
        return 0
    if SCHOOL.match(words) and DATED_PLAN.search(words):
        return 2
    return 2 if found["suffix"] and re.search(rf"{COUNT}|篇", found["suffix"]) else 1


def _is_task(words: str) -> bool:
    """True for 制定后勤计划, which is a thing to do; 建设小学后勤计划 names its school."""
    found = VERBS.match(words)
    return found is not None and (len(found[0]) > 1 or not SCHOOL.match(words))


def is_heading_of_page(line: Line) -> bool:
    """True for a first line that names its subject, whatever it calls itself."""
    words = line.folded
    plain = not line.mark and len(words) <= LONGEST_FIRST_TITLE
    return plain and bool(PAGE_HEADING.fullmatch(words)) and not _is_task(words)


def _is_part(rest: str) -> bool:
    return not rest or bool(TITLE.fullmatch(rest)) or rest.endswith(("计划", "总结"))


def is_chapter_title(words: str) -> bool:
    """True for 保障措施, 工作要求 and the like, which open a chapter wherever they stand."""
    return len(words) <= LONGEST_CHAPTER and bool(CHAPTER_WORDS.fullmatch(words.rstrip(":")))


def is_closing_chapter(words: str) -> bool:
    """True for 保障措施 and 工作要求, which come behind a plan's months and are no month's task."""
    return bool(CLOSING_CHAPTER.fullmatch(words))


def is_unmarked_chapter(folded: str) -> bool:
    return bool(CHAPTER.match(folded)) or is_chapter_title(folded)


def is_schedule(words: str) -> bool:
    """True for a chapter that announces what happens month by month."""
    return bool(SCHEDULE.search(words[:60]))


def is_schedule_title(words: str) -> bool:
    return len(words) <= LONGEST_CHAPTER and bool(SCHEDULE_TITLE.fullmatch(words))


def is_term(words: str) -> bool:
    return bool(TERM.fullmatch(words))


def is_week(words: str) -> bool:
    return bool(WEEK.fullmatch(words))


def is_residue(folded: str) -> bool:
    """True for 月份：, a month's heading that lost its number."""
    return 1 < len(folded) <= 8 and folded[-1] in "月份:" and bool(RESIDUE.fullmatch(folded))


def is_closing(line: Line) -> bool:
    folded = line.folded
    if line.mark or len(folded) < SHORTEST_CLOSING or not CLOSING.match(folded):
        return False
    return bool(CLOSING_SIGNS.search(folded))


def is_date_line(folded: str) -> bool:
    return bool(DATE_LINE.fullmatch(folded))


def is_signer(line: Line) -> bool:
    if line.mark:
        return False
    return bool(SIGNER.fullmatch(line.folded) or NAMED_SIGNER.fullmatch(line.folded))
