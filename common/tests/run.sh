#!/bin/sh
# Runs the test programs one after the other and counts. Each is a Criterion
# program; its own summary is shown, and more only when something fails.
#     run.sh PROGRAM...
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
tested=0 failed=0 broken=0
for program; do
    "$program" > "$log" 2>&1
    status=$?
    line=$(sed -n 's/.*Synthesis: //p' "$log" | sed 's/\x1b\[[0-9;]*m//g' | tail -n 1)
    echo "$(basename "$program"): ${line:-no summary}"
    n=$(echo "$line" | sed -n 's/.*Tested: *\([0-9]*\).*/\1/p')
    passing=$(echo "$line" | sed -n 's/.*Passing: *\([0-9]*\).*/\1/p')
    if [ "$status" -ne 0 ] || [ -z "$n" ] || [ "$n" = 0 ]; then
        broken=$((broken + 1))
        cat "$log"
    fi
    tested=$((tested + ${n:-0}))
    failed=$((failed + ${n:-0} - ${passing:-0}))
done
echo
echo "$((tested - failed)) passed, $failed failed"
[ "$broken" -eq 0 ]
