"""The robots of the chat groups: signed as their makers ask, and nowhere else."""

import socket

import pytest

from logistics.errors import Refused
from logistics.notices import webhooks
from logistics.notices.webhooks import NotSent, checked_address, request_for, send
from tests.notices.servers import SECRET

OURS = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=t",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/h",
}


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_a_robot_that_checks_the_signature_takes_the_message(robot, at, kind):
    robot.signed = True

    send(kind, robot.url, SECRET, "你好", now=at("08:00"))

    assert robot.texts == ["你好"]


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_signed_with_another_secret_it_is_refused(robot, at, kind):
    robot.signed = True

    with pytest.raises(NotSent, match="310000"):
        send(kind, robot.url, "another", "你好", now=at("08:00"))


def test_the_signatures_are_those_worked_out_by_hand(at):
    """With `openssl dgst -sha256 -hmac`, for 2026-09-07 08:00 in China."""
    address, _body = request_for("dingtalk", OURS["dingtalk"], "SEC1", "x", now=at("08:00"))
    _address, body = request_for("feishu", OURS["feishu"], "SEC1", "x", now=at("08:00"))

    assert (
        address
        == f"{OURS['dingtalk']}&timestamp=1788739200000&sign=%2BRqkzRj%2FVEAp0hC32WP7m0wP3aUvx2ajo%2FMjW1WxTsk%3D"
    )
    assert (body["timestamp"], body["sign"]) == (
        "1788739200",
        "5shW5GsOYJ9DZq8LH0Q8c6OakmTgC6KTtB41l5STud0=",
    )


def test_wecom_signs_nothing_for_the_key_stands_in_its_address(at):
    address, body = request_for("wecom", OURS["wecom"], "", "x", now=at("08:00"))

    assert address == OURS["wecom"]
    assert body == {"msgtype": "text", "text": {"content": "x"}}


def test_feishu_says_yes_in_its_own_way(robot, at):
    robot.answers = ["feishu"]

    send("feishu", robot.url, SECRET, "x", now=at("08:00"))

    assert len(robot.asked) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("busy", "The robot answered 500."),
        ("refused", "The robot refused: 45009 api freq out of limit"),
        ("nonsense", "The robot answered what nobody understands."),
        ("away", "The robot answered 302."),
    ],
)
def test_what_is_not_taken_is_told_and_may_be_tried_again(robot, at, answer, reason):
    robot.answers = [answer]

    with pytest.raises(NotSent) as failure:
        send("wecom", robot.url, "", "x", now=at("08:00"))

    assert failure.value.reason == reason
    assert not failure.value.for_good


def test_a_redirect_is_not_followed(robot, at):
    robot.answers = ["away"]

    with pytest.raises(NotSent):
        send("wecom", robot.url, "", "x", now=at("08:00"))

    assert [path for path, _said in robot.asked] == ["/robot/send?access_token=t"]


@pytest.mark.parametrize("answer", ["never", "drip"])
def test_a_robot_that_never_comes_to_an_end_is_left_in_time(robot, at, answer, monkeypatch):
    monkeypatch.setattr(webhooks, "TIMEOUT", 0.3)
    robot.answers = [answer]

    with pytest.raises(NotSent, match="did not answer"):
        send("wecom", robot.url, "", "x", now=at("08:00"))


def test_a_robot_that_is_switched_off_is_told(settings, at):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host = "{}:{}".format(*taken.getsockname())
        settings.WEBHOOK_HOSTS = {host}

        with pytest.raises(NotSent, match="cannot be reached"):
            send("wecom", f"http://{host}/", "", "x", now=at("08:00"))


@pytest.mark.parametrize(("kind", "address"), OURS.items())
def test_the_addresses_of_the_three_makers_are_taken(kind, address):
    assert checked_address(kind, address).scheme == "https"


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k",
        "https://qyapi.weixin.qq.com:8443/x",
        "https://qyapi.weixin.qq.com.evil.example/x",
        "https://evil.example/?https://qyapi.weixin.qq.com/",
        "https://qyapi.weixin.qq.com@evil.example/x",
        "https://oapi.dingtalk.com/robot/send",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/x",
        "http://localhost:8000/admin/",
        "file:///etc/passwd",
        "ftp://qyapi.weixin.qq.com/",
        "https://qyapi.weixin.qq.com:port/",
        "qyapi.weixin.qq.com",
        "",
    ],
)
def test_any_other_address_is_refused(address):
    with pytest.raises(Refused):
        checked_address("wecom", address)


def test_a_host_of_the_school_is_asked_only_if_the_operator_listed_it(settings):
    address = "http://robot.school.lan:8065/hook"
    with pytest.raises(Refused):
        checked_address("wecom", address)

    settings.WEBHOOK_HOSTS = {"robot.school.lan:8065"}

    assert checked_address("wecom", address).port == 8065


@pytest.mark.parametrize(
    "place",
    ["127.0.0.1", "10.1.2.3", "192.168.0.4", "169.254.169.254", "::1", "fd00::1", "0.0.0.0"],
)
def test_a_makers_name_that_points_into_the_schools_network_is_not_asked(monkeypatch, at, place):
    family = socket.AF_INET6 if ":" in place else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (place, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_given: found)

    with pytest.raises(NotSent, match="private network") as failure:
        send("wecom", OURS["wecom"], "", "x", now=at("08:00"))

    assert failure.value.for_good
