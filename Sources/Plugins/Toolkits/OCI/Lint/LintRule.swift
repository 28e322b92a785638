import RecuaCore

/// One demand of AWS Lambda on images, checked before anything is sent.
public struct LintRule: Sendable {
    /// `image.lint.…`
    public let code: String
    /// What Lambda or the registry would say.
    public let prevents: String
    /// A sentence for each thing that is wrong.
    let findings: @Sendable (LintSubject) -> [String]

    /// All of them.
    public static let all = [
        single, gzipLayers, parentsFirst, noHardLinks, worldReadable, history, size, architecture, layerCount,
    ]

    static let single = LintRule(
        code: "image.lint.index", prevents: "the image manifest, config or layer media type … is not supported"
    ) { subject in
        let type = subject.manifest["mediaType"]?.string
        if subject.manifest["manifests"] != nil || type.map({ MediaType.indexes.contains($0) }) == true {
            return ["the image is an index of several; Lambda takes one manifest"]
        }
        return type.map { MediaType.manifests.contains($0) } ?? true ? [] : ["`\(type ?? "")` is not an image manifest"]
    }

    static let gzipLayers = LintRule(
        code: "image.lint.layer-format", prevents: "InvalidImage: ImageLayerFailure: UnsupportedImageLayerDetected"
    ) { subject in
        subject.layers.enumerated().compactMap { index, layer in
            [MediaType.gzipLayer, MediaType.dockerGzipLayer].contains(layer.mediaType)
                ? nil : "layer \(index + 1) is `\(layer.mediaType)`; Lambda reads gzip layers"
        }
    }

    static let parentsFirst = LintRule(
        code: "image.lint.parent-folders", prevents: "InvalidImage: MissingParentDirectory"
    ) { subject in
        ownLayers(of: subject).flatMap { index, layer in
            var folders: Set<String> = [""]
            var findings: [String] = []
            for entry in layer.entries {
                for folder in TarEntry.folders(above: entry.path) where folders.insert(folder).inserted {
                    findings.append("layer \(index + 1) does not list the folder `\(folder)` before `\(entry.path)`")
                }
                if entry.kind == .folder { folders.insert(entry.path) }
            }
            return findings
        }
    }

    static let noHardLinks = LintRule(
        code: "image.lint.hard-link", prevents: "InvalidImage: ImageLayerFailure: UnsupportedImageLayerDetected"
    ) { subject in
        ownLayers(of: subject).flatMap { index, layer in
            layer.entries.filter { $0.kind == .hardLink }.map { "layer \(index + 1) holds the hard link `\($0.path)`" }
        }
    }

    static let worldReadable = LintRule(
        code: "image.lint.unreadable", prevents: "permission denied: Lambda runs as a user of its own"
    ) { subject in
        ownLayers(of: subject).flatMap { index, layer in
            layer.entries.compactMap { entry in
                let needed = entry.kind == .folder ? 0o005 : 0o004
                guard [.file, .folder].contains(entry.kind), entry.mode & needed != needed else { return nil }
                return
                    "layer \(index + 1): `\(entry.path)` (mode \(String(entry.mode, radix: 8))) is not for everybody to read"
            }
        }
    }

    static let history = LintRule(
        code: "image.lint.history", prevents: "InvalidImage from readers that match history and layers"
    ) { subject in
        let entries = (subject.config["history"]?.array ?? []).filter { $0["empty_layer"]?.bool != true }
        let diffIDs = subject.config["rootfs"]?["diff_ids"]?.array ?? []
        var findings: [String] = []
        if entries.count != subject.layers.count {
            findings.append("the configuration has \(entries.count) history entries for \(subject.layers.count) layers")
        }
        if diffIDs.count != subject.layers.count {
            findings.append("the configuration lists \(diffIDs.count) layers, the manifest \(subject.layers.count)")
        }
        return findings
    }

    static let size = LintRule(
        code: "image.lint.size",
        prevents: "InvalidImage: SizeLimitExceeded: Uncompressed container image size exceeds 10 GiB limit"
    ) { subject in
        let total = subject.layers.reduce(Int64(0)) { $0 + $1.size }
        return total <= 10 << 30 ? [] : ["the image is \(total) bytes uncompressed; Lambda takes \(Int64(10) << 30)"]
    }

    static let architecture = LintRule(
        code: "image.lint.architecture", prevents: "Runtime.InvalidEntrypoint: exec format error"
    ) { subject in
        let found = subject.config["architecture"]?.string ?? "nothing"
        if let wanted = subject.architecture, found != wanted.rawValue {
            return ["the image is made for `\(found)`, the function is `\(wanted.lambdaName)`"]
        }
        return Architecture(rawValue: found) == nil
            ? ["the image is made for `\(found)`; Lambda runs `amd64` and `arm64`"] : []
    }

    static let layerCount = LintRule(
        code: "image.lint.layer-count", prevents: "a push that the registry refuses at its end"
    ) { subject in
        subject.layers.count <= 127 ? [] : ["the image has \(subject.layers.count) layers; 127 are safe everywhere"]
    }

    private static func ownLayers(of subject: LintSubject) -> [(Int, LintSubject.Layer)] {
        subject.layers.enumerated().filter { !$0.element.isBase }.map { ($0.offset, $0.element) }
    }
}
