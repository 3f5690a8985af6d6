#!/bin/sh
# Compare the stack $STACK with Google; change nothing. Ends with 0 without drift, and with 7 with
# it: then drift.md says in words what it is. Anything else is an error.
here=$(dirname "$0")
. "$here/words.sh"

pulumi preview --stack "$STACK" --refresh --expect-no-changes --non-interactive --color never \
    >drift.txt 2>&1
code=$?
harmless <drift.txt
if [ "$code" = 7 ]; then
    page "Drift in $STACK" "Google has other than this repository says. The next \`up\` would do:" \
        drift.txt >drift.md
fi
exit "$code"
