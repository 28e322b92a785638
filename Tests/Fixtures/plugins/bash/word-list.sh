#!/usr/bin/env bash
# The Recua plugin `word-list`: writes the words of a text into a file, a line each. It needs jq.
# Make it yours: describe, check, run. The rest speaks the protocol (docs/plugin-protocol.md), a JSON object a line.
# shellcheck disable=SC2016  # what looks like variables in quotes is jq's
set -u
exec 3>&1 >&2 # the channel is 3; whatever else is printed goes to the log

describe() {
    cat <<'END'
{"protocolVersion": 1,
 "plugin": {"name": "word-list", "version": "0.1.0", "summary": "Writes the words of a text into a file"},
 "sections": {"wordList": {"type": "object", "required": ["text"], "additionalProperties": false, "properties": {
   "text": {"type": "string", "minLength": 1, "description": "The words", "examples": ["Hello, llamas"]}}}},
 "methods": ["check"], "needs": [], "provides": "word-list", "effect": false, "concurrency": 1}
END
}

# What a schema cannot express; no files and no network, since the answer is kept.
check() { # TEXT
    jq -n --arg text "$1" '{diagnostics: (if $text | test("^\\s|\\s$") then [{
        severity: "error", code: "word-list.spaces", message: "the text begins or ends with a space",
        pointer: "/wordList/text", help: "remove the space"}] else [] end)}'
}

# Makes the artifact, any JSON object; what has `path`, `sha256` and `size` in it is a file.
run() { # ID TEXT SCRATCH
    local path=$3/words.txt words done=0
    read -ra words -d '' <<<"$2"
    for word in "${words[@]}"; do
        printf '%s\n' "$word" >>"$path"
        send '{method: "progress", params: {id: $a, phase: "write", done: $b, total: $c, unit: "items"}}' \
            "$1" "$((done += 1))" "${#words[@]}"
    done
    jq -n --arg path "$path" --arg sha256 "$(sha256sum <"$path" | cut -c1-64)" --argjson size "$(stat -c %s "$path")" \
        --argjson words "${#words[@]}" '{artifact: {$words, file: {$path, $sha256, $size}}}'
}

send() { # a jq program, and the JSON that it knows as $a, $b and $c
    jq -nc --argjson a "$2" --argjson b "${3:-null}" --argjson c "${4:-null}" "{jsonrpc: \"2.0\"} + $1" >&3
}

answer() { # ID, and the command whose output is the result
    local id=$1 result && shift
    result=$("$@") && [ -n "$result" ] && send '{id: $a, result: $b}' "$id" "$result" && return
    send '{id: $a, error: {code: -32000, message: "it failed: its log says why", data: {class: "internal"}}}' "$id"
}

# jq leaves of each line what is needed here, and drops what is no message. A notification has no `id`.
jq -Rc --unbuffered 'fromjson? | objects | {id, method, text: .params.sections.wordList.text, scratch: .params.scratch}
    | select(.id != null)' | while IFS= read -r message; do
    id=$(jq -c .id <<<"$message") text=$(jq -r .text <<<"$message")
    case $(jq -r .method <<<"$message") in
    initialize) answer "$id" describe ;;
    check) answer "$id" check "$text" ;;
    run) answer "$id" run "$id" "$text" "$(jq -r .scratch <<<"$message")" ;;
    shutdown) answer "$id" echo '{}' ;;
    *) send '{id: $a, error: {code: -32601, message: "unknown method"}}' "$id" ;;
    esac
done
