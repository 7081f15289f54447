"""The folder of data sets: writing sets, and telling whether they are whole.

A set is a folder of files and a file SET, written last. SET holds the set's name,
a line about it, and the checksum of each file that was written with it:

    mnist
    60,000 + 10,000 handwritten digits, LeCun, Cortes and Burges
    sha256 ba891046...776db train-images-idx3-ubyte

Every file is written under another name and then renamed, so a file that is there is
whole. A file that no SET lists is somebody else's: it is moved aside, never deleted.
"""

import errno
import hashlib
import os
import sys

KINDS = {"mnist": "digits", "names": "names-builtin", "surnames": "surnames-builtin"}


class Problem(Exception):
    """Something the user has to know and to mend: its text is the whole message."""


def explain(error, path):
    """A Problem for an OSError at path, with what to do about it."""
    advice = "GRADUS_DATA=DIR make data uses another folder"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        advice = "the sets need about 70 MB: free some space, then type make data again"
    elif error.errno == errno.ENOTDIR:
        advice = "a file is where a folder should be: move it away, then type make data"
    return Problem("%s: %s\n  %s" % (path, error.strerror or error, advice))


def say(text="", quiet=False):
    if not quiet:
        print(text, flush=True)


def default_folder():
    return os.environ.get("GRADUS_DATA") or "data"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def sha256_file(path):
    total = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            total.update(block)
    return total.hexdigest()


def make_folder(path):
    try:
        os.makedirs(path, exist_ok=True)
    except FileExistsError:
        raise Problem("%s: a file is where a folder should be\n  move it away, then type "
                      "make data" % path) from None
    except OSError as error:
        raise explain(error, path) from None


def write(path, data):
    """Writes a whole file or none: to a name beside it, then renamed."""
    beside = "%s.%d.tmp" % (path, os.getpid())
    try:
        try:
            with open(beside, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        finally:
            if os.path.exists(beside):
                os.remove(beside)
    except OSError as error:
        raise explain(error, path) from None


def remove(path):
    """Removes a file that this program made, if it is there."""
    try:
        os.remove(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise explain(error, path) from None


class Set:
    """One set: the folder of its name inside the folder of all data."""

    def __init__(self, data, name):
        self.name = name
        self.folder = os.path.join(data, name)

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self):
        """The lines of SET, or [] where there is no usable SET."""
        for name in ("SET", "SET.damaged"):
            try:
                with open(self.path(name), encoding="ascii") as file:
                    lines = file.read().split("\n")
            except (OSError, UnicodeDecodeError):
                continue
            if lines[0] == self.name:
                return lines
        return []

    def listed(self):
        """{file: checksum} of the files that were written with SET."""
        rows = [line.split() for line in self.read()]
        return {row[2]: row[1] for row in rows if len(row) == 3 and row[0] == "sha256"}

    def present(self):
        """Is there a SET? Quick: no content is read."""
        return os.path.isfile(self.path("SET"))

    def damage(self):
        """What is wrong with a set that is present: a list of sentences."""
        listed = self.listed()
        if not listed:
            return ["%s: does not say what belongs to the set" % self.path("SET")]
        found = []
        for name, checksum in sorted(listed.items()):
            path = self.path(name)
            try:
                if sha256_file(path) != checksum:
                    found.append("%s: its content has changed (wrong checksum)" % path)
            except OSError as error:
                found.append("%s: %s" % (path, error.strerror))
        return found

    def whole(self, about, files=None):
        """Is the set there, of this making (its line in SET), and undamaged? With
        files: is it these files?"""
        if self.read()[1:2] != [about] or self.damage():
            return False
        return not files or self.listed() == sums(files)

    def revoke(self):
        """The set counts as absent until it is made again. What SET listed stays known,
        so that damaged files of ours are told from files of somebody else."""
        try:
            os.replace(self.path("SET"), self.path("SET.damaged"))
        except OSError as error:
            raise explain(error, self.path("SET")) from None

    def put(self, name, data):
        """Writes one file of the set, unless it is there and right already."""
        make_folder(self.folder)
        path = self.path(name)
        if same(path, data):
            return
        if os.path.lexists(path) and name not in self.listed():
            keep_aside(path)
        write(path, data)

    def save(self, files, about):
        """Writes the files, then SET."""
        if self.present() and self.listed() != sums(files):
            self.revoke()
        for name, data in files.items():
            self.put(name, data)
        lines = [self.name, about]
        lines += ["sha256 %s %s" % (total, name) for name, total in sums(files).items()]
        write(self.path("SET"), "".join(line + "\n" for line in lines).encode("ascii"))
        remove(self.path("SET.damaged"))


def sums(files):
    """{file: checksum} of {file: content}."""
    return {name: sha256(data) for name, data in files.items()}


def same(path, data):
    try:
        return os.path.getsize(path) == len(data) and sha256_file(path) == sha256(data)
    except OSError:
        return False


def keep_aside(path):
    """Renames a file that this program did not make, and says so."""
    n = 1
    while os.path.lexists("%s.kept-%d" % (path, n)):
        n += 1
    kept = "%s.kept-%d" % (path, n)
    try:
        os.rename(path, kept)
    except OSError as error:
        raise explain(error, path) from None
    print("%s: was there already, and is kept as %s" % (path, kept), file=sys.stderr)


class Lock:
    """Two `make data` at once take turns; the second finds everything in place."""

    def __init__(self, data):
        self.data = data

    def __enter__(self):
        make_folder(self.data)
        path = os.path.join(self.data, ".lock")
        try:
            self.file = open(path, "wb")
        except OSError as error:
            raise explain(error, path) from None
        try:
            import fcntl
            fcntl.flock(self.file, fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass    # a system or a network drive without locks: go on without
        return self

    def __exit__(self, *_):
        self.file.close()


def run(main):
    """Runs a command: problems are sentences on stderr and exit status 2."""
    try:
        sys.exit(main())
    except Problem as problem:
        print("data: %s" % problem, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("\ndata: stopped; make data goes on from what has arrived",
              file=sys.stderr)
        sys.exit(130)
