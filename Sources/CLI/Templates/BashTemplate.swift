/// A plugin in bash, which needs `jq`.
enum BashTemplate {
    /// Under sixty lines.
    static func program(_ plugin: PluginName) -> String {
        #"""
        #!/usr/bin/env bash
        # The Recua plugin `\#(plugin.name)`: writes the words of a text into a file, a line each. It needs jq.
        # Make it yours: describe, check, run. The rest speaks the protocol (docs/plugin-protocol.md), a JSON object a line.
        # shellcheck disable=SC2016  # what looks like variables in quotes is jq's
        set -u
        exec 3>&1 >&2 # the channel is 3; whatever else is printed goes to the log

        describe() {
            cat <<'END'
        {"protocolVersion": 1,
         "plugin": {"name": "\#(plugin.name)", "version": "0.1.0", "summary": "Writes the words of a text into a file"},
         "sections": {"\#(plugin.section)": {"type": "object", "required": ["text"], "additionalProperties": false, "properties": {
           "text": {"type": "string", "minLength": 1, "description": "The words", "examples": ["Hello, llamas"]}}}},
         "methods": ["check"], "needs": [], "provides": "\#(plugin.name)", "effect": false, "concurrency": 1}
        END
        }

        # What a schema cannot express; no files and no network, since the answer is kept.
        check() { # TEXT
            jq -n --arg text "$1" '{diagnostics: (if $text | test("^\\s|\\s$") then [{
                severity: "error", code: "\#(plugin.name).spaces", message: "the text begins or ends with a space",
                pointer: "/\#(plugin.section)/text", help: "remove the space"}] else [] end)}'
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
        jq -Rc --unbuffered 'fromjson? | objects | {id, method, text: .params.sections.\#(plugin.section).text, scratch: .params.scratch}
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
        """#
    }

    /// Talks to the program as Recua does.
    static func test(_ plugin: PluginName) -> String {
        #"""
        #!/usr/bin/env bash
        # What `\#(plugin.name)` answers: ./test.sh
        # shellcheck disable=SC2016  # what looks like variables in quotes is jq's
        set -eu
        cd "$(dirname "$0")"
        scratch=$(mktemp -d)
        trap 'rm -rf "$scratch"' EXIT

        # ask METHOD PARAMS: all that the plugin says, a line each.
        ask() { jq -nc --arg method "$1" --argjson params "$2" '{jsonrpc: "2.0", id: 1, $method, $params}' | ./\#(plugin.name).sh; }

        # expect WHAT CONDITION: the condition, a jq program, holds for the lines on standard input.
        expect() {
            jq -se "$2" >/dev/null || { echo "FAILED: $1" && exit 1; }
            echo "ok: $1"
        }

        text() { jq -nc --arg text "$1" --arg scratch "$scratch" '{sections: {"\#(plugin.section)": {$text}}, $scratch}'; }

        ask initialize '{"protocolVersions": [1]}' | expect 'it describes itself' '.[0].result.plugin.name == "\#(plugin.name)"'
        ask check "$(text 'a b')" | expect 'it accepts what is right' '.[0].result.diagnostics == []'
        ask check "$(text 'a b ')" | expect 'it points at a mistake' '.[0].result.diagnostics[0].pointer == "/\#(plugin.section)/text"'
        ask run "$(text 'a b')" | expect 'it tells how far it is' 'map(.params.done // empty) == [1, 2]'
        [ "$(cat "$scratch/words.txt")" = $'a\nb' ] && echo 'ok: it writes the file'
        ask dance '{}' | expect 'it refuses what it does not know' '.[0].error.code == -32601'
        """#
    }
}
