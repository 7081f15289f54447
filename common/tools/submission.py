#!/usr/bin/env python3
"""Copies one chapter's exercise files of a submission to a clean folder.

    submission.py DIR NN-name ROOT

Takes DIR/NN-name/exercises/X.c, DIR/exercises/X.c or DIR/X.c for every X.c that
the chapter has, and nothing else: no header, no Makefile, no other file of a
submission is ever used. A file that is missing becomes its stub. Links and files
of more than a megabyte are refused.
"""
import sys
from pathlib import Path

import stubs

LARGEST = 1 << 20


def find(folder, chapter, name):
    for place in (folder / chapter / "exercises", folder / "exercises", folder):
        path = place / name
        if path.resolve() != folder.resolve() / path.relative_to(folder):
            raise SystemExit(f"{path} is a link; a submission holds files")
        if path.is_file():
            return path
    return None


def main(folder, chapter, root):
    found = 0
    wanted = stubs.stubs_of(stubs.ROOT / chapter, stubs.ROOT)
    for relative, stub in wanted.items():
        path = find(Path(folder), chapter, relative.name)
        target = Path(root) / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        if path is None:
            target.write_text(stub, encoding="utf-8")
            continue
        if path.stat().st_size > LARGEST:
            raise SystemExit(f"{path} is larger than a megabyte")
        target.write_bytes(path.read_bytes())
        found += 1
    if found == 0:
        names = ", ".join(sorted(r.name for r in wanted))
        print(f"note: {folder} holds none of {chapter}'s files ({names})", file=sys.stderr)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:4])
    except (OSError, stubs.StubError) as error:
        sys.exit(str(error))
