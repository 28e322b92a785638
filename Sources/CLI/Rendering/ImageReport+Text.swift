import RecuaCore
import RecuaOCI

extension ImageReport {
    func text(_ style: TextStyle, columns: Int?) -> String {
        let parts = [
            "\(style(.bold, DisplayText.line(name)))\n\(style(.dim, "\(inspection.digest)"))",
            facts.text(style, columns: columns), layerTable.text(style), variantTable.text(style),
            FindingsText.text(findings, style), verdict(style),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var facts: FactList {
        var facts = FactList()
        facts.add("made for", config.map { "\($0["os"]?.string ?? "?")/\($0["architecture"]?.string ?? "?")" })
        facts.add("entry point", command(words("Entrypoint")))
        facts.add("command", command(words("Cmd")))
        facts.add("folder", config?["config"]?["WorkingDir"]?.string.flatMap { $0.isEmpty ? nil : $0 })
        facts.add("user", config?["config"]?["User"]?.string.flatMap { $0.isEmpty ? nil : $0 })
        facts.add("environment", environment.map { "\($0.name)=\($0.value ?? "…")" })
        facts.add("labels", labels.map { "\($0.name)=\($0.value ?? "…")" })
        if !layers.isEmpty { facts.add("size", "\(Quantity.bytes(size)) as it travels") }
        if !isShallow, !layers.isEmpty, let unpacked = inspection.subject.uncompressedSize {
            let percent = unpacked * 100 / LintRule.largestImage
            let share = percent == 0 ? "below 1 %" : "\(percent) %"
            facts.add("unpacked", "\(Quantity.bytes(unpacked)), \(share) of the 10 GiB that Lambda takes")
        }
        return facts
    }

    private func command(_ words: [String]) -> String? {
        words.isEmpty ? nil : words.map { $0.contains(" ") || $0.isEmpty ? "'\($0)'" : $0 }.joined(separator: " ")
    }

    private var layerTable: Table {
        var table = Table()
        guard !layers.isEmpty else { return table }
        let hasRoles = inspection.subject.isOurs
        func row(_ cells: [(String, isShown: Bool)], _ color: TextStyle.Color?) -> [Table.Cell] {
            cells.filter(\.isShown).map { .init($0.0, color) }
        }
        func add(
            _ number: String, _ role: String, _ size: String, _ unpacked: String, _ format: String, _ digest: String
        ) {
            let isHeading = number == "layer"
            table.add(
                row(
                    [
                        (number, true), (role, hasRoles), (size, true), (unpacked, !isShallow), (format, true),
                        (digest, true),
                    ], isHeading ? .dim : nil))
        }
        add("layer", "role", "size", "unpacked", "format", "digest")
        for (index, layer) in layers.enumerated() {
            add(
                "\(index + 1)", layer.role ?? "", Quantity.bytes(layer.blob.size),
                layer.uncompressedSize.map { Quantity.bytes($0) } ?? "?", Self.format(layer.blob.mediaType),
                "sha256:\(layer.blob.digest.short)")
        }
        return table
    }

    /// The names that people use.
    private static func format(_ mediaType: String) -> String {
        let known = [
            MediaType.gzipLayer: "OCI gzip", MediaType.layer: "OCI tar", MediaType.dockerGzipLayer: "Docker gzip",
        ]
        let prefix = "application/vnd."
        return known[mediaType]
            ?? DisplayText.line(
                mediaType.hasPrefix(prefix) ? String(mediaType.dropFirst(prefix.count)) : mediaType)
    }

    private var variantTable: Table {
        var table = Table()
        guard inspection.subject.isIndex else { return table }
        for variant in inspection.variants {
            // With the whole digest, which Lambda is to be given, there is no room for the usual system.
            let isUsual = ["linux", variant.architecture].contains(variant.os)
            let platform = isUsual ? variant.architecture : "\(variant.os)/\(variant.architecture)"
            table.add([.init(DisplayText.line(platform)), .init("\(variant.digest)")])
        }
        return table
    }

    private func verdict(_ style: TextStyle) -> String {
        if inspection.subject.isIndex {
            return style(.red, "✗ AWS Lambda would refuse this name")
                + "\n  to look at one of its images: --architecture amd64 or arm64"
        }
        if !isAccepted { return style(.red, "✗ AWS Lambda would refuse this image") }
        if isShallow { return style(.green, "✓ nothing speaks against this image; its layers were not read") }
        return style(.green, "✓ AWS Lambda would take this image")
    }
}
