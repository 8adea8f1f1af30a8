"""The file a backup lies in: it is whole or refused, and with a passphrase only that opens it.

Without one it is a plain .tar with its SHA-256 behind it, which any program unpacks. With one, a
header is followed by the same .tar in pieces of a megabyte under AES-GCM; each piece knows its
place, and the last one that it is the last.
"""

import os
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from logistics.errors import Refused

PIECE = 1024 * 1024
MAGIC = b"HOUQIN-BACKUP-1\n"
SALT, PREFIX, PROOF, TAG = 16, 7, 16, 16
HEADER = len(MAGIC) + SALT + PREFIX + PROOF
# What a guess costs: 64 MB and about a fifth of a second.
COST = {"n": 2**16, "r": 8, "p": 1}

CLOSING = b"\nHOUQIN-SHA256 "
CLOSING_SIZE = len(CLOSING) + 64 + 1


class Damaged(Refused):
    """What was written is not what is read."""

    def __init__(self) -> None:
        super().__init__(_("This backup is damaged or incomplete. Nothing was changed."))


class Writes(Protocol):
    """What a tar is written to."""

    @abstractmethod
    def write(self, data: bytes) -> int: ...

    @abstractmethod
    def finish(self) -> None: ...


class Reads(Protocol):
    """What a tar is read from."""

    @abstractmethod
    def read(self, size: int) -> bytes: ...


@contextmanager
def written(path: Path, passphrase: str) -> Iterator[Writes]:
    """A new file that only its owner reads. After an error nothing of it is left."""
    number = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600
    )
    try:
        with os.fdopen(number, "wb") as file:
            target: Writes = Encrypting(file, passphrase) if passphrase else Plain(file)
            yield target
            target.finish()
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def read(path: Path, passphrase: str) -> Iterator[Reads]:
    """Refuses whatever is not to the last byte as it was written, and another passphrase."""
    with path.open("rb") as file:
        if is_encrypted(path):
            yield Decrypting(file, passphrase)
        else:
            yield checked(file)


def is_encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


class Plain:
    def __init__(self, file: BinaryIO) -> None:
        self.file, self.seen = file, sha256()

    def write(self, data: bytes) -> int:
        self.seen.update(data)
        return self.file.write(data)

    def finish(self) -> None:
        self.file.write(CLOSING + self.seen.hexdigest().encode() + b"\n")


class Checked:
    """The tar of a plain backup, without what stands behind it."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.left = file, size

    def read(self, size: int) -> bytes:
        data = self.file.read(min(size, self.left))
        self.left -= len(data)
        return data


def checked(file: BinaryIO) -> Checked:
    """Read once to the end before anything believes it."""
    size = file.seek(0, os.SEEK_END) - CLOSING_SIZE
    if size < 0:
        raise Damaged
    file.seek(0)
    seen, whole = sha256(), Checked(file, size)
    while data := whole.read(PIECE):
        seen.update(data)
    if file.read() != CLOSING + seen.hexdigest().encode() + b"\n":
        raise Damaged
    file.seek(0)
    return Checked(file, size)


def derived(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key, and the proof by which another passphrase is told from damage."""
    made = Scrypt(salt=salt, length=64, **COST).derive(passphrase.encode())
    return made[:32], sha256(made[32:]).digest()[:PROOF]


def nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


class Encrypting:
    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        salt, self.prefix = os.urandom(SALT), os.urandom(PREFIX)
        key, proof = derived(passphrase, salt)
        self.header = MAGIC + salt + self.prefix + proof
        self.file, self.cipher, self.number = file, AESGCM(key), 0
        self.waiting = bytearray()
        file.write(self.header)

    def write(self, data: bytes) -> int:
        self.waiting += data
        while len(self.waiting) > PIECE:  # the last piece is known only at the end
            self.put(bytes(self.waiting[:PIECE]), is_last=False)
            del self.waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        self.put(bytes(self.waiting), is_last=True)

    def put(self, piece: bytes, *, is_last: bool) -> None:
        place = nonce(self.prefix, self.number, is_last=is_last)
        self.file.write(self.cipher.encrypt(place, piece, self.header))
        self.number += 1


class Decrypting:
    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        if not passphrase:
            raise Refused(_("This backup is encrypted. Set BACKUP_KEY to its passphrase."))
        self.header = file.read(HEADER)
        if len(self.header) != HEADER:
            raise Damaged
        start = len(MAGIC)
        salt, self.prefix, proof = (
            self.header[start : start + SALT],
            self.header[start + SALT : start + SALT + PREFIX],
            self.header[start + SALT + PREFIX :],
        )
        key, expected = derived(passphrase, salt)
        if proof != expected:
            raise Refused(_("This backup was encrypted with another passphrase, or is damaged."))
        self.file, self.cipher, self.number = file, AESGCM(key), 0
        self.ready, self.is_over = bytearray(), False

    def read(self, size: int) -> bytes:
        while len(self.ready) < size and not self.is_over:
            self.ready += self.next_piece()
        data = bytes(self.ready[:size])
        del self.ready[:size]
        return data

    def next_piece(self) -> bytes:
        sealed = self.file.read(PIECE + TAG)
        self.is_over = not self.file.peek(1)  # type: ignore[attr-defined]  # a BufferedReader
        place = nonce(self.prefix, self.number, is_last=self.is_over)
        self.number += 1
        try:
            return self.cipher.decrypt(place, sealed, self.header)
        except InvalidTag as damage:
            raise Damaged from damage
