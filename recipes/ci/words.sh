# Read by the other scripts, which say in $here where they are: from pulumi's output, what a reader of
# a pull request needs.

# harmless < TEXT: the text, line by line, without what a log, a terminal or a page would obey.
harmless() {
    python3 "$here/harmless.py"
}

# "Diagnostics:" holds the provider's own sentences: what is trained, patched, replaced, why, and
# what drifted. "Policies:" holds what a policy pack rejects, "Resources:" the sums. The error that
# there are changes is left out, because the page is about them.
words() {
    awk '/^[A-Z][a-z]+:$/ { shown = ($0 ~ /^(Diagnostics|Policies|Resources):$/) }
        shown && !/^error: no changes were expected/' "$1"
}

# Four spaces make a code block that nothing in the text can end, and in which nothing is Markdown or
# HTML, as long as no character but the line break ends a line. A comment has 65,536 characters.
as_code() {
    harmless <"$1" | head -c 25000 | iconv -c -f utf-8 -t utf-8 | sed 's/^/    /'
}

# page TITLE SENTENCE OUTPUT: the page that a comment or an issue shows.
page() {
    words "$3" >words.txt
    printf '### %s\n%s\n\n' "$1" "$2"
    if [ -s words.txt ]; then as_code words.txt; else as_code "$3"; fi
    printf '\n<details><summary>Everything pulumi said</summary>\n\n'
    as_code "$3"
    printf '\n</details>\n'
    rm -f words.txt
}
