"""start.py: the keys it makes, when it must not make them, and the words it compiles."""

import shutil
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

import start
from logistics import words


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(start, "DATA", tmp_path / "data")
    monkeypatch.setattr(start, "KEYS", tmp_path / "keys")
    return tmp_path


def test_make_keys_gives_keys_that_fit_and_only_the_owner_reads(home):
    start.make_keys()

    keys = {path.name: path.read_text() for path in (home / "keys").iterdir()}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (home / "keys").iterdir()}
    assert Fernet(keys["field"]).decrypt(Fernet(keys["field"]).encrypt(b"note")) == b"note"
    assert len(keys["secret"]) >= 50
    assert len(set(keys.values())) == 3
    assert modes == {0o600}


def test_make_keys_keeps_the_keys_that_are_there(home):
    start.make_keys()
    before = (home / "keys/seal").read_text()

    start.make_keys()

    assert (home / "keys/seal").read_text() == before


def test_make_keys_makes_no_new_key_for_old_data(home):
    start.make_keys()
    (home / "data/logistics.sqlite3").touch()
    (home / "keys/field").unlink()

    with pytest.raises(SystemExit, match="field is missing"):
        start.make_keys()

    assert not (home / "keys/field").exists()


def test_a_bare_clone_gets_its_translations_compiled(home, monkeypatch):
    bare = shutil.ignore_patterns("*.mo", "__pycache__")
    (home / "logistics").mkdir()
    for name in ("logistics/__init__.py", "logistics/words.py"):
        shutil.copy(words.ROOT / name, home / name)
    shutil.copytree(words.ROOT / "locale", home / "locale", ignore=bare)
    monkeypatch.chdir(home)

    start.compile_words()

    assert Path("locale/zh_Hans/LC_MESSAGES/django.mo").stat().st_size > 0
