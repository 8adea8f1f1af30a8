"""A chat robot's server and a mail server as they really are: on this machine, listening."""

import base64
import hashlib
import hmac
import json
import socketserver
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from urllib.parse import parse_qs, urlsplit

SECRET = "SEC-of-the-group"


class Robot(BaseHTTPRequestHandler):
    """Answers as the plan says, one answer a request, the last one for ever; checks signatures."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        said = json.loads(body)
        with self.server.lock:
            self.server.asked.append((self.path, said))
            answers = self.server.answers
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        getattr(self, f"answer_{answer}")(said)

    def answer_ok(self, said):
        refused = self.server.signed and not is_signed(self.path, said)
        self.say(
            200, {"errcode": 310000, "errmsg": "sign not match"} if refused else {"errcode": 0}
        )

    def answer_feishu(self, said):
        self.say(200, {"code": 0, "msg": "success"})

    def answer_busy(self, said):
        self.say(500, {})

    def answer_refused(self, said):
        self.say(200, {"errcode": 45009, "errmsg": "api freq out of limit"})

    def answer_nonsense(self, said):
        self.say(200, ["what", "is", "this"])

    def answer_away(self, said):
        """Elsewhere: to a page that must never be asked."""
        self.send_response(302)
        self.send_header("Location", f"http://{self.headers['Host']}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer_never(self, said):
        self.server.released.wait(60)
        self.close_connection = True

    def answer_drip(self, said):
        """A byte now and then: each in time, the whole never."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _second in range(600):
            if self.server.released.wait(0.1):
                break
            try:
                self.wfile.write(b" ")
            except OSError:
                break
        self.close_connection = True

    def say(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def is_signed(path, said):
    """As the makers' documents tell, written down a second time."""
    query = parse_qs(urlsplit(path).query)
    if "sign" in query:
        text = f"{query['timestamp'][0]}\n{SECRET}".encode()
        mac = hmac.new(SECRET.encode(), text, hashlib.sha256)
        return query["sign"][0] == base64.b64encode(mac.digest()).decode()
    if "sign" in said:
        mac = hmac.new(f"{said['timestamp']}\n{SECRET}".encode(), b"", hashlib.sha256)
        return said["sign"] == base64.b64encode(mac.digest()).decode()
    return False


class RobotServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Robot)
        self.lock, self.released = Lock(), Event()
        self.asked, self.answers, self.signed = [], ["ok"], False

    @property
    def host(self):
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def url(self):
        return f"http://{self.host}/robot/send?access_token=t"

    @property
    def texts(self):
        return [(said.get("text") or said["content"]).get("content") or said["content"]["text"]
                for _path, said in self.asked]  # fmt: skip


class Post(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a sender needs."""

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.take_letter()
            elif word == "RCPT" and "nobody@" in line:
                self.say("550 no such box")
            elif word == "RCPT" and self.server.is_shy:
                self.say("451 first letter, try again later")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take_letter(self):
        if self.server.is_down:
            self.say("451 try again later")
            return
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        with self.server.lock:
            self.server.letters.append(b"".join(lines))
        self.say("250 taken")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class PostServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Post)
        self.lock, self.letters = Lock(), []
        self.is_down = self.is_shy = False


def running(server):
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    return thread
