#!/usr/bin/env python3
"""Fetches the real sets, and makes the built-in ones where that fails.

    python3 common/datasets/fetch.py                       what `make data` runs
    python3 common/datasets/fetch.py --from DIR            from a local folder instead
    python3 common/datasets/fetch.py --only mnist          one of mnist, names, surnames

--from DIR (or GRADUS_MIRROR=DIR) takes a folder with mnist/*.gz, names.txt and
names/LANGUAGE.txt; nothing is then asked of the network. --data DIR writes there (else
$GRADUS_DATA, else data). Whatever is there and whole is not fetched again; a damaged set
is reported and fetched again.

Exit status: 0  every set is there, the real one or, with no connection, the built-in one
             1  something came that is not the set (a wrong checksum, a file that is not
                in the mirror); the built-in set serves until that is mended
             2  usage, or an error of the disk
"""

import argparse
import os
import urllib.parse
import zlib

import builtin
import download
import sources
import store
import surname_set


def unpack(source, packed):
    """The content of a gzip file, never more than it should have."""
    unzip = zlib.decompressobj(31)
    try:
        data = unzip.decompress(packed, source.size + 1)
    except zlib.error:
        raise download.Refused("not a gzip file, or a damaged one") from None
    if len(data) > source.size:
        raise download.Refused("a gzip file of more than the %d bytes expected"
                               % source.size)
    if not unzip.eof:
        raise download.Refused("a gzip file that is cut off")
    return data


def checked(source, raw):
    """The unpacked content of a file, if it is what it should be."""
    data = unpack(source, raw) if source.packed else raw
    total = store.sha256(data)
    if total not in source.sums:
        raise download.Refused("wrong checksum %s...; expected %s..."
                               % (total[:16], source.sums[0][:16]))
    return data


def from_mirror(source, mirror):
    path = os.path.join(mirror, *source.mirror.split("/"))
    try:
        with open(path, "rb") as file:
            raw = file.read(2 * source.most + 1)
    except OSError as error:
        raise download.Refused("%s: %s" % (path, error.strerror)) from None
    try:
        return checked(source, raw)
    except download.Refused as problem:
        raise download.Refused("%s: %s" % (path, problem)) from None


def from_network(source, folder):
    """From the first address that has the right content."""
    failures = []
    for address in source.addresses:
        store.say("  %s from %s" % (os.path.basename(source.mirror),
                                     urllib.parse.urlsplit(address).netloc))
        try:
            return download.fetch(address, folder, 2 * source.most,
                                  lambda raw: checked(source, raw), store.say)
        except (download.Unreachable, download.Refused) as problem:
            store.say("  %s" % problem)
            failures.append(problem)
    wrong = [problem for problem in failures if isinstance(problem, download.Refused)]
    raise (wrong or failures)[0]


def final_files(name, contents):
    """The files of a set, from the files that were fetched."""
    if name != "surnames":
        return contents
    return surname_set.files({file[:-4]: raw.decode("utf-8").split("\n")
                              for file, raw in contents.items()})


def about(name):
    text = sources.ABOUT[name]
    return text % surname_set.SEED if "%d" in text else text


def is_whole(real):
    """Is the set there and what it should be? Says what is wrong with it."""
    if not real.present():
        return False
    damage = real.damage()
    for sentence in damage:
        store.say("  damaged: %s" % sentence)
    if damage:
        real.revoke()
        return False
    if real.name == "surnames":
        return real.whole(about("surnames"))    # else split by another version
    listed = real.listed()
    return all(listed.get(s.name) in s.sums for s in sources.SETS[real.name])


def in_place(real, source):
    """The content of a file that is there already (an earlier run was stopped, or
    somebody put it there), if it is right."""
    if real.name == "surnames":
        return None     # its files are made from others
    try:
        with open(real.path(source.name), "rb") as file:
            content = file.read(source.most + 1)
    except OSError:
        return None
    return content if store.sha256(content) in source.sums else None


def get(data, name, mirror):
    """Puts one real set in its place. Raises Unreachable or Refused."""
    real = store.Set(data, name)
    if is_whole(real):
        store.say("%s: the set is there and whole" % name)
        return
    store.say("%s: %s" % (name, "from " + mirror if mirror else "from the network"))
    folder = os.path.join(data, ".partial")
    contents = {}
    for source in sources.SETS[name]:
        content = in_place(real, source)
        if content is None and mirror:
            content = from_mirror(source, mirror)
        elif content is None:
            content = from_network(source, folder)
        if name != "surnames":
            real.put(source.name, content)  # so that a later run need not fetch it again
        contents[source.name] = content
    real.save(final_files(name, contents), about(name))
    store.say("%s: the set is in place\n  %s" % (name, about(name)))


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description="Fetch the real data sets; where that fails, make the built-in ones.")
    parser.add_argument("--from", metavar="DIR", dest="mirror",
                        default=os.environ.get("GRADUS_MIRROR") or None,
                        help="a local folder to take them from (also $GRADUS_MIRROR)")
    parser.add_argument("--only", choices=list(store.KINDS), help="just this set")
    parser.add_argument("--data", metavar="DIR", default=store.default_folder(),
                        help="write there instead of $GRADUS_DATA or data")
    options = parser.parse_args(arguments)
    if options.mirror and not os.path.isdir(options.mirror):
        raise store.Problem("%s: no such folder to take the sets from\n  give --from or "
                            "GRADUS_MIRROR a folder with mnist/, names.txt and names/"
                            % options.mirror)
    status, offline = 0, False
    with store.Lock(options.data):
        for name in [options.only] if options.only else list(store.KINDS):
            try:
                get(options.data, name, options.mirror)
            except (download.Unreachable, download.Refused) as problem:
                store.say("%s: could not be had: %s" % (name, problem))
                store.say("%s: the built-in set \"%s\" serves instead"
                          % (name, store.KINDS[name]))
                builtin.ensure(options.data, name)
                if isinstance(problem, download.Refused):
                    status = 1
                else:
                    offline = True
        remove_empty(os.path.join(options.data, ".partial"))
    if offline:
        store.say("Everything works with the built-in sets. For the real ones type make "
                  "data again\nwhen there is a connection, or take them from a folder:\n"
                  "  GRADUS_MIRROR=DIR make data")
    return status


def remove_empty(folder):
    try:
        os.rmdir(folder)
    except OSError:
        pass    # it holds unfinished downloads, or was never made


if __name__ == "__main__":
    store.run(main)
