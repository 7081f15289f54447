#!/usr/bin/env python3
"""How alike submissions are: reported for a person to look at, never judged.

Of each exercise file, the lines that stand in the stub as well are left out; the rest
is cut into tokens, every run of K tokens is hashed, and of every W hashes in a row the
smallest is kept (winnowing: two files that share a run of K + W - 1 tokens share a
fingerprint). What more than a quarter of the class has, and what the reference has, is
how such code must look, and is left out too.

  words   names as they are: the share of the smaller one's fingerprints
  shape   every name counts as the same: survives renaming
"""
import collections
import hashlib

from ctokens import tokens

K, W = 10, 4
KEYWORDS = {"for", "if", "else", "while", "do", "return", "int", "double", "float", "real",
            "const", "static", "void", "break", "continue", "switch", "case", "sizeof"}
FEWEST = 6      # fingerprints below which a likeness means nothing
COMMON = 0.25   # of the class...
FEW = 5         # ...and more submissions than that


def lines_of(text):
    """Each line's tokens; a comment or an empty line has none."""
    rows = collections.defaultdict(list)
    for t in tokens(text):
        rows[text.count("\n", 0, t.start)].append(t)
    return [rows[k] for k in sorted(rows)]


def own_tokens(text, stub):
    """The tokens of the lines that the stub does not have."""
    known = {tuple(t.text for t in row) for row in lines_of(stub)}
    return [t for row in lines_of(text) if tuple(t.text for t in row) not in known for t in row]


def fingerprints(found, shape):
    words = ["n" if shape and t.kind == "id" and t.text not in KEYWORDS else t.text
             for t in found]
    hashes = [hashlib.blake2b("\0".join(words[i:i + K]).encode("utf-8", "replace"),
                              digest_size=8).digest() for i in range(len(words) - K + 1)]
    return {min(hashes[i:i + W]) for i in range(max(0, len(hashes) - W + 1))}


def marks(files, stubs, shape):
    """The fingerprints of one submission: {file: text} against {file: stub}."""
    result = set()
    for name, text in files.items():
        result |= fingerprints(own_tokens(text, stubs[name]), shape)
    return result


def likeness(submissions, stubs, reference):
    """[(words, shape, a, b)] for the pairs that share something, most alike first."""
    shares = {}
    for shape in (False, True):
        own = {name: marks(files, stubs, shape) for name, files in submissions.items()}
        count = collections.Counter(h for s in own.values() for h in s)
        most = max(FEW, COMMON * len(own))
        expected = marks(reference, stubs, shape) | {h for h, n in count.items() if n > most}
        own = {name: s - expected for name, s in own.items()}
        holders = collections.defaultdict(list)
        for name, s in own.items():
            for h in s:
                holders[h].append(name)
        together = collections.Counter()
        for names in holders.values():
            names.sort()
            together.update((a, b) for i, a in enumerate(names) for b in names[i + 1:])
        for (a, b), n in together.items():
            least = min(len(own[a]), len(own[b]))
            if least >= FEWEST:
                shares.setdefault((a, b), [0.0, 0.0])[shape] = n / least
    return sorted(((w, s, a, b) for (a, b), (w, s) in shares.items()),
                  key=lambda x: (-max(x[0], x[1]), -x[0], x[2], x[3]))
