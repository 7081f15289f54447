#!/bin/sh
# Makes the project that the grader's tests work in: this one's sources and what is
# built of them already, with the fixture as its only chapter.
#     grader_project.sh FOLDER
set -e
unset MAKEFLAGS MFLAGS MAKELEVEL
to=$1
rm -rf "$to"
mkdir -p "$to/common" "$to/build"
cp -p Makefile grader .gitignore "$to"
tar cf - --exclude ./tests -C common . | tar xf - -C "$to/common"
cp -a common/tests/fixture/02-lines "$to"
[ -f build/config.mk ] && cp -p build/config.mk "$to/build"
for flavour in exact check fast; do
    [ -d build/$flavour/common ] || continue
    mkdir -p "$to/build/$flavour"
    tar cf - --exclude ./tests -C build/$flavour/common . |
        { mkdir "$to/build/$flavour/common" && tar xf - -C "$to/build/$flavour/common"; }
    for library in build/$flavour/*.a; do
        [ -f "$library" ] && cp -p "$library" "$to/build/$flavour"
    done
done
[ -f build/grader ] && cp -p build/grader "$to/build"
cd "$to"
python3 common/tools/stubs.py write > /dev/null
make -s -j2 build/grader build/reference/ch02 build/reference/check-ch02 \
    build/reference/train-ch02 build/yours/check-ch02 build/yours/train-ch02
