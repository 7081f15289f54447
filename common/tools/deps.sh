#!/bin/sh
# Installs what the project's own tests and the plots need: Criterion, gnuplot.
# Learners need neither: a compiler, make and Python are enough to grade and train.
#     sh common/tools/deps.sh          install what is missing
#     sh common/tools/deps.sh check    only say whether Criterion is there (status)
have_criterion() {
    dir=$(mktemp -d) || return 1
    printf '#include <criterion/criterion.h>\nTest(a, b)\n{\n    cr_assert(1);\n}\n' > "$dir/t.c"
    ${CC:-cc} "$dir/t.c" -o "$dir/t" -lcriterion > /dev/null 2>&1
    status=$?
    rm -rf "$dir"
    return $status
}

if [ "$1" = check ]; then
    have_criterion && exit 0
    echo "The tests need Criterion, which is not installed. Type: make deps" >&2
    exit 1
fi

missing=
have_criterion || missing=criterion
command -v gnuplot > /dev/null 2>&1 || missing="$missing gnuplot"
if [ -z "$missing" ]; then
    echo "Criterion and gnuplot are installed already."
    exit 0
fi

root=
[ "$(id -u)" = 0 ] || root=sudo
if [ -n "$root" ] && ! command -v sudo > /dev/null 2>&1 && ! command -v brew > /dev/null 2>&1; then
    echo "To install$missing, run this as root: make deps" >&2
    exit 1
fi

echo "Installing:$missing"
if command -v apt-get > /dev/null 2>&1; then
    $root apt-get update -q &&
    $root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends libcriterion-dev gnuplot-nox
elif command -v dnf > /dev/null 2>&1; then
    $root dnf install -y criterion-devel gnuplot
elif command -v pacman > /dev/null 2>&1; then
    $root pacman -S --noconfirm criterion gnuplot
elif command -v brew > /dev/null 2>&1; then
    brew install criterion gnuplot
else
    echo "No apt, dnf, pacman or brew here. Install Criterion and gnuplot by hand:" >&2
    echo "https://github.com/Snaipe/Criterion and http://www.gnuplot.info" >&2
    exit 1
fi || exit 1
have_criterion || { echo "Criterion was installed, but cannot be used." >&2; exit 1; }
