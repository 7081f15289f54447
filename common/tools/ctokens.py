"""A small tokenizer of C, enough to look at learners' and reference code.

    for t in tokens(text): t.kind, t.text, t.start, t.end

kind is "id", "number", "string" or "punct". Comments, preprocessor lines and white
space are left out. Anything that is no C at all is taken character by character: a
learner's file is read as it is.
"""
import re
from typing import NamedTuple

PATTERN = re.compile(r"""
    (?P<skip>\s+ | //[^\n]* | /\*.*?\*/ | (?:(?<=\n)|(?<=\A))[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<id>[A-Za-z_]\w*)
  | (?P<number>(?:0[xX][0-9a-fA-F]+ | \d+\.?\d*(?:[eE][+-]?\d+)? | \.\d+(?:[eE][+-]?\d+)?)[uUlLfF]*)
  | (?P<string>"(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*')
  | (?P<punct><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\*=|/=|%=|&=|\|=|\^=|.)
""", re.VERBOSE | re.DOTALL)


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def tokens(text):
    return [Token(m.lastgroup, m[0], m.start(), m.end())
            for m in PATTERN.finditer(text) if m.lastgroup != "skip"]
