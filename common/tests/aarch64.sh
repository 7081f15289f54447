#!/bin/sh
# Runs the tests of common on another processor: builds them for aarch64 with
# Debian's cross compiler and runs them under qemu-user, in float and in double.
#     sh common/tests/aarch64.sh            (as root, on Debian or Ubuntu, 3 to 5 minutes)
#
# Criterion and the C library for aarch64 are unpacked under build/aarch64, not
# installed. Each Criterion test runs in a process of its own, made with exec: the
# kernel must start aarch64 programs by itself (binfmt_misc), and is told how to.
#
# -O2: Debian's cross compiler 12 stops with an internal error in the reductions of
# two tests at -O3.
set -u
cd "$(dirname "$0")/../.." || exit 2
jobs=$(nproc 2> /dev/null || echo 2)
tree=$PWD/build/aarch64
root=$tree/root
binfmt=/proc/sys/fs/binfmt_misc
export LC_ALL=C DEBIAN_FRONTEND=noninteractive QEMU_LD_PREFIX="$root"

say() { echo "aarch64: $*" >&2; }

[ "$(id -u)" = 0 ] && command -v apt-get > /dev/null ||
    { say "this needs root and Debian's packages."; exit 2; }

install_tools() {
    command -v aarch64-linux-gnu-gcc > /dev/null && command -v qemu-aarch64-static > /dev/null ||
        apt-get install -q -y --no-install-recommends \
            gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
}

# The packages that libcriterion-dev stands on, for aarch64, unpacked into root.
unpack_libraries() {
    [ -f "$root/done" ] && return 0
    mkdir -p "$tree/packages" && dpkg --add-architecture arm64 && apt-get update -q || return 1
    apt-get install -s --no-install-recommends libcriterion-dev:arm64 |
        awk '/^Inst .*:arm64/ { print $2 }' > "$tree/list"
    (cd "$tree/packages" && xargs apt-get download -q < "$tree/list") || return 1
    for package in "$tree"/packages/*.deb; do dpkg -x "$package" "$root" || return 1; done
    touch "$root/done"
}

teach_kernel() {
    [ -e $binfmt/register ] || mount -t binfmt_misc binfmt_misc $binfmt || return 1
    [ -e $binfmt/qemu-aarch64 ] || cat /usr/lib/binfmt.d/qemu-aarch64.conf > $binfmt/register
}

make_compiler() {
    printf '#!/bin/sh\nexec aarch64-linux-gnu-gcc --sysroot=%s -B%s "$@"\n' \
        "$root" "$root/usr/lib/aarch64-linux-gnu" > "$tree/cc"
    chmod +x "$tree/cc"
}

mkdir -p "$tree" || exit 2
{ install_tools && unpack_libraries; } > "$tree.log" 2>&1 ||
    { tail -n 20 "$tree.log"; say "cannot install what it needs."; exit 2; }
teach_kernel || { say "this kernel cannot be told about aarch64 programs: not run."; exit 2; }
make_compiler

tests="$tree/test/common-fast $tree/test/common-exact"
# shellcheck disable=SC2086  # two words on purpose
make -j"$jobs" B="$tree" OUT="$tree/yours" CC="$tree/cc" PORTABLE=1 \
    FLAGS_fast="-O2 -ffp-contract=fast -fno-math-errno" $tests > "$tree.log" 2>&1 ||
    { tail -n 20 "$tree.log"; say "the tests do not build."; exit 1; }
# shellcheck disable=SC2086
sh common/tests/run.sh $tests
