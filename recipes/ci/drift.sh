#!/bin/sh
# Compare the stack $STACK with Google; change nothing. Exits with 0 without drift, and with 7 after
# writing the drift in words to drift.md. Any other exit code is an error.
here=$(dirname "$0")
. "$here/words.sh"

pulumi preview --stack "$STACK" --refresh --expect-no-changes --non-interactive --color never \
    >drift.txt 2>&1
code=$?
harmless <drift.txt
if [ "$code" = 7 ]; then
    page "Drift in $STACK" "Google's objects differ from this repository. The next \`up\` would make these changes:" \
        drift.txt >drift.md
fi
exit "$code"
