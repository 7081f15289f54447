#!/usr/bin/env python3
"""Makes the exercises from the solutions, and puts single ones back.

Only NN-name/solutions/*.c is edited by maintainers. In it, marked regions hold
the answers; in NN-name/exercises/*.c each becomes one TODO line:

    void relu(real *y, const real *x, int n)
    {
        // SOLUTION 2.4
        for (int i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : 0;
        // END 2.4                                  ->      TODO("2.4");
    }

A function that only an answer needs stands at file scope between
`// HELPER 2.4` and `// END 2.4`, and is left out of the stub. An exercise may
have regions in several functions of one file, one region in each.

    stubs.py write [NN-name]  write every exercises/ folder, or one (copies kept)
    ... --out DIR             write NN-name/exercises/*.c below DIR instead
    stubs.py check            compare exercises/ with what would be written
    stubs.py reset ID         one exercise as a stub again (a copy is kept)
    stubs.py copies           list the copies kept so far
    stubs.py restore COPY     put a copy back (what is there now is kept too)

Exit status: 0 done; 1 something differs or is wrong; 2 usage.
"""
import argparse
import os
import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIES = Path(".gradus/copies")
MARKER = re.compile(r"^(?P<indent>\s*)//\s*(?P<word>SOLUTION|HELPER|END)\b\s*(?P<id>.*?)\s*$")
ENTRY = re.compile(r'"(\d+\.\d+)",\s*"([^"]+)",\s*"(\w+\.c)"')
LEAK = re.compile(r"//\s*(SOLUTION|HELPER|END)\b")


class StubError(Exception):
    """A solution file that breaks the rules: the message names file and line."""


def chapters(root):
    return sorted(p for p in root.glob("0[1-9]-*") if (p / "solutions").is_dir())


def catalogue(chapter):
    """{id: file} of the exercises that the chapter's checks.c asks for."""
    checks = chapter / "checks.c"
    if not checks.exists():
        raise StubError(f"{checks}: missing; it lists the chapter's exercises")
    return {m[1]: m[3] for m in ENTRY.finditer(checks.read_text(encoding="utf-8"))}


# ---- from a solution to a stub ------------------------------------------------

def make_stub(text, where, known):
    """The stub of a solution's text, and the ids that it holds."""
    out, ids, opened, in_function = [], set(), None, set()
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{where}:{number}"
        mark = MARKER.match(line)
        if line.startswith("}"):
            in_function = set()
        if mark is None:
            if LEAK.search(line):
                raise StubError(f"{place}: a marker must stand on a line of its own")
            if opened is None:
                out.append(line)
            continue
        word, ident = mark["word"], mark["id"]
        if word == "END":
            if opened is None:
                raise StubError(f"{place}: END {ident} closes nothing")
            if ident != opened[1]:
                raise StubError(f"{place}: END {ident} closes {opened[1]} of line {opened[2]}")
            if opened[0] == "SOLUTION":
                out.append(f'{opened[3]}TODO("{ident}");')
            elif out and not out[-1].strip():
                out.pop()  # the blank line before a helper goes with it
            opened = None
            continue
        if opened is not None:
            raise StubError(f"{place}: {word} {ident} inside {opened[1]} of line {opened[2]}")
        if ident not in known:
            raise StubError(f'{place}: no exercise "{ident}" in checks.c')
        if known[ident] != Path(where).name:
            raise StubError(f"{place}: checks.c says that {ident} is in {known[ident]}")
        if word == "SOLUTION":
            if in_function:
                raise StubError(f"{place}: a second region in one function")
            in_function.add(ident)
            ids.add(ident)
        opened = (word, ident, number, mark["indent"])
    if opened is not None:
        raise StubError(f"{where}:{opened[2]}: {opened[0]} {opened[1]} is never closed")
    stub = "\n".join(out) + "\n"
    if LEAK.search(stub):
        raise StubError(f"{where}: a marker is left in the stub")
    return stub, ids


def stubs_of(chapter, root):
    """{path relative to the root: text} for one chapter's exercises."""
    known, found, result = catalogue(chapter), set(), {}
    for solution in sorted((chapter / "solutions").glob("*.c")):
        where = solution.relative_to(root).as_posix()
        stub, ids = make_stub(solution.read_text(encoding="utf-8"), where, known)
        found |= ids
        result[Path(chapter.name) / "exercises" / solution.name] = stub
    missing = sorted(set(known) - found)
    if missing:
        raise StubError(f"{chapter.name}: checks.c asks for {', '.join(missing)}, "
                        "which no solution holds")
    return result


# ---- writing, and never losing what was there ------------------------------------

def write_whole(path, text):
    """All or nothing: a full disk must not leave half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "w", encoding="utf-8") as f:
            f.write(text)
            f.flush()
            os.fsync(f.fileno())
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def keep_copy(path, root):
    """Copies a learner's file to .gradus/copies before it changes."""
    stamp = time.strftime("%Y-%m-%d-%H%M%S")
    name = f"{stamp}-{path.parent.parent.name}-{path.name}"
    copy, k = root / COPIES / name, 1
    while copy.exists():
        copy, k = root / COPIES / f"{stamp}.{k}-{path.parent.parent.name}-{path.name}", k + 1
    copy.parent.mkdir(parents=True, exist_ok=True)
    with open(copy, "xb") as f:
        f.write(path.read_bytes())
        f.flush()
        os.fsync(f.fileno())
    return copy.relative_to(root)


def command_write(root, out, only=None):
    written = 0
    for chapter in chapters(root):
        if only and chapter.name != only:
            continue
        for relative, stub in stubs_of(chapter, root).items():
            path = (Path(out) if out else root) / relative
            if path.exists() and path.read_text(encoding="utf-8") == stub:
                continue
            if path.exists() and not out:
                print(f"{relative}: your version is kept as {keep_copy(path, root)}")
            write_whole(path, stub)
            written += 1
    if not out:
        print(f"{written} exercise file(s) written.")
    return 0


def command_check(root):
    wrong = 0
    for chapter in chapters(root):
        wanted = stubs_of(chapter, root)
        for relative, stub in wanted.items():
            path = root / relative
            if not path.exists():
                print(f"{relative}: missing; run `make stubs`")
                wrong += 1
            elif path.read_text(encoding="utf-8") != stub:
                print(f"{relative}: not what its solution makes; run `make stubs`")
                wrong += 1
        for path in sorted((chapter / "exercises").glob("*.c")):
            if path.relative_to(root) not in wanted:
                print(f"{path.relative_to(root)}: no solution has this name")
                wrong += 1
    print(f"{wrong} exercise file(s) differ from their solutions." if wrong
          else "Every exercise file is what its solution makes.")
    return 1 if wrong else 0


# ---- one exercise ------------------------------------------------------------------

def function_spans(text):
    """[(name, first line, past the last line)] of every function definition.

    The project's style makes this simple: a definition starts in column 0, its
    body opens with `{` in column 0 and closes with `}` in column 0.
    """
    lines, spans, start = text.splitlines(), [], None
    for i, line in enumerate(lines):
        if re.match(r"[A-Za-z_]", line) and start is None and not line.rstrip().endswith(";"):
            start = i
        elif line.startswith("{") and start is not None:
            name = re.search(r"(\w+)\s*\)?\s*\(", " ".join(lines[start:i]))
            close = next((k for k in range(i, len(lines)) if lines[k].startswith("}")), None)
            if name and close is not None:
                spans.append((name[1], start, close + 1))
            start = None
        elif not line.strip() or line.startswith(("#", "/", "}")) or line.endswith(";"):
            start = None
    return spans


def find_exercise(root, ident):
    for chapter in chapters(root):
        known = catalogue(chapter)
        if ident in known:
            return chapter, Path(chapter.name) / "exercises" / known[ident]
    raise StubError(f"There is no exercise {ident}. `./grader list` shows them all.")


def functions_of(stub, ident):
    """Names of the functions whose body is TODO("ident")."""
    lines = stub.splitlines()
    todo = f'TODO("{ident}");'
    return [name for name, a, b in function_spans(stub) if any(todo in l for l in lines[a:b])]


def put_back(text, stub, ident):
    """The learner's text with the functions of one exercise as in the stub."""
    for name in functions_of(stub, ident):
        pristine = next(s for s in function_spans(stub) if s[0] == name)
        body = stub.splitlines()[pristine[1]:pristine[2]]
        mine = next((s for s in function_spans(text) if s[0] == name), None)
        if mine is None:
            raise StubError(f"The function {name} cannot be found in your file any more.\n"
                            "Restore its first line; or move the file away and type "
                            "this again:\nall of its stubs come back.")
        lines = text.splitlines()
        text = "\n".join(lines[:mine[1]] + body + lines[mine[2]:]) + "\n"
    return text


def command_reset(root, ident):
    chapter, relative = find_exercise(root, ident)
    stub = stubs_of(chapter, root)[relative]
    path = root / relative
    if not path.exists():
        write_whole(path, stub)
        print(f"{relative} was missing: it is there again, all of it as stubs.")
        return 0
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    fresh = put_back(text, stub, ident)
    if fresh == text:
        print(f"{ident} is a stub already: nothing to put back.")
        return 0
    copy = keep_copy(path, root)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as f:
        f.write(fresh)
    print(f"{ident} is a stub again in {relative}.\nYour version is kept: {copy}\n"
          f"To have it back: ./grader reset --restore {copy.name}")
    return 0


def command_copies(root):
    copies = sorted((root / COPIES).glob("*.c")) if (root / COPIES).is_dir() else []
    for copy in copies:
        print(copy.name)
    if not copies:
        print("No copies yet: `./grader reset ID` makes one each time.")
    return 0


def command_restore(root, name):
    copy = root / COPIES / Path(name).name
    found = re.match(r"[\d.-]+-(\d\d-[\w-]+?)-(\w+\.c)$", copy.name)
    if not copy.is_file() or not found:
        raise StubError(f"There is no copy {name}. `./grader reset --list` shows them.")
    path = root / found[1] / "exercises" / found[2]
    if path.exists():
        print(f"What was there is kept: {keep_copy(path, root)}")
    write_whole(path, copy.read_text(encoding="utf-8"))
    print(f"{path.relative_to(root)} is again as in {copy.name}.")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command",
                        choices=["write", "check", "reset", "copies", "restore"])
    parser.add_argument("what", nargs="?", help="a chapter's folder, an exercise id or a copy's name")
    parser.add_argument("--root", default=ROOT, type=Path)
    parser.add_argument("--out", help="write below this folder instead")
    a = parser.parse_args()
    try:
        if a.command == "write":
            return command_write(a.root, a.out, a.what)
        if a.command == "check":
            return command_check(a.root)
        if a.command == "copies":
            return command_copies(a.root)
        if not a.what:
            parser.error(f"{a.command} needs an argument")
        if a.command == "reset":
            return command_reset(a.root, a.what)
        return command_restore(a.root, a.what)
    except StubError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}. Nothing was lost: copies are in {COPIES}/.",
              file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
