#!/bin/sh
# Preview the stack $STACK and write the pull request's page to comment.md. Exits with pulumi's code.
#
# POLICY_PACK  a policy pack's folder, if there is one
here=$(dirname "$0")
. "$here/words.sh"

pulumi preview --stack "$STACK" --non-interactive --color never \
    ${POLICY_PACK:+--policy-pack "$POLICY_PACK"} >preview.txt 2>&1
code=$?
harmless <preview.txt
if [ "$code" = 0 ]; then
    said="What merging this does to \`$STACK\`:"
else
    said="**Merging this would fail** (pulumi exited with $code):"
fi
page "Tuning: $STACK" "$said" preview.txt >comment.md
exit "$code"
