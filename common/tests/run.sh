#!/bin/sh
# Runs the test programs one after the other and counts. Each is a Criterion
# program, or a script whose last line reads "N passed, N failed"; what it printed
# is shown when something fails.
#     run.sh PROGRAM...
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
passed=0 failed=0 broken=0
for program; do
    "$program" > "$log" 2>&1
    status=$?
    line=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | sed -n \
        -e 's/.*Synthesis: Tested: *\([0-9]*\) .*Passing: *\([0-9]*\) .*/\1 \2/p' \
        -e 's/^\([0-9]*\) passed, \([0-9]*\) failed$/= \1 \2/p' | tail -n 1)
    # shellcheck disable=SC2086  # split into words on purpose
    set_counts() { good=0 bad=0; if [ "$1" = = ]; then good=$2 bad=$3; else good=${2:-0} bad=$((${1:-0} - ${2:-0})); fi; }
    set_counts $line
    echo "$(basename "$program"): $good passed, $bad failed"
    if [ "$status" -ne 0 ] || [ $((good + bad)) -eq 0 ]; then
        broken=$((broken + 1))
        cat "$log"
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
done
[ "$broken" -eq 0 ] || echo "$broken of the test programs above did not succeed."
echo
echo "$passed passed, $failed failed"
[ "$broken" -eq 0 ]
