/// Reads manifests: text to ``ParsedManifest``, which then becomes a ``Manifest`` once all plugins are known.
public struct ManifestReader: Sendable {
    /// A larger file is no manifest; it is refused before it is read.
    public static let sizeLimit = 16 << 20

    let environment: [String: String]
    let workingFolder: String

    /// - Parameters:
    ///   - environment: what `${env:NAME}` sees.
    ///   - workingFolder: absolute; where relative paths given to the reader start.
    public init(environment: [String: String], workingFolder: String = Files.workingFolder) {
        self.environment = environment
        self.workingFolder = workingFolder
    }

    /// The manifest's files without reading them, absolute, in the order in which they are read.
    ///
    /// - Parameter path: a file or a folder; nil for `stacks/`, else `recua.yaml`.
    /// - Throws: ``Diagnostic`` `manifest.missing`.
    public func locate(_ path: String?) throws -> [String] {
        try ManifestLocation(path, in: workingFolder).files.map(\.path)
    }

    /// Reads the text, the project and the plugin declarations; sections are looked at in
    /// `ParsedManifest/resolve(descriptors:profile:overrides:target:)`.
    ///
    /// - Parameters:
    ///   - startsPrograms: false where no plugin is going to be asked: then one that cannot be started is left out, and
    ///     no reason to stop.
    ///   - hasPlugins: false to leave out all plugins, whatever is wrong with them.
    /// - Throws: ``Diagnostics`` when there is no way to go on. Lesser mistakes are kept and thrown by `resolve`
    ///   together with its own.
    public func parse(
        _ path: String?, startsPrograms: Bool = true, hasPlugins: Bool = true
    ) throws -> ParsedManifest {
        let location: ManifestLocation
        do {
            location = try ManifestLocation(path, in: workingFolder)
        } catch {
            throw Diagnostics(Diagnostics.from(error))
        }
        var files: [ManifestFile] = []
        var diagnostics: [Diagnostic] = []
        for file in location.files {
            do {
                files.append(try ManifestFile(reading: file))
            } catch {
                diagnostics += Diagnostics.from(error)
            }
        }
        guard diagnostics.isEmpty else { throw Diagnostics(files.flatMap(\.diagnostics) + diagnostics).sorted(files) }
        return try ParsedManifest(
            files, at: location, environment: environment, startsPrograms: startsPrograms, hasPlugins: hasPlugins)
    }

    /// Both steps at once, for callers that know all plugins beforehand.
    public func read(
        _ path: String?, descriptors: [PluginDescriptor], profile: String? = nil, overrides: [String] = [],
        target: String? = nil
    ) throws -> Manifest {
        try parse(path).resolve(descriptors: descriptors, profile: profile, overrides: overrides, target: target)
    }
}

extension Diagnostics {
    /// Once each, in the order of the files and of the text; what is in no file comes last.
    func sorted(_ files: [ManifestFile]) -> Diagnostics {
        let order = Dictionary(files.enumerated().map { ($0.element.shown, $0.offset) }) { first, _ in first }
        var seen: Set<Diagnostic> = []
        let once = all.filter { seen.insert($0).inserted }
        let sorted = once.enumerated().sorted { lhs, rhs in
            let (left, right) = (lhs.element.place, rhs.element.place)
            let ranks = (left.flatMap { order[$0.file] } ?? .max, right.flatMap { order[$0.file] } ?? .max)
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
            guard let left, let right else { return lhs.offset < rhs.offset }
            if left.file != right.file { return left.file < right.file }
            return left.start == right.start ? lhs.offset < rhs.offset : left.start < right.start
        }
        return Diagnostics(sorted.map(\.element))
    }
}
