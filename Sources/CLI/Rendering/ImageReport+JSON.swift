import RecuaCore
import RecuaOCI

extension ImageReport {
    var json: JSON {
        [
            "version": OutputVersion.current, "kind": "image", "name": .string(name), "accepted": .bool(isAccepted),
            "digest": .string("\(inspection.digest)"), "mediaType": text(mediaType),
            "architecture": config?["architecture"] ?? .null, "os": config?["os"] ?? .null,
            "entryPoint": list(words("Entrypoint")), "command": list(words("Cmd")),
            "workingDirectory": config?["config"]?["WorkingDir"] ?? .null,
            "user": config?["config"]?["User"] ?? .null,
            "environment": object(environment), "labels": object(labels), "layers": .array(layers.map(json)),
            "size": .integer(size), "uncompressedSize": number(isShallow ? nil : inspection.subject.uncompressedSize),
            "largestUncompressedSize": .integer(LintRule.largestImage),
            "variants": .array(inspection.variants.map(json)), "findings": .array(findings.map(\.json)),
        ]
    }

    private func json(_ layer: LintLayer) -> JSON {
        [
            "role": text(layer.role), "digest": .string("\(layer.blob.digest)"),
            "mediaType": .string(layer.blob.mediaType), "size": .integer(layer.blob.size),
            "uncompressedSize": number(layer.uncompressedSize),
            "entries": number(layer.entries.map { Int64($0.count) }),
        ]
    }

    private func json(_ variant: ImageInspection.Variant) -> JSON {
        [
            "digest": .string("\(variant.digest)"), "architecture": .string(variant.architecture),
            "os": .string(variant.os),
        ]
    }

    private func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
    private func number(_ value: Int64?) -> JSON { value.map { .integer($0) } ?? .null }
    private func list(_ words: [String]) -> JSON { .array(words.map { .string($0) }) }

    private func object(_ pairs: [(name: String, value: String?)]) -> JSON {
        .object(Dictionary(pairs.map { ($0.name, text($0.value)) }) { _, last in last })
    }
}
