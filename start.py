"""Start Houqin on any computer with Python 3.11: `python3 start.py`, on Windows `py start.py`.

Words that may follow:
  run           a demo school to try it on, on this computer only; the same as no word
  serve         the school's own: no demo, no development tools, settings from the environment
  install       only make ready what these two need
  tools         make ready what development needs as well
  test [WORDS]  every test but the browser's; the words go to pytest
  manage WORDS  a command of manage.py
"""

import base64
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
DATA = Path(os.environ.get("DATA_DIR", ROOT / "data"))
KEYS = Path(os.environ.get("KEYS_DIR", ROOT / "keys"))
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
WORKERS = os.environ.get("WORKERS", "1")
ADDRESS = f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{PORT}/"
# Ctrl-C, `kill`, and a terminal that is closed.
STOPS = [s for s in signal.Signals if s.name in {"SIGINT", "SIGTERM", "SIGHUP"}]
# Ctrl-C reaches this program alone, which then ends its children: told twice, Granian may hang.
APART = {} if os.name == "nt" else {"process_group": 0}
SIDE_BY_SIDE = ["-n", "auto", "--maxprocesses", "4"]  # a worker takes a core and half a gigabyte
LOGINS = """
  director 后勤主任 · principal 园长 · teacher 教师 · carer 保育员 · cook 炊事员 · doctor 保健医
  guard 门卫 · storekeeper 保管员 · accountant 会计 · repairer 维修工 · admin 管理员
  password 密码: demo-2026"""


def main(verb: str = "run", *words: str) -> int:
    os.chdir(ROOT)
    os.environ.setdefault("PYTHONUTF8", "1")
    if verb not in {"run", "serve", "install", "tools", "test", "manage"}:
        sys.exit(__doc__)
    if verb == "run":
        os.environ.update(DEMO="1", HTTPS="0")
    install("requirements-dev.lock" if verb in {"tools", "test"} else "requirements.lock")
    if verb == "test":
        return python("-m", "pytest", "-m", "not browser", *(words or SIDE_BY_SIDE))
    if verb == "manage":
        return python("manage.py", *words)
    return serve() if verb in {"run", "serve"} else 0


def install(lock: str) -> None:
    """The environment, its packages, the translations and the keys, where they are missing."""
    if not PYTHON.exists() or not list(VENV.glob("*.lock")):
        make_environment()
    stamp = VENV / lock
    if not stamp.exists() or stamp.read_bytes() != (ROOT / lock).read_bytes():
        install_packages(lock)
    compile_words()
    make_keys()


def make_environment() -> None:
    if not importlib.util.find_spec("ensurepip"):
        sys.exit("Python lacks venv. 缺少 venv,请先运行: sudo apt install python3-venv")
    print("Making the environment … 正在建立运行环境…", flush=True)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)


def install_packages(lock: str) -> None:
    print(f"Installing {lock}, this once … 正在安装软件包,仅此一次…", flush=True)
    swift = ["-qq", "--disable-pip-version-check", "--no-compile"]  # Python compiles what it uses
    if python("-m", "pip", "install", *swift, "--require-hashes", "-r", lock):
        sys.exit("The packages did not install: see above. 软件包安装失败,原因见上。")
    for installed in {lock, "requirements.lock"}:  # the development lock holds the other
        shutil.copy(ROOT / installed, VENV / installed)


def compile_words() -> None:
    if python("-m", "logistics.words"):
        sys.exit("The translations do not compile. 翻译文件编译失败。")


def make_keys() -> None:
    """What signs sessions, encrypts columns and seals days: a new one never fits old data."""
    DATA.mkdir(mode=0o750, parents=True, exist_ok=True)
    KEYS.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, length in {"secret": 48, "field": 32, "seal": 32}.items():
        if (KEYS / name).exists():
            continue
        if (DATA / "logistics.sqlite3").exists():
            sys.exit(f"{KEYS / name} is missing, put it back. 缺少原有数据的密钥,请先放回。")
        file = os.open(KEYS / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(file, base64.urlsafe_b64encode(secrets.token_bytes(length)))
        os.close(file)


def serve() -> int:
    """The web server and the worker, until one of them ends or somebody ends both."""
    try:
        socket.create_server((HOST, int(PORT))).close()
    except OSError as refusal:
        sys.exit(f"{refusal}. Set PORT to another. 端口 {PORT} 不可用,请换一个。")
    if failure := python("manage.py", "prepare"):
        return failure
    web = f"-m granian --interface wsgi --host {HOST} --port {PORT} --log-level warning"
    work = f"--workers {WORKERS} --blocking-threads 4 --workers-kill-timeout 5"
    commands = f"{web} {work} logistics.wsgi:application", "manage.py run_huey --quiet"
    children = [subprocess.Popen([PYTHON, *words.split()], **APART) for words in commands]
    if hasattr(os, "setpriority"):  # pages go first; not on Windows
        os.setpriority(os.PRIO_PROCESS, children[-1].pid, 10)
    try:
        welcome(children)
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
    finally:
        end(children)
    return 1


def welcome(children: list[subprocess.Popen]) -> None:
    """Say where it is once it answers. If it does not, its own words stand above."""
    latest = time.monotonic() + 60
    while not is_ready():
        if time.monotonic() > latest or any(child.poll() is not None for child in children):
            return
        time.sleep(0.1)
    logins = LOGINS if os.environ.get("DEMO") == "1" else ""
    print(f"\n  Houqin 后勤: {ADDRESS}{logins}\n  Ctrl-C ends it. 按 Ctrl-C 结束。\n", flush=True)


def is_ready() -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open(f"{ADDRESS}status/ready", timeout=5).close()
    except urllib.error.HTTPError as answer:
        return answer.code == 400  # it goes by other names only, but it is there
    except OSError:
        return False
    return True


def end(children: list[subprocess.Popen]) -> None:
    for stop in STOPS:
        signal.signal(stop, signal.SIG_IGN)  # said once is enough
    for child in children:
        if os.name != "nt":  # a Windows console has told all of them
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()


def python(*words: str) -> int:
    return subprocess.call([PYTHON, *words])


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("Houqin needs Python 3.11 or newer. 需要 Python 3.11 或更高版本。")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console that cannot write Chinese
    for stop in STOPS:
        signal.signal(stop, signal.default_int_handler)
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
