"""The ways in which learners break a kernel, as edits of its tokens.

    for edit in edits(text, start, end):
        edit.operator, edit.changes        # [(from, to, new text)] in `text`

`text` is a whole solution file and start..end the region of one exercise. What an
edit makes may not compile, or may mean the same as before: mutants.py finds out.
"""
import re
from typing import NamedTuple

from ctokens import tokens

KEYWORDS = {"for", "if", "while", "do", "else", "return", "switch", "case", "break",
            "continue", "sizeof", "default", "goto"}
TYPES = {"int", "real", "double", "float", "char", "const", "static", "size_t", "void",
         "unsigned", "long", "short", "struct", "uint64_t", "uint32_t", "bool", "enum"}
COMMUTES = {"fmax", "fmin", "value_add", "value_mul"}  # exchanged arguments are the same
ASSIGNS = {"=", "+=", "-=", "*=", "/="}
LOOSER = {"<", ">", "<=", ">=", "==", "!=", "&&", "||", "?", ":", ",", ";", "=", "+=", "-=",
          "*=", "/=", "return", "{", "}"}  # what ends a sum
ADDS, MULTIPLIES = {"+", "-"}, {"*", "/", "%"}


class Edit(NamedTuple):
    operator: str
    changes: list


class Region:
    """The tokens of one exercise, and what surrounds each of them."""

    def __init__(self, text, start, end):
        self.text = text
        self.tokens = [t for t in tokens(text) if start <= t.start and t.end <= end]
        self.words = [t.text for t in self.tokens]
        self.partner, self.owner = self._brackets()
        self.header = self._headers()
        head = text[:start]
        head = head[head.rfind("\n}") + 1:] if "\n}" in head else head
        self.returns_nothing = re.search(r"^(?:static )?void \w+\(", head, re.M) is not None
        self.pointers, self.sizes = self._parameters(head)
        self.loops = [self.words[i + 3] for i, w in enumerate(self.words[:-3])
                      if w == "for" and self.words[i + 2] == "int"]

    def _brackets(self):
        partner, owner, stack = {}, {}, []
        for i, word in enumerate(self.words):
            owner[i] = stack[-1] if stack else None
            if word in "([{":
                stack.append(i)
            elif word in ")]}" and stack:
                j = stack.pop()
                partner[i], partner[j] = j, i
                owner[i] = owner[j]
        return partner, owner

    def _headers(self):
        """For every token in the brackets of a `for`: which of its three parts."""
        header = {}
        for i, word in enumerate(self.words[:-1]):
            if word != "for" or i + 1 not in self.partner:
                continue
            part = 0
            for k in range(i + 2, self.partner[i + 1]):
                header[k] = part
                part += self.words[k] == ";"
        return header

    def _parameters(self, head):
        found = tokens(head)
        words = [t.text for t in found]
        if "{" not in words:
            return [], []
        last = len(words) - 1 - words[::-1].index("{")
        first = last
        while first > 0 and words[first] not in (";", "}"):
            first -= 1
        pointers = [words[k + 1] for k in range(first, last) if words[k] == "*"
                    and re.match(r"\w+$", words[k + 1])]
        sizes = [words[k + 1] for k in range(first, last - 1) if words[k] == "int"
                 and words[k + 1] != "*"]
        return pointers, sizes

    def is_subscript(self, i):
        """Does token i stand inside [ ]?"""
        while self.owner[i] is not None:
            i = self.owner[i]
            if self.words[i] == "[":
                return True
        return False

    def is_binary(self, i):
        """Is the operator at i between two operands (not a sign, a star, a cast)?"""
        if i == 0 or i + 1 >= len(self.words):
            return False
        before = self.words[i - 1]
        if before in KEYWORDS or before in TYPES:
            return False
        return self.tokens[i - 1].kind in ("id", "number") or before in (")", "]")

    def operand_end(self, i, stop):
        """The token after the operand that begins at i; `stop` ends it."""
        while i < len(self.words) and self.words[i] not in stop and self.words[i] not in ")]":
            i = self.partner[i] + 1 if self.words[i] in "([" and i in self.partner else i + 1
        return i

    def operand_start(self, i, stop):
        """The first token of the operand whose last one is before i."""
        i -= 1
        while i >= 0 and self.words[i] not in stop and self.words[i] not in "([":
            i = self.partner[i] - 1 if self.words[i] in ")]" and i in self.partner else i - 1
        return i + 1

    def statements(self):
        """(first, index of its `;`) of every simple statement."""
        fresh = True
        for i, word in enumerate(self.words):
            if self.owner[i] is not None and self.words[self.owner[i]] != "{":
                continue
            if fresh and word not in KEYWORDS and word not in "{};":
                end = self.operand_end(i, {";"})
                if end < len(self.words):
                    yield i, end
            fresh = word in "{};" or word in ("else", "do") or (
                word == ")" and i in self.partner and self.partner[i] > 0
                and self.words[self.partner[i] - 1] in ("for", "if", "while"))

    def is_declaration(self, i):
        return self.words[i] in TYPES or (
            self.tokens[i].kind == "id" and i + 1 < len(self.words)
            and (self.tokens[i + 1].kind == "id" or
                 self.words[i + 1] == "*" and self.tokens[i + 2].kind == "id"
                 and self.words[i + 3] in ("=", ";")))

    def swap(self, i, j):
        return [(self.tokens[i].start, self.tokens[i].end, self.words[j]),
                (self.tokens[j].start, self.tokens[j].end, self.words[i])]

    def put(self, i, new):
        return [(self.tokens[i].start, self.tokens[i].end, new)]

    def span(self, first, past):
        return self.text[self.tokens[first].start:self.tokens[past - 1].end]

    def replace(self, first, past, new):
        return [(self.tokens[first].start, self.tokens[past - 1].end, new)]


# ---- the operators: each yields lists of changes -----------------------------------

def op_sign(r):
    flip = {"+": "-", "-": "+", "+=": "-=", "-=": "+="}
    for i, word in enumerate(r.words):
        if word in ("+=", "-=") or word in ADDS and r.is_binary(i):
            if r.header.get(i) is None:
                yield r.put(i, flip[word])
        elif word == "-" and r.header.get(i) is None:
            yield r.put(i, "")
        if word in ("=", "return") and i not in r.header and i + 1 < len(r.words):
            end = r.operand_end(i + 1, {";", ","})
            if end > i + 1 and r.words[i + 1] not in "{":
                yield r.replace(i + 1, end, f"-({r.span(i + 1, end)})")


def op_accumulate(r):
    for first, end in r.statements():
        for i in range(first, end):
            if r.words[i] in ("+=", "-=", "*=") and r.owner[i] == r.owner[first]:
                yield r.put(i, "=")
            elif r.words[i] == "=" and r.owner[i] == r.owner[first] \
                    and not r.is_declaration(first):
                yield r.put(i, "+=")


def op_dropped_term(r):
    for i, word in enumerate(r.words):
        if word not in ADDS or not r.is_binary(i) or i in r.header:
            continue
        right = r.operand_end(i + 1, LOOSER | ADDS)
        left = r.operand_start(i, LOOSER | ADDS)
        yield r.replace(i, right, "")
        yield r.replace(left, i + (word == "+"), "")


def op_dropped_statement(r):
    for first, end in r.statements():
        if not r.is_declaration(first):
            yield r.replace(first, end, "")


def op_factor(r):
    for i, word in enumerate(r.words):
        if word in MULTIPLIES and r.is_binary(i) and i not in r.header:
            stop = LOOSER | ADDS | MULTIPLIES
            yield r.replace(i, r.operand_end(i + 1, stop), "")
            if word == "*":
                yield r.replace(r.operand_start(i, stop), i + 1, "")
            if word == "/":
                yield r.put(i, "*")
            if word == "*" and not r.is_subscript(i):
                yield r.put(i, "/")
    for i, word in enumerate(r.words):
        if word in ("=", "+=", "-=", "return") and i not in r.header:
            end = r.operand_end(i + 1, {";", ","})
            if end > i + 1 and r.words[i + 1] != "{":
                yield r.replace(i + 1, end, f"2 * ({r.span(i + 1, end)})")
                yield r.replace(i + 1, end, f"({r.span(i + 1, end)}) / 2")


def op_transposed(r):
    for i, word in enumerate(r.words):
        if word != "[" or i not in r.partner:
            continue
        close = r.partner[i]
        inside = r.words[i + 1:close]
        indices = [k for k in range(i + 1, close) if r.words[k] in r.loops]
        for a, b in zip(indices, indices[1:]):
            if r.words[a] != r.words[b]:
                yield r.swap(a, b)
        simple = len(inside) == 5 and inside[1] == "*" and inside[3] == "+"
        if simple and inside[0].upper() in r.sizes:  # [i*O+o] -> [o*I+i]
            yield r.replace(i + 1, close, f"{inside[4]}*{inside[0].upper()} + {inside[0]}")
        if close + 1 < len(r.words) and r.words[close + 1] == "[" and close + 1 in r.partner:
            second = r.partner[close + 1]
            a, b = r.span(i + 1, close), r.span(close + 2, second)
            if a != b:
                yield r.replace(i, second + 1, f"[{b}][{a}]")


def op_wrong_stride(r):
    for i, word in enumerate(r.words):
        if word in r.sizes and r.is_subscript(i) and len(r.sizes) > 1:
            other = r.sizes[(r.sizes.index(word) + 1) % len(r.sizes)]
            yield r.put(i, other)


def op_loop_bound(r):
    looser = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
    for i, word in enumerate(r.words):
        if word != "for" or i + 1 not in r.partner:
            continue
        close = r.partner[i + 1]
        parts = [k for k in range(i + 2, close) if r.words[k] == ";" and r.header.get(k) is not None]
        if len(parts) < 2:
            continue
        for k in range(i + 2, parts[0]):
            if r.words[k] == "=" and r.owner[k] == i + 1:
                end = r.operand_end(k + 1, {",", ";"})
                yield r.replace(k + 1, end, f"{r.span(k + 1, end)} + 1")
                yield r.replace(k + 1, end, f"{r.span(k + 1, end)} - 1")
        for k in range(parts[0] + 1, parts[1]):
            if r.words[k] in looser:
                end = r.operand_end(k + 1, {"&&", "||", ";"})
                yield r.put(k, looser[r.words[k]])
                sign = "-" if r.words[k] in ("<", "<=") else "+"
                yield r.replace(k + 1, end, f"{r.span(k + 1, end)} {sign} 1")
            if r.words[k] in r.sizes and len(r.sizes) > 1:
                yield r.put(k, r.sizes[(r.sizes.index(r.words[k]) + 1) % len(r.sizes)])


def op_swapped_arguments(r):
    for i, word in enumerate(r.words[:-1]):
        call = r.tokens[i].kind == "id" and r.words[i + 1] == "(" and word not in KEYWORDS
        if not call or word in COMMUTES or word in TYPES or i + 1 not in r.partner:
            continue
        arguments, k = [], i + 2
        while k < r.partner[i + 1]:
            end = r.operand_end(k, {","})
            arguments.append((k, end))
            k = end + 1
        for (a, b), (c, d) in zip(arguments, arguments[1:]):
            if r.span(a, b) != r.span(c, d):
                yield r.replace(a, d, f"{r.span(c, d)}, {r.span(a, b)}")


def op_constant(r):
    for i, t in enumerate(r.tokens):
        if t.kind != "number" or i in r.header or r.is_subscript(i):
            continue
        fraction = re.fullmatch(r"[\d.]+(?:[eE][+-]?\d+)?[fF]?", t.text)
        if "." in t.text or "e" in t.text.lower() and fraction:
            yield r.put(i, f"(2 * {t.text})" if float(t.text.rstrip("fF")) else "1.0")
            yield r.put(i, "0.0")
        else:
            yield r.put(i, f"({t.text} + 1)")
            if t.text != "0":
                yield r.put(i, "0")


def op_comparison(r):
    change = {"<": ("<=", ">"), "<=": ("<", ">"), ">": (">=", "<"), ">=": (">", "<"),
              "==": ("!=",), "!=": ("==",), "&&": ("||",), "||": ("&&",)}
    for i, word in enumerate(r.words):
        if word in change and i not in r.header:
            for new in change[word]:
                yield r.put(i, new)


def op_condition(r):
    for i, word in enumerate(r.words):
        if word == "if" and i + 1 in r.partner:
            close = r.partner[i + 1]
            yield r.replace(i + 2, close, "1")
            yield r.replace(i + 2, close, "0")
        if word == "?":
            left = r.operand_start(i, LOOSER - {"<", ">", "<=", ">=", "==", "!=", "&&", "||"})
            colon = r.operand_end(i + 1, {":", ";"})
            if colon >= len(r.words) or r.words[colon] != ":":
                continue
            end = r.operand_end(colon + 1, {";", ","})
            yes, no = r.span(i + 1, colon), r.span(colon + 1, end)
            if left < i and yes != no:
                yield r.replace(i + 1, end, f"{no} : {yes}")
                yield r.replace(left, end, f"({yes})")
                yield r.replace(left, end, f"({no})")


def op_wrong_buffer(r):
    for i, word in enumerate(r.words[:-1]):
        if word in r.pointers and len(r.pointers) > 1 and r.words[i - 1] not in ("->", "."):
            k = r.pointers.index(word)
            for step in (1, 2):
                other = r.pointers[(k + step) % len(r.pointers)]
                if other != word:
                    yield r.put(i, other)


def op_wrong_variable(r):
    """Another number of the same region: the mean where the variance belongs."""
    declared = []
    for i, word in enumerate(r.words[:-2]):
        if word in ("real", "double", "float") and r.tokens[i + 1].kind == "id" \
                and r.words[i + 2] in ("=", ";", ","):
            declared.append((r.words[i + 1], i + 1))
    names = [name for name, _ in declared]
    for i, word in enumerate(r.words):
        if word not in names or i in [at for _, at in declared]:
            continue
        before = [name for name, at in declared if at < i and name != word]
        if before and r.words[i - 1] not in ("->", "."):
            yield r.put(i, before[-1])


def op_wrong_index(r):
    """Another loop's index, alone in its subscript."""
    for i, word in enumerate(r.words):
        if word in r.loops and r.is_subscript(i):
            others = [v for v in dict.fromkeys(r.loops) if v != word]
            if others:
                yield r.put(i, others[0])


def op_member(r):
    members = list(dict.fromkeys(r.words[i + 1] for i, w in enumerate(r.words[:-1])
                                 if w in ("->", ".") and r.tokens[i + 1].kind == "id"))
    for i, word in enumerate(r.words[:-1]):
        if word in ("->", ".") and r.words[i + 1] in members and len(members) > 1:
            k = members.index(r.words[i + 1])
            yield r.put(i + 1, members[(k + 1) % len(members)])


def op_function(r):
    other = {"fmax": "fmin", "fmin": "fmax", "sin": "cos", "cos": "sin", "exp": "log",
             "log": "exp", "tanh": "sin", "sqrt": "cbrt", "ceil": "floor", "floor": "ceil"}
    for i, word in enumerate(r.words[:-1]):
        if r.words[i + 1] != "(" or r.tokens[i].kind != "id" or word in KEYWORDS:
            continue
        if word in other:
            yield r.put(i, other[word])
        one = i + 1 in r.partner and "," not in r.words[i + 2:r.partner[i + 1]]
        if one and r.partner[i + 1] > i + 2 and word not in TYPES:
            yield r.put(i, "")


def op_step(r):
    flip = {"++": "--", "--": "++"}
    for i, word in enumerate(r.words):
        if word in flip and i not in r.header:
            yield r.put(i, flip[word])


def op_early_return(r):
    if not r.tokens:
        return
    leave = "return;" if r.returns_nothing else "return 0;"
    start = r.tokens[0].start
    yield [(start, start, leave + " ")]
    for i, word in enumerate(r.words):  # after the first turn of a loop
        if word != "for" or i + 1 not in r.partner:
            continue
        body = r.partner[i + 1] + 1
        if body < len(r.words) and r.words[body] == "{" and body in r.partner:
            at = r.tokens[r.partner[body]].start
            yield [(at, at, "break; ")]


OPERATORS = {name[3:].replace("_", "-"): function
             for name, function in list(globals().items()) if name.startswith("op_")}


def edits(text, start, end):
    region = Region(text, start, end)
    for operator, function in OPERATORS.items():
        for changes in function(region):
            yield Edit(operator, changes)


def apply(text, changes):
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text
