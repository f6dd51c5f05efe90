"""Why something that a page sent cannot be used, as one sentence in each language."""

from __future__ import annotations

import re

from sim.errors import LONGEST_KEY, ConfigurationError

# What is said to be allowed or was found (sim/errors.py, and what the workshop itself refuses): English, Chinese.
PHRASES = (
    (r"one of (.+)", r"下列之一：\1"),
    (r"only a known key(?:: (.+))?", r"已知的键（\1）"),
    (r"a (?:finite )?number(?: from (\S+) to (\S+))?", r"一个数（\1至\2）"),
    (r"numbers from (\S+) to (\S+)", r"\1至\2之间的数"),
    (r"a whole number from (\S+) to (\S+)", r"\1至\2之间的整数"),
    (r"a whole number at least (\S+)", r"不小于\1的整数"),
    (r"a group with the keys (.+)", r"一组键值（\1）"),
    (r"a group of at most (\d+) entries", r"至多\1项的一组"),
    (r"a group of (\d+) keys?", r"\1项的一组"),
    (r"a group", "一组键值"),
    (r"a list of (\d+)", r"\1项的列表"),
    (r"a text", "一段文字"),
    (r"true or false", "true或false"),
    (r"a file that the workshop's page has saved", "由本页面保存的设置文件"),
    (r"more than (\d+) bytes", r"超过\1字节"),
    (r"something else", "其他内容"),
    (r"nothing", "空缺"),
    (r"a whole number beyond all measure", "大得离谱的整数"),
)
OR_NULL = " or null"
EMPTY = re.compile("（(?:至)?）")


class Refused(Exception):
    """A request that cannot be answered.

    Args:
        english: why, in one sentence.
        chinese: the same.
    """

    def __init__(self, english: str, chinese: str) -> None:
        """Keep both."""
        super().__init__(english)
        self.chinese = chinese


def in_chinese(error: ConfigurationError) -> str:
    """The one line of a refused configuration; names, numbers and what was found stay as they are."""
    line = f"{error.key[:LONGEST_KEY]}：给的是{translated(error.value)}，应为{translated(error.allowed)}"
    line += f"；最接近的是{error.nearest}" if error.nearest else ""
    return " ".join(line.split()).encode("utf-8", "backslashreplace").decode()


def translated(text: str) -> str:
    """A phrase in Chinese; unchanged if it is none, as what was found mostly is."""
    phrase, or_null = text.removesuffix(OR_NULL), "或空缺" if text.endswith(OR_NULL) else ""
    for english, chinese in PHRASES:
        if match := re.fullmatch(english, phrase):
            return EMPTY.sub("", match.expand(chinese)) + or_null
    return text
