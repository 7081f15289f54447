#!/usr/bin/env python3
"""Shows one exercise: the learner's functions beside the reference's.

    diff.py ID [--width COLUMNS] [--root DIR]

Only the functions of that exercise are shown, with the helpers that they call.
From 130 columns on, the two stand side by side; below that one under the other:
lines that only the learner has begin with -, lines of the reference with +.
Exit status: 0 shown; 1 something is missing.
"""
import argparse
import difflib
import re
import sys
from pathlib import Path

import stubs

SIDE_BY_SIDE = 130


def span_text(text, name):
    """The lines of one function, with the number of the first, or ([], 0)."""
    for found, first, past in stubs.function_spans(text):
        if found == name:
            return text.splitlines()[first:past], first + 1
    return [], 0


def reference_functions(solution, ident, names):
    """Lines of the reference: its helpers for this exercise, then its functions."""
    helper, lines = False, []
    for line in solution.splitlines():
        mark = stubs.MARKER.match(line)
        if mark and mark["id"] == ident and mark["word"] == "HELPER":
            helper = True
        elif mark and helper:
            helper = False
            lines.append("")
        elif helper:
            lines.append(line)
    for name in names:
        body = span_text(solution, name)[0]
        lines += [line for line in body if not stubs.MARKER.match(line)] + [""]
    return trim(lines)


def learner_functions(text, stub, names):
    """The learner's functions, after those helpers of their own that they call."""
    given = {name for name, _, _ in stubs.function_spans(stub)}
    bodies = [span_text(text, name) for name in names]
    used = " ".join(" ".join(body) for body, _ in bodies)
    lines = []
    for name, first, past in stubs.function_spans(text):
        if name not in given and re.search(rf"\b{re.escape(name)}\b", used):
            lines += text.splitlines()[first:past] + [""]
    for body, _ in bodies:
        lines += body + [""]
    line = next((number for _, number in bodies if number), 1)
    return trim([l for l in lines if not stubs.MARKER.match(l)]), line


def trim(lines):
    """Without empty lines at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def plain(line):
    """A line of somebody's file as it may be printed: no tabs, no control bytes."""
    line = line.expandtabs(4).encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() else "?" for c in line)


def pieces(line, room, indent=0):
    """A line cut to `room` columns; what is cut off goes on below."""
    result = []
    while len(line) > room:
        cut = line.rfind(" ", room // 2, room + 1)
        cut = cut if cut > 0 else room
        result.append(line[:cut])
        line = " " * indent + line[cut:].lstrip()
    return result + [line]


def show_unified(mine, theirs, width):
    for line in difflib.ndiff(mine, theirs, charjunk=None):
        if line.startswith("?"):
            continue
        for k, part in enumerate(pieces(line[2:], width - 3)):
            print(f"{line[0]} {'' if k == 0 else '  '}{part}".rstrip())


def show_beside(mine, theirs, width):
    room = (width - 5) // 2
    matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
    print(f"{'yours':<{room}}     reference")
    print("-" * room + "     " + "-" * room)
    for tag, a, b, c, d in matcher.get_opcodes():
        left, right = mine[a:b], theirs[c:d]
        for k in range(max(len(left), len(right))):
            one = pieces(left[k], room) if k < len(left) else [""]
            two = pieces(right[k], room) if k < len(right) else [""]
            mark = "  " if tag == "equal" else "->"
            for i in range(max(len(one), len(two))):
                x = one[i] if i < len(one) else ""
                y = two[i] if i < len(two) else ""
                print(f"{x:<{room}} {mark}  {y}".rstrip())


def show(root, ident, width):
    chapter, relative = stubs.find_exercise(root, ident)
    path, answer = root / relative, chapter / "solutions" / relative.name
    stub = stubs.stubs_of(chapter, root)[relative]
    names = stubs.functions_of(stub, ident)
    solution = answer.read_text(encoding="utf-8")
    text = path.read_text(encoding="utf-8", errors="replace")
    mine, line = learner_functions(text, stub, names)
    theirs = reference_functions(solution, ident, names)
    if not mine:
        raise stubs.StubError(f"The function {names[0]} cannot be found in {relative}.\n"
                              f"To have its stub again: ./grader reset {ident}")
    print(f"\n{ident}: yours in {relative}, line {line}\n"
          f"{' ' * len(ident)}  the reference in {answer.relative_to(root)}\n")
    mine, theirs = [plain(l) for l in mine], [plain(l) for l in theirs]
    if mine == theirs:
        print("Yours is the reference, line by line:\n")
    elif width < SIDE_BY_SIDE:
        print("  - only in yours   + only in the reference\n")
    if width >= SIDE_BY_SIDE:
        show_beside(mine, theirs, width)
    else:
        show_unified(mine, theirs, width)
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ident")
    parser.add_argument("--width", type=int, default=80)
    parser.add_argument("--root", default=stubs.ROOT, type=Path)
    a = parser.parse_args()
    try:
        return show(a.root, a.ident, max(a.width, 60))
    except stubs.StubError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
