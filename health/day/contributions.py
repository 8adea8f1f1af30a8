"""What this part adds to the whole. The class's day: attendance, checks, medicine, the tracing of who is absent."""

from typing import Any

KINDS: list[Any] = []
MENU: list[Any] = []
REGISTERS: list[Any] = []
HOME: list[Any] = []
RULES: list[Any] = []
HELP: list[Any] = []
IMPORTS: list[Any] = []
SEARCH: list[Any] = []
STICKERS: list[Any] = []
CHECKS: list[Any] = []
COMPARISONS: list[Any] = []
CHAPTERS: list[Any] = []
NOTICES: list[Any] = []
INBOX: list[Any] = []
CHILD_DATA: list[Any] = []
