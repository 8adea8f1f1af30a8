"""What is looked at before anything starts: where the database lies."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

# SQLite's locks and its log do not work over a network: sooner or later the file is damaged.
NETWORK = {
    "9p", "afs", "afp", "afpfs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.rclone",
    "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf",
}  # fmt: skip
MOUNTS = Path("/proc/self/mountinfo")
REMOTE_DRIVE = 4  # what Windows calls DRIVE_REMOTE


@register
def database_on_this_computer(app_configs: Any = None, **_given: Any) -> list[CheckMessage]:
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3") or ":memory:" in str(database["NAME"]):
        return []
    return looked_at(Path(database["NAME"]))


def looked_at(path: Path) -> list[CheckMessage]:
    if not is_remote(path):
        return []
    return [
        Error(
            f"The database {path} lies on a network drive. 数据库位于网络盘上，SQLite 会损坏。",
            hint="Set DATA_DIR to a disk of this computer, or use PostgreSQL (DATABASE_URL). "
            "请把 DATA_DIR 设到本机磁盘，或改用 PostgreSQL。",
            id="upkeep.E001",
        )
    ]


def is_remote(path: Path) -> bool:
    if os.name == "nt":
        return is_remote_drive(path)
    return bool(MOUNTS.exists()) and file_system(path, MOUNTS.read_text("utf-8")) in NETWORK


def is_remote_drive(path: Path) -> bool:
    import ctypes

    anchor = path.absolute().anchor
    kind = ctypes.windll.kernel32.GetDriveTypeW(anchor)  # type: ignore[attr-defined]
    return anchor.startswith("\\\\") or kind == REMOTE_DRIVE


def file_system(path: Path, mounts: str) -> str:
    """The kind of file system a path lies on, by the longest mount point above it."""
    real, nearest, kind = path.resolve(), Path("/"), ""
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        point = Path(before.split()[4].replace("\\040", " "))
        if real.is_relative_to(point) and len(point.parts) >= len(nearest.parts):
            nearest, kind = point, after.split()[0]
    return kind
