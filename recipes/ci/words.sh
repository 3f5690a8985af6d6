# Read by the other scripts: from pulumi's output, what a reader of a pull request needs.

# harmless < TEXT: the text without what a log, a terminal or a page would obey, whoever wrote it: data
# files and their names come from a pull request, and a failed training's words from elsewhere. A line
# that begins with `::` or holds `##[` is a command to GitHub's and Azure's runners, and a bare carriage
# return ends a line of Markdown. Control characters stand as `?`, also those that UTF-8 writes with two
# or three bytes: C1, what turns the direction of writing, what has no width, line separators.
harmless() {
    iconv -c -f utf-8 -t utf-8 | sed 's/\r$//' | LC_ALL=C tr '\000-\010\013-\037\177' '[?*]' | LC_ALL=C sed \
        -e 's/\xc2[\x80-\x9f]/?/g' -e 's/\xc2\xad/?/g' -e 's/\xd8\x9c/?/g' \
        -e 's/\xe2\x80[\x8b-\x8f\xa8-\xae]/?/g' -e 's/\xe2\x81[\xa0-\xaf]/?/g' -e 's/\xef\xbb\xbf/?/g' \
        -e 's/^\([[:space:]]*\)::/\1: :/' -e 's/##\[/# #[/g' -e 's/##vso\[/# #vso[/g'
}

# Under "Diagnostics:" stand the provider's own sentences: what is trained, patched, replaced, why,
# and what drifted; under "Policies:" what a policy pack refuses; under "Resources:" the sums. That
# there are changes is no news where they are looked for.
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
