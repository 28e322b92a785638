#!/usr/bin/env bash
# What `word-list` answers: ./test.sh
# shellcheck disable=SC2016  # what looks like variables in quotes is jq's
set -eu
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# ask METHOD PARAMS: all that the plugin says, a line each.
ask() { jq -nc --arg method "$1" --argjson params "$2" '{jsonrpc: "2.0", id: 1, $method, $params}' | ./word-list.sh; }

# expect WHAT CONDITION: the condition, a jq program, holds for the lines on standard input.
expect() {
    jq -se "$2" >/dev/null || { echo "FAILED: $1" && exit 1; }
    echo "ok: $1"
}

text() { jq -nc --arg text "$1" --arg scratch "$scratch" '{sections: {"wordList": {$text}}, $scratch}'; }

ask initialize '{"protocolVersions": [1]}' | expect 'it describes itself' '.[0].result.plugin.name == "word-list"'
ask check "$(text 'a b')" | expect 'it accepts what is right' '.[0].result.diagnostics == []'
ask check "$(text 'a b ')" | expect 'it points at a mistake' '.[0].result.diagnostics[0].pointer == "/wordList/text"'
ask run "$(text 'a b')" | expect 'it tells how far it is' 'map(.params.done // empty) == [1, 2]'
[ "$(cat "$scratch/words.txt")" = $'a\nb' ] && echo 'ok: it writes the file'
ask dance '{}' | expect 'it refuses what it does not know' '.[0].error.code == -32601'
