#!/usr/bin/env python3
"""Names the public parts of a module that say nothing of themselves, from its symbol graph.

Every type and function must, and of what plugins are written with every property too. What needs no words: cases whose
name is all there is to say, initialisers that take a value for each property, and what a protocol of the standard
library asks for.
"""
import collections
import json
import sys

# Folders of Sources/Core that hold the engine: their types are documented, their plain properties explain themselves.
ENGINE = ("Adopting", "Locking", "Manifest", "Planning", "Recall", "Running", "State", "Store/Collecting", "Store/Using")
STANDARD = {
    "encode(to:)", "init(from:)", "hash(into:)", "description", "<(_:_:)", "==(_:_:)", "rawValue", "init(rawValue:)",
    "init(stringLiteral:)", "init(integerLiteral:)", "init(floatLiteral:)", "init(booleanLiteral:)",
    "init(arrayLiteral:)", "init(dictionaryLiteral:)", "init()",
}


def is_silent(symbol, members, parent):
    if symbol.get("docComment") or "location" not in symbol:
        return False
    title, kind = symbol["names"]["title"], symbol["kind"]["identifier"]
    if title in STANDARD or kind == "swift.enum.case":
        return False
    path = symbol["location"]["uri"].split("/Sources/Core/")[-1]
    if kind == "swift.property" and path.startswith(ENGINE):
        return False
    if kind == "swift.init":
        labels = [label for label in title[5:-1].split(":") if label]
        return not all(label == "_" or label in members[parent] for label in labels)
    return True


def main(path):
    graph = json.load(open(path))
    names = {symbol["identifier"]["precise"]: symbol["names"]["title"] for symbol in graph["symbols"]}
    parents, inherited = {}, set()
    for relation in graph["relationships"]:
        if relation["kind"] in ("memberOf", "requirementOf", "optionalRequirementOf"):
            parents[relation["source"]] = relation["target"]
        if "sourceOrigin" in relation:
            inherited.add(relation["source"])
    members = collections.defaultdict(set)
    for child, parent in parents.items():
        members[parent].add(names.get(child))
    silent = []
    for symbol in graph["symbols"]:
        name = symbol["identifier"]["precise"]
        if name not in inherited and is_silent(symbol, members, parents.get(name)):
            place = symbol["location"]
            line = place["position"]["line"] + 1
            silent.append(f"{place['uri'].removeprefix('file://')}:{line}: {'.'.join(symbol['pathComponents'])}")
    if silent:
        sys.exit("these say nothing of themselves:\n" + "\n".join(sorted(silent)))


main(sys.argv[1])
