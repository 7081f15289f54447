#!/usr/bin/env python3
"""Makes the built-in sets, which need no network: digits, names, surnames.

    python3 common/datasets/builtin.py                 make all three
    python3 common/datasets/builtin.py --if-missing -q make those that are needed

--if-missing makes a built-in set only where neither it nor its real set is there; it
reads no content, so it costs nothing when all is in place. Options: --data DIR writes
there (else $GRADUS_DATA, else data); -q prints only errors. The same files come out on
every machine. Exit status: 0 done, 2 usage or an error of the disk.
"""

import argparse
import os
import time

import digits
import store
import surname_set

HERE = os.path.dirname(os.path.abspath(__file__))


def read_text(*parts):
    path = os.path.join(HERE, *parts)
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise store.Problem("%s: %s\n  it belongs to the project: restore it from git"
                            % (path, error.strerror)) from None


def given_names():
    """The words of given-names.txt, each once, without its comments."""
    lines = read_text("given-names.txt").split("\n")
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return sorted(set(words))


def make_names():
    text = "".join(name + "\n" for name in given_names())
    return {"names.txt": text.encode("ascii")}


def make_surnames():
    names = sorted(os.listdir(os.path.join(HERE, "surnames")))
    return surname_set.files({name[:-4]: read_text("surnames", name).split("\n")
                              for name in names if name.endswith(".txt")})


# For each built-in set: what makes its files, and the line about it in SET. A change
# in the digits needs a new version there, so that digits of before are made anew.
MAKERS = {
    "digits": (digits.files,
               "10,000 + 2,000 drawn digits, version 1, seed %d" % digits.SEED),
    "names-builtin": (make_names, "given names of many cultures"),
    "surnames-builtin": (make_surnames,
                         "surnames by language; split with seed %d" % surname_set.SEED),
}


def ensure(data, real_name, quiet=False):
    """Makes the built-in set that stands for a real one, unless it is whole already."""
    builtin = store.Set(data, store.KINDS[real_name])
    make, about = MAKERS[builtin.name]
    start = time.time()
    files = None if builtin.name == "digits" else make()
    if builtin.present():
        if builtin.whole(about, files):
            store.say("%s: the built-in set is there and whole" % builtin.name, quiet)
            return
        for sentence in builtin.damage():
            store.say("  damaged: %s" % sentence, quiet)
    builtin.save(files or make(), about)
    store.say("%s: made the built-in set in %.1f s\n  %s"
              % (builtin.name, time.time() - start, about), quiet)


def needed(data, real_name):
    return not (store.Set(data, real_name).present()
                or store.Set(data, store.KINDS[real_name]).present())


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description="Make the built-in data sets, which need no network.")
    parser.add_argument("--data", metavar="DIR", default=store.default_folder(),
                        help="write there instead of $GRADUS_DATA or data")
    parser.add_argument("--if-missing", action="store_true",
                        help="only sets that are absent and whose real set is absent too")
    parser.add_argument("-q", "--quiet", action="store_true", help="print only errors")
    options = parser.parse_args(arguments)
    kinds = list(store.KINDS)
    if options.if_missing:
        kinds = [kind for kind in kinds if needed(options.data, kind)]
        if not kinds:
            return 0
    with store.Lock(options.data):
        for kind in kinds:
            ensure(options.data, kind, options.quiet)
    return 0


if __name__ == "__main__":
    store.run(main)
