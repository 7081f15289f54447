"""Surnames by language: folding to ASCII, and the fixed split for training and test.

From one list of names per language to the four files of a set:

* Each name is folded: accents are dropped (Unicode NFD without the marks), letters
  that have no accent to drop are spelled out ("ss" for sharp s, "l" for the barred l:
  see SPELLED), and of the rest only ALPHABET stays. Blanks at the ends go.
* A pair of name and language counts once, however often the lists repeat it: the
  Arabic list repeats 108 names some 18 times each, and copies on both sides of a
  split would let a model score by memory. One name in two languages is two pairs.
* 15 % of the names, chosen evenly within each language by SEED, are for the test. A
  name of several languages goes to one side with all of them, so no name of the test
  was seen in training.
* test-names.txt is in shuffled order, so that places do not tell languages.
"""

import random
import unicodedata

ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;'-"
SPELLED = {"ß": "ss", "ẞ": "SS", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae",
           "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "đ": "d", "Đ": "D", "ð": "d",
           "Ð": "D", "þ": "th", "Þ": "Th", "’": "'", "\u00a0": " "}
SEED = 85   # it is noted in SET: a new one makes sets of before count as outdated
TEST_SHARE = 0.15


def fold(name):
    """The name in the characters of ALPHABET."""
    spelled = "".join(SPELLED.get(c, c) for c in name)
    plain = unicodedata.normalize("NFD", spelled)
    return " ".join("".join(c for c in plain if c in ALPHABET).split())


def shuffle(items, chance):
    """Fisher-Yates with random.random() alone, whose sequence never changes."""
    for n in range(len(items) - 1, 0, -1):
        m = int(chance.random() * (n + 1))
        items[n], items[m] = items[m], items[n]


def split(names, chance):
    """Names for the test: evenly from each language (from each set of languages).

    names: {name: set of its languages}. Names of the same languages are put next to
    each other in a random order, and about every seventh name of the whole row is
    taken, so each group gives its share up to one name.
    """
    row = sorted(names)
    shuffle(row, chance)
    row.sort(key=lambda name: sorted(names[name]))
    return [name for n, name in enumerate(row)
            if int((n + 1) * TEST_SHARE) > int(n * TEST_SHARE)]


def files(lists, seed=SEED):
    """The set's files, from {language: names}: {file name: content}."""
    names = {}
    for language, raw in lists.items():
        for name in filter(None, map(fold, raw)):
            names.setdefault(name, set()).add(language)
    chance = random.Random(seed)
    test = set(split(names, chance))
    pairs = sorted((language, name) for name in names for language in names[name])
    train = [pair for pair in pairs if pair[1] not in test]
    tested = [pair for pair in pairs if pair[1] in test]
    shuffle(tested, chance)

    def text(lines):
        return "".join(line + "\n" for line in lines).encode("ascii")

    return {"languages.txt": text(sorted(lists)),
            "train.tsv": text("%s\t%s" % pair for pair in train),
            "test-names.txt": text(name for _, name in tested),
            "test-labels.txt": text(language for language, _ in tested)}
