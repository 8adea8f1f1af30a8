"""Duties proposed out of a plan's sentences."""

import pytest

from logistics.duties.reader import read


def rhythms_of(text):
    return [duty.rhythm for duty in read(text).duties]


@pytest.mark.parametrize(
    ("sentence", "rhythms"),
    [
        ("每天巡查校园。", ["daily"]),
        ("每日登记", ["daily"]),
        ("卫生天天扫，窗户亮堂堂。", ["daily"]),
        ("做到一日一小扫，一周一大扫。", ["daily", "weekly"]),
        ("每周一检查玩具。", ["weekly"]),
        ("每周一次大检查。", ["weekly"]),
        ("双周一次例会。", ["biweekly"]),
        ("每两周更换床单。", ["biweekly"]),
        ("每月初上报报表，每月底盘点。", ["month_start", "month_end"]),
        ("每月核对账目。", ["monthly"]),
        ("按月发放工资。", ["monthly"]),
        ("每两个月检修一次。", ["bimonthly"]),
        ("每季度上传数据。", ["quarterly"]),
        ("按季上报能源报表。", ["quarterly"]),
        ("每学期审查账目一次。", ["termly"]),
        ("学期初发放用品，期末清点回收。", ["term_start", "term_end"]),
        ("学期末总结。", ["term_end"]),
        ("开学前全面消毒。", ["before_term"]),
        ("开学初核对名单。", ["term_start"]),
        ("节前检查食堂。", ["before_holiday"]),
        ("节假日前安全排查。", ["before_holiday"]),
        ("每年组织体检。", ["yearly"]),
        ("每年3月、9月清洗水箱。", ["months"]),
        ("水电工每天记录，一周一反馈。", ["daily", "weekly"]),
        ("定期清理纸篓。", ["unset"]),
        ("要经常检查玩具。", ["unset"]),
        ("随时维修课桌。", ["unset"]),
        ("每餐留样。", ["meal"]),
        ("按值班表巡逻。", ["rota"]),
        ("一日三餐搭配合理，一日活动有序。", []),
        ("第一周检查水电。", []),
        ("季节前后温差大。", []),
        ("做好期中考试、期末考试用纸。", []),
        ("本学期更换课桌。", []),
        ("一年级课桌调整。", []),
    ],
)
def test_a_sentence_proposes_the_rhythms_it_names(sentence, rhythms):
    assert rhythms_of(sentence) == rhythms


def test_a_vague_word_says_nothing_beside_a_clear_one():
    assert rhythms_of("每天经常检查门窗。") == ["daily"]


def test_a_proposal_is_the_sentence_it_came_from():
    text = "一、卫生\n1、抓好卫生。坚持每周一次大检查，及时通报；每月评比。"

    weekly, monthly = read(text).duties

    assert (weekly.text, weekly.line) == ("坚持每周一次大检查，及时通报；", 2)
    assert (monthly.text, monthly.line) == ("每月评比。", 2)


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("保健医每天对幼儿晨检。", "doctor"),
        ("会计坚持每月上报报表，使园长掌握情况。", "accountant"),
        ("水电工负责全园用电检查，每天做好记录。", "repairer"),
        ("财务人员每月向园领导报告收支。", "accountant"),
        ("期末由后勤主任协助保管员清点。", "director"),
        ("保育员每天消毒毛巾。", "carer"),
        ("炊事人员每天清洗灶台。", "cook"),
        ("门卫每天登记来访。", "guard"),
        ("各活动室由班主任负责，做到一日一小扫。", "teacher"),
        ("做好维修工作，每周检查玩具。", None),
        ("教师节慰问，每年一次。", None),
        ("每天检查门窗。", None),
    ],
)
def test_a_proposal_names_the_role_the_sentence_names(sentence, role):
    assert read(sentence).duties[0].role == role


@pytest.mark.parametrize(
    ("sentence", "added"),
    [
        ("每周一检查玩具", {"weekdays": "1"}),
        ("每周一次检查玩具", {"weekdays": "", "count": 1}),
        ("每周一、三、五消毒", {"weekdays": "1;3;5"}),
        ("每周一至周五值班", {"weekdays": "1;2;3;4;5"}),
        ("每天两次巡查", {"count": 2}),
        ("每天早上7:30开门", {"times": "07:30"}),
        ("每天下午4点半离园", {"times": "16:30"}),
        ("国庆节前检查消防", {"anchor": "national_day"}),
        ("每年3月、9月清洗水箱", {"months": "3;9"}),
        ("每三周评比一次", {"rhythm": "weekly", "interval": 3}),
        ("食堂每天留样", {"trade": "canteen"}),
        ("每天消毒毛巾", {"trade": "health"}),
        ("每周检查消防器材", {"trade": "safety"}),
        ("每学期盘点固定资产", {"trade": "assets"}),
    ],
)
def test_a_proposal_keeps_what_the_words_add(sentence, added):
    duty = read(sentence).duties[0]

    assert {name: getattr(duty, name) for name in added} == added


def test_the_json_of_a_reading_has_the_shape_others_rely_on():
    reading = read("后勤计划(篇1)\n九月份：\n1、每天巡查。")

    assert reading.as_json() == {
        "sections": [
            {
                "document": "后勤计划(篇1)",
                "heading": "九月份：",
                "line": 2,
                "month": 9,
                "quarter": None,
                "items": [{"text": "每天巡查。", "line": 3}],
            }
        ],
        "unplaced": [],
        "duties": [{"text": "每天巡查。", "line": 3, "rhythm": "daily", "role": None}],
    }
