import RecuaCore

/// What the manifest and the configuration must be.
extension LintRule {
    static let documents = [index, manifest, config, mixedTypes, manifestSize, os, architecture, history, diffIDs]

    /// Lambda takes one image, also where an index holds one image and its attestation.
    /// Source: aws/aws-lambda-roadmap#82, serverless/serverless#12933, AWS "Create a function using a container image".
    static let index = LintRule("image.lint.index", prevents: notSupported) { subject in
        guard subject.isIndex else { return [] }
        return [Finding("the name leads to an index of several images; Lambda takes the digest of one of them")]
    }

    /// Docker's image manifest of version 2, schema 2, or OCI's of version 1.
    /// Source: AWS "Create a function using a container image".
    static let manifest = LintRule("image.lint.manifest", prevents: notSupported) { subject in
        let type = subject.manifest["mediaType"]?.string
        if let type, !MediaType.manifests.contains(type), !MediaType.indexes.contains(type) {
            return [Finding("`\(type)` is not an image manifest")]
        }
        let version = subject.manifest["schemaVersion"]?.integer
        return version == 2 || subject.isIndex
            ? [] : [Finding("the manifest is of schema \(version.map(String.init) ?? "none"); Lambda takes schema 2")]
    }

    /// An artifact that is no image, such as a model or a chart.
    /// Source: the error's own words; OCI image specification, manifest.md, `config`.
    static let config = LintRule("image.lint.config", prevents: notSupported) { subject in
        guard !subject.isIndex, subject.config == nil else { return [] }
        let type = subject.manifest["config"]?["mediaType"]?.string ?? "nothing"
        return [Finding("the configuration is `\(type)`, which is not that of a container image")]
    }

    /// One family of media types for a manifest and all it names.
    /// Source: apple/containerization#749 (a registry that refuses the mixture).
    static let mixedTypes = LintRule(
        "image.lint.mixed-types", prevents: "MANIFEST_INVALID from the registry", .advice
    ) { subject in
        let named = [subject.manifest["config"]?["mediaType"]?.string] + subject.layers.map(\.blob.mediaType)
        let families = Set(([subject.manifest["mediaType"]?.string] + named).compactMap { $0 }.compactMap(family))
        return families.count < 2 ? [] : [Finding("the manifest mixes media types of Docker and of OCI")]
    }

    private static func family(of mediaType: String) -> String? {
        ["application/vnd.docker.", "application/vnd.oci."].first { mediaType.hasPrefix($0) }
    }

    /// What every registry must take is 4 MiB.
    /// Source: OCI distribution specification, "Pushing Manifests".
    static let manifestSize = LintRule(
        "image.lint.manifest-size", prevents: "413 Request Entity Too Large from the registry", .advice
    ) { subject in
        subject.manifestSize <= 4 << 20
            ? [] : [Finding("the manifest is \(subject.manifestSize) bytes; registries need not take more than 4 MiB")]
    }

    /// Source: AWS "Create a function using a container image": "Lambda supports only Linux-based container images".
    static let os = LintRule("image.lint.os", prevents: "InvalidParameterValueException: source image is not valid") {
        subject in
        guard let config = subject.config, config["os"]?.string != "linux" else { return [] }
        return [Finding("the image is made for the system `\(config["os"]?.string ?? "nothing")`; Lambda runs `linux`")]
    }

    /// Source: AWS "Create a function using a container image"; the error as in gbdevw/python-fastapi-aws-lambda-container#5.
    static let architecture = LintRule(
        "image.lint.architecture", prevents: "Runtime.InvalidEntrypoint: exec format error"
    ) { subject in
        guard let config = subject.config else { return [] }
        let found = config["architecture"]?.string ?? "nothing"
        if let wanted = subject.architecture, found != wanted.rawValue {
            return [Finding("the image is made for `\(found)`, the function is `\(wanted.lambdaName)`")]
        }
        return Architecture(rawValue: found) == nil
            ? [Finding("the image is made for `\(found)`; Lambda runs `amd64` and `arm64`")] : []
    }

    /// Optional by the specification, and wanted by readers that match it with the layers.
    /// Source: bazel-contrib/rules_oci#645 and #654, nlewo/nix2container#57, aws/aws-lambda-base-images#2.
    static let history = LintRule(
        "image.lint.history", prevents: "InvalidImage from readers that match history and layers", .advice
    ) { subject in
        guard let config = subject.config else { return [] }
        let entries = (config["history"]?.array ?? []).filter { $0["empty_layer"]?.bool != true }
        guard entries.count != subject.layers.count else { return [] }
        return [
            Finding("the configuration has \(entries.count) history entries for \(subject.layers.count) layers")
        ]
    }

    /// Source: OCI image specification, config.md, `rootfs`: required, one entry a layer, of the unpacked bytes.
    static let diffIDs = LintRule("image.lint.diff-ids", prevents: "InvalidImage: ImageLayerFailure") { subject in
        guard let config = subject.config else { return [] }
        let listed = config["rootfs"]?["diff_ids"]?.array ?? []
        guard listed.count == subject.layers.count else {
            return [Finding("the configuration lists \(listed.count) layers, the manifest \(subject.layers.count)")]
        }
        return zip(listed, subject.layers).enumerated().compactMap { index, pair in
            guard let found = pair.1.sums?.diffID, pair.0.string != "\(found)" else { return nil }
            return Finding("layer \(index + 1) unpacks to \(found), the configuration names another", in: index)
        }
    }

    private static let notSupported =
        "The image manifest, config or layer media type for the source image is not supported"
}
