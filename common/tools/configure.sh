#!/bin/sh
# Finds what the compiler can do and prints it as Makefile variables.
# Usage: configure.sh COMPILER [-march=native]
# Each feature is tried by building and running a small program: a compiler may
# know a flag whose runtime library is not installed.
cc=$1
native=$2
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
printf 'int main(void)\n{\n    return 0;\n}\n' > "$dir/try.c"

works() { # works FLAG...: does a program built with these flags run?
    $cc "$@" "$dir/try.c" -o "$dir/try" > /dev/null 2>&1 && "$dir/try" > /dev/null 2>&1
}

sanitize=
for flags in '-fsanitize=address,undefined' '-fsanitize=address' '-fsanitize=undefined'; do
    # shellcheck disable=SC2086  # several flags in one word, on purpose
    if works $flags -fno-omit-frame-pointer; then
        sanitize="$flags -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
        # An access beyond a buffer is told by the address sanitizer, which knows
        # the buffer; the check of object sizes would come first and know less.
        works $flags -fno-sanitize=object-size && sanitize="$sanitize -fno-sanitize=object-size"
        break
    fi
done
[ -n "$native" ] && ! works "$native" && native=
# clang halves vectors of 64 bytes unless it is told not to; gcc does not.
wide=-mprefer-vector-width=512
[ -n "$native" ] && $cc --version 2> /dev/null | grep -q clang && works "$native" $wide &&
    native="$native $wide"

echo "SANITIZE := $sanitize"
echo "NATIVE_OK := $native"
