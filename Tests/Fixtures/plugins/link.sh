#!/usr/bin/env bash
# link.sh CHECKOUT PACKAGE NAME TYPE: builds the plugin NAME, whose type is TYPEPlugin, that `recua plugin new` wrote to the
# folder PACKAGE, against the modules and objects that `swift build` left in the checkout: seconds in place of minutes.
set -eu
cd "$1"; W=$2 name=$3 type=$4; out=$W/.build/release; mkdir -p "$out"
maps=()
for map in {Sources/C*,.build/checkouts/*/Sources/{*/include,GRDBSQLite},.build/debug/*.build}/module.modulemap; do [ ! -e "$map" ] || maps+=(-Xcc "-fmodule-map-file=$map"); done
flags=(-swift-version 6 -warnings-as-errors -I .build/debug/Modules -I "$out" "${maps[@]}")
swiftc "${flags[@]}" -parse-as-library -wmo -emit-module -emit-module-path "$out/${type}Plugin.swiftmodule" -c "$W/Sources/${type}Plugin"/*.swift -module-name "${type}Plugin" -o "$out/plugin.o"
grep -v -e '/sample_plugin.build/' -e RecuaSamplePlugin .build/debug/sample-plugin.product/Objects.LinkFileList >"$out/objects"
swiftc "${flags[@]}" -L .build/debug -lstdc++ "@$out/objects" "$out/plugin.o" "$W/Sources/$name/main.swift" -module-name "${name//-/_}" -o "$out/$name"
