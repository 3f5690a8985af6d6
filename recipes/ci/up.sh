#!/bin/sh
# Converge the stack $STACK. Exits with 0 when all is ready, and when the time is up and trainings
# continue: then the next run of this script resumes waiting, and no training starts twice.
#
# UP_DEADLINE  how long to wait; shorter than the runner's limit (GitHub: 6 hours): 330m
# POLICY_PACK  a policy pack's folder, if there is one
# LOCKS_OF     the user of the runner; only this user's locks are removed: runner
: "${UP_DEADLINE:=330m}" "${LOCKS_OF:=runner}"
here=$(dirname "$0")
. "$here/words.sh"

# shown COMMAND …: run it, with what it prints shown as it comes and kept in up.txt; its exit code is $code.
shown() {
    { "$@" 2>&1
        echo $? >up.code; } | harmless | tee -i up.txt
    code=$(cat up.code)
    rm -f up.code
}

up() {
    # SIGINT is pulumi's Ctrl-C: it saves running trainings and exits within seconds. Without
    # --foreground it would come twice (to pulumi and to its group); the second one kills at once.
    shown timeout --foreground --signal=INT --kill-after=5m "$UP_DEADLINE" \
        pulumi up --stack "$STACK" --yes --skip-preview --non-interactive --color never \
        ${POLICY_PACK:+--policy-pack "$POLICY_PACK"}
}

up
if [ "$code" != 0 ] && grep -q 'the stack is currently locked' up.txt; then
    if grep 'created by' up.txt | grep -qv "created by $LOCKS_OF@"; then
        echo "Someone else's update holds the stack. Ask them, or run \`pulumi cancel\`."
        exit "$code"
    fi
    echo "An earlier run of this pipeline was killed and left its lock. Removing the lock."
    shown pulumi cancel --stack "$STACK" --yes --non-interactive
    [ "$code" = 0 ] || exit "$code"
    up
fi

if [ "$code" = 124 ]; then # timeout's own
    echo "Time is up. These trainings continue, and the next run waits for them:"
    pulumi stack export --stack "$STACK" | python3 "$here/unfinished.py" | harmless
    exit 0
fi
if [ "$code" = 0 ] && pulumi stack export --stack "$STACK" | grep -q '"pending_operations"'; then
    # They are the killed run's; the trainings that it had started are in the state by now.
    shown pulumi refresh --stack "$STACK" --yes --skip-preview --non-interactive --color never \
        --clear-pending-creates
fi
exit "$code"
