import RecuaCore

/// What the layers must be, as blobs.
extension LintRule {
    static let layers = [layerFormat, nondistributable, digest, damage, size, layerSize, layerCount]

    /// Uncompressed layers, and zstd, which Docker's manifests do not know and nobody has seen Lambda take.
    /// Source: bazel-contrib/rules_oci#777 and #645, aspect-build/rules_aws#145.
    static let layerFormat = LintRule(
        "image.lint.layer-format", prevents: "InvalidImage: ImageLayerFailure: UnsupportedImageLayerDetected"
    ) { subject in
        subject.layers.enumerated().compactMap { index, layer in
            let type = layer.blob.mediaType
            if [MediaType.gzipLayer, MediaType.dockerGzipLayer].contains(type) {
                guard layer.sums?.isGzip == false else { return nil }
                return Finding("layer \(index + 1) is not compressed, although its media type says gzip", in: index)
            }
            guard !MediaType.isForeign(type) else { return nil }
            return Finding("layer \(index + 1) is `\(type)`; Lambda reads gzip layers", in: index)
        }
    }

    /// Layers that a registry need not hold, since their maker hands them out himself.
    /// Source: OCI image specification, layer.md, "Non-Distributable Layers" (deprecated).
    static let nondistributable = LintRule(
        "image.lint.nondistributable", prevents: "InvalidImage: ImageLayerFailure: UnsupportedImageLayerDetected"
    ) { subject in
        subject.layers.enumerated().compactMap { index, layer in
            guard MediaType.isForeign(layer.blob.mediaType) else { return nil }
            return Finding("layer \(index + 1) is `\(layer.blob.mediaType)`, which registries do not hold", in: index)
        }
    }

    /// Source: OCI image specification, descriptor.md: digest and size are those of the bytes.
    static let digest = LintRule(
        "image.lint.digest", prevents: "DIGEST_INVALID from the registry, or InvalidImage: ImageLayerFailure"
    ) { subject in
        subject.layers.enumerated().compactMap { index, layer in
            guard let sums = layer.sums, sums.digest != layer.blob.digest || sums.size != layer.blob.size else {
                return nil
            }
            let why =
                sums.size == layer.blob.size
                ? "its digest is \(sums.digest)" : "it has \(sums.size) bytes, not \(layer.blob.size)"
            return Finding("layer \(index + 1) is not what the manifest names: \(why)", in: index)
        }
    }

    /// Source: RFC 1952, POSIX.1 pax: what is neither a gzip stream nor a tar archive unpacks to nothing.
    static let damage = LintRule("image.lint.damage", prevents: "InvalidImage: ImageLayerFailure") { subject in
        subject.layers.enumerated().compactMap { index, layer in
            layer.damage.map { Finding("layer \(index + 1) cannot be read: \($0)", in: index) }
        }
    }

    /// Source: AWS Lambda quotas; the error as in aws-samples/aws-genai-llm-chatbot#59.
    static let size = LintRule(
        "image.lint.size",
        prevents: "InvalidImage: SizeLimitExceeded: Uncompressed container image size exceeds 10 GiB limit"
    ) { subject in
        let total = subject.layers.reduce(Int64(0)) { $0 + ($1.uncompressedSize ?? 0) }
        return total <= LintRule.largestImage
            ? [] : [Finding("the image is \(total) bytes uncompressed; Lambda takes \(LintRule.largestImage)")]
    }

    /// In bytes, uncompressed.
    public static let largestImage: Int64 = 10 << 30

    /// Source: Amazon ECR service quotas: 52,000 MiB a layer.
    static let layerSize = LintRule(
        "image.lint.layer-size", prevents: "a layer that Amazon ECR refuses after hours of upload"
    ) { subject in
        subject.layers.enumerated().compactMap { index, layer in
            guard layer.blob.size > 52_000 << 20 else { return nil }
            return Finding("layer \(index + 1) is \(layer.blob.size >> 20) MiB; Amazon ECR takes 52000", in: index)
        }
    }

    /// What Docker's storage can stack; Amazon ECR's own bound is met later.
    /// Source: cirruslabs/tart#890 (ECR's bound, undocumented), moby's `maxDepth` of 127 or less.
    static let layerCount = LintRule(
        "image.lint.layer-count", prevents: "a push that the registry refuses at its end", .advice
    ) { subject in
        subject.layers.count <= 127
            ? [] : [Finding("the image has \(subject.layers.count) layers; 127 are safe everywhere")]
    }
}
