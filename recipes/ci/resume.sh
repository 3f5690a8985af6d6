#!/bin/sh
# Run up.sh again if an earlier run left unfinished trainings; otherwise do nothing.
here=$(dirname "$0")
. "$here/words.sh"

left=$(pulumi stack export --stack "$STACK" | python3 "$here/unfinished.py") || exit
if [ -z "$left" ]; then
    echo "Nothing is left to wait for."
    exit 0
fi
echo "Resuming: $(echo "$left" | sort -u | tr '\n' ' ')" | harmless
exec "$here/up.sh"
