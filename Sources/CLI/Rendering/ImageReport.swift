import RecuaCore
import RecuaOCI

/// What `recua inspect` says of an image.
struct ImageReport {
    let name: String
    let inspection: ImageInspection
    /// True when no layer was read.
    let isShallow: Bool
    let findings: [Diagnostic]

    init(name: String, inspection: ImageInspection, isShallow: Bool) {
        self.name = name
        self.inspection = inspection
        self.isShallow = isShallow
        findings = inspection.findings
    }

    /// True when nothing is known that Lambda would refuse.
    var isAccepted: Bool { !findings.contains { $0.severity == .error } }

    var config: JSON? { inspection.subject.config }
    var mediaType: String? { inspection.subject.manifest["mediaType"]?.string }
    var layers: [LintLayer] { inspection.subject.layers }

    /// As it travels, in bytes.
    var size: Int64 { layers.reduce(0) { $0 + $1.blob.size } }

    func words(_ key: String) -> [String] {
        SecretLook.words((config?["config"]?[key]?.array ?? []).compactMap(\.string))
    }

    /// Nil for a value that looks secret.
    var environment: [(name: String, value: String?)] {
        (config?["config"]?["Env"]?.array ?? []).compactMap(\.string).map { line in
            let pair = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return Self.shown(pair[0], pair.count > 1 ? pair[1] : "")
        }
    }

    var labels: [(name: String, value: String?)] {
        (config?["config"]?["Labels"]?.object ?? [:]).sorted { $0.key < $1.key }.map {
            Self.shown($0.key, $0.value.string ?? "")
        }
    }

    private static func shown(_ name: String, _ value: String) -> (name: String, value: String?) {
        (name, SecretLook.isSecret(name: name, value: value) ? nil : value)
    }
}
