#!/usr/bin/env python3
"""Makes the zip that Gradescope builds an autograder from.

    autograder.py OUT.zip HIDDEN-SEED ARGUMENTS...

The arguments are those of ./grader: `ch02 --no-train`. The zip holds setup.sh (installs
a compiler, builds everything and grades the reference once, so that a broken autograder
shows when it is built and not when it grades), run_autograder, and a clean copy of the
project in gradus/: no learner's work, nothing built, no data. HIDDEN-SEED 0 means none.
"""
import shlex
import sys
import tempfile
import zipfile
from pathlib import Path

import stubs

FOLDERS_LEFT_OUT = {"build", "data", ".git", ".gradus", "__pycache__", "tests", "bench",
                    "figures", ".github", ".ci"}
TOP = ["Makefile", "grader", "LICENSE", "common"]

SETUP = """#!/usr/bin/env bash
# Run once, when Gradescope builds the autograder's image.
set -e
export DEBIAN_FRONTEND=noninteractive
if command -v apt-get > /dev/null; then
    apt-get update -q
    apt-get install -q -y --no-install-recommends gcc libc6-dev make python3
fi
cd /autograder/source/gradus
{data}make -s PORTABLE=1 -j2 build/grader
./grader {chapters} --solution {flags}
"""

RUN = """#!/usr/bin/env bash
# Run for each submission. Whatever happens, results.json is there at the end.
results=/autograder/results/results.json
cd /autograder/source/gradus || exit 1
./grader {arguments} --submission /autograder/submission --gradescope "$results"
status=$?
if [ $status -gt 1 ] && ! [ -s "$results" ]; then
    printf '%s\\n' '{{"score": 0, "output": "The autograder could not grade this submission. '\\
'Please tell your instructor.", "tests": []}}' > "$results"
fi
exit 0
"""


def sources(root):
    """(path, text or bytes) of the clean copy, paths below the project."""
    chapters = stubs.chapters(root)
    fresh = {}
    for chapter in chapters:
        fresh.update(stubs.stubs_of(chapter, root))
    for top in TOP + [c.name for c in chapters]:
        path = root / top
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in found:
            relative = file.relative_to(root)
            if not file.is_file() or FOLDERS_LEFT_OUT & set(relative.parts):
                continue
            if relative.parent.name == "exercises":
                continue          # a learner's: the stubs take their place
            yield relative, file.read_bytes()
    for relative, text in sorted(fresh.items()):
        yield relative, text.encode("utf-8")


def add(archive, name, data, executable):
    """A fixed date: the same project makes the same zip."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (0o100755 if executable else 0o100644) << 16
    archive.writestr(info, data)


def scripts(hidden, arguments):
    chapters = [a for a in arguments if not a.startswith("-")]
    flags = [a for a in arguments if a == "--no-train"]
    trains = not flags
    shown = " ".join(shlex.quote(a) for a in arguments)
    if hidden != "0":
        shown += f" --hidden-seed {hidden}"
    setup = SETUP.format(data="make -s data-builtin\n" if trains else "",
                         chapters=" ".join(shlex.quote(c) for c in chapters),
                         flags=" ".join(flags))
    return setup, RUN.format(arguments=shown)


def main(out, hidden, *arguments):
    out = Path(out)
    if not out.parent.is_dir():
        sys.exit(f"{out.parent} is not a folder.")
    setup, run = scripts(hidden, arguments)
    with tempfile.NamedTemporaryFile(dir=out.parent, suffix=".part", delete=False) as part:
        try:
            with zipfile.ZipFile(part, "w") as archive:
                add(archive, "setup.sh", setup, True)
                add(archive, "run_autograder", run, True)
                for relative, data in sources(stubs.ROOT):
                    add(archive, f"gradus/{relative.as_posix()}", data,
                        relative.name == "grader" and len(relative.parts) == 1)
            part.close()
            Path(part.name).chmod(0o644)
            Path(part.name).replace(out)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    print(f"{out} is written ({out.stat().st_size // 1024} KB).\n"
          "Gradescope: a programming assignment, \"Configure autograder\", upload it.")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, stubs.StubError) as error:
        sys.exit(str(error))
