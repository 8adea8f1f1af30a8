"""The chat robots of WeCom, DingTalk and Feishu: how each is addressed, signed and understood.

The server goes nowhere but to these three and to hosts the operator has listed: what an
administrator types here must not make it knock at doors inside the school's network.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import ssl
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, quote_plus, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from logistics.errors import Refused

HOSTS = {
    "wecom": {"qyapi.weixin.qq.com"},
    "dingtalk": {"oapi.dingtalk.com"},
    "feishu": {"open.feishu.cn", "open.larksuite.com"},
}
TIMEOUT = 5  # seconds, for connecting and for the whole answer
MOST_ANSWER = 64 * 1024
MOST_TEXT = 2_000  # bytes: WeCom takes 2,048, the others more


class NotSent(Exception):
    """The other side did not take it. `for_good`: asking again cannot help."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.for_good = reason, for_good


# Where to -----------------------------------------------------------------------------------------


def listed(parts: SplitResult) -> bool:
    """Whether the operator has named this host and port as one of the school's own network."""
    return parts.netloc.lower() in settings.WEBHOOK_HOSTS


def checked_address(kind: str, address: str) -> SplitResult:
    """The parts of an address that may be asked; any other is refused."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise Refused(_("This is not an address.")) from error
    if parts.username or parts.password or not parts.hostname:
        raise Refused(_("This is not an address."))
    if listed(parts) and parts.scheme in ("http", "https"):
        return parts
    if parts.scheme != "https" or port not in (None, 443):
        raise Refused(_("The address must begin with https://."))
    if parts.hostname.lower() not in HOSTS.get(kind, ()):
        raise Refused(
            _("A robot of this kind has an address at %(hosts)s.")
            % {"hosts": _(", ").join(sorted(HOSTS.get(kind, ())))}
        )
    return parts


def reachable_addresses(parts: SplitResult) -> list[tuple[Any, ...]]:
    """What the name stands for; a name that points into a private network is refused.

    The connection goes to the very address that was looked at, so that a name cannot point
    elsewhere a moment later.
    """
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotSent(_("The host was not found.")) from error
    if not listed(parts):
        found = [each for each in found if ipaddress.ip_address(each[4][0]).is_global]
    if not found:
        raise NotSent(_("The host stands in a private network."), for_good=True)
    return found


# What ---------------------------------------------------------------------------------------------


def hmac_sha256(key: str, text: str) -> str:
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def request_for(
    kind: str, address: str, secret: str, text: str, *, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Address and body of a message, signed as the robot's maker asks.

    WeCom signs nothing: the key in the address is its only secret. DingTalk wants milliseconds and
    the signature in the address, Feishu seconds and the signature in the body; there the text to
    sign is the key and nothing is signed with it.
    """
    seconds = int(now.timestamp())
    if kind == "feishu":
        body = {"msg_type": "text", "content": {"text": text}}
        if secret:
            sign = hmac_sha256(f"{seconds}\n{secret}", "")
            body |= {"timestamp": str(seconds), "sign": sign}
        return address, body
    body = {"msgtype": "text", "text": {"content": text}}
    if kind == "dingtalk" and secret:
        stamp = seconds * 1000
        sign = quote_plus(hmac_sha256(secret, f"{stamp}\n{secret}"))
        joint = "&" if urlsplit(address).query else "?"
        address = f"{address}{joint}timestamp={stamp}&sign={sign}"
    return address, body


def send(kind: str, address: str, secret: str, text: str, *, now: datetime) -> None:
    """Say something by a robot. Raises NotSent unless the robot's maker said that it has it."""
    url, body = request_for(kind, address.strip(), secret, text, now=now)
    try:
        parts = checked_address(kind, url)
    except Refused as refusal:
        raise NotSent(str(refusal), for_good=True) from refusal
    status, answer = post(parts, json.dumps(body, ensure_ascii=False).encode())
    judge(status, answer)


def judge(status: int, answer: bytes) -> None:
    """All three answer 200 also when they refuse; the number in the answer tells."""
    if status != 200:
        raise NotSent(_("The robot answered %(status)s.") % {"status": status})
    try:
        said = json.loads(answer)
        code = said.get("errcode", said.get("code", said.get("StatusCode")))
    except (ValueError, AttributeError) as error:
        raise NotSent(_("The robot answered what nobody understands.")) from error
    if code != 0:
        words = str(said.get("errmsg") or said.get("msg") or "")[:120]
        raise NotSent(_("The robot refused: %(code)s %(words)s") % {"code": code, "words": words})


# How ----------------------------------------------------------------------------------------------


def post(parts: SplitResult, body: bytes) -> tuple[int, bytes]:
    """One request without following anywhere else. It is over after the time, however slow."""
    try:
        connection, raw = connect(parts)
    except OSError as error:
        raise NotSent(_("The host cannot be reached.")) from error
    watch = Timer(TIMEOUT, hang_up, [raw])
    watch.start()
    try:
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request(
            "POST", target, body, {"Content-Type": "application/json; charset=utf-8"}
        )
        response = connection.getresponse()
        answer = response.read(MOST_ANSWER)
    except (OSError, HTTPException) as error:
        raise NotSent(_("The robot did not answer.")) from error
    finally:
        watch.cancel()
        connection.close()
    if response.length:  # broken off, or far too long
        raise NotSent(_("The robot did not answer."))
    return response.status, answer


def connect(parts: SplitResult) -> tuple[HTTPConnection, socket.socket]:
    """To the address that was checked, the certificate judged by the name that was asked for."""
    *_family, place = reachable_addresses(parts)[0]
    raw = socket.create_connection(place[:2], timeout=TIMEOUT)
    connection = HTTPConnection(str(parts.hostname), place[1])
    connection.sock = raw
    if parts.scheme == "https":
        try:
            connection.sock = ssl.create_default_context().wrap_socket(
                raw, server_hostname=parts.hostname
            )
        except OSError:
            raw.close()
            raise
    return connection, connection.sock


def hang_up(raw: socket.socket) -> None:
    """A robot that drips its answer byte by byte would otherwise hold a worker for hours."""
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was over already
