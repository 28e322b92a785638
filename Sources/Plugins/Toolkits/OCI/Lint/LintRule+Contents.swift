import RecuaCore

/// What may be in a layer.
extension LintRule {
    static let contents = [parentFolders, hardLinks, readable, duplicates, paths, entryTypes, whiteouts]

    /// Every folder has an entry of its own, before what is in it, in each layer.
    /// Source: aws/aws-lambda-web-adapter#236, aspect-build/rules_aws#96 and #103, nlewo/nix2container#54.
    static let parentFolders = LintRule(
        "image.lint.parent-folders",
        prevents: "InvalidImage: MissingParentDirectory: Parent directory does not exist for file"
    ) { subject in
        eachLayer(of: subject) { entries in
            var folders: Set<String> = [""]
            return entries.flatMap { entry in
                defer { if entry.kind == .folder { folders.insert(entry.path) } }
                return TarEntry.folders(above: entry.path).filter { folders.insert($0).inserted }.map {
                    "does not list the folder `\($0)` before `\(entry.path)`"
                }
            }
        }
    }

    /// Source: a note in a public Bazel rule on what Lambda's unpacker refuses; images that Docker pushes hold some.
    static let hardLinks = LintRule(
        "image.lint.hard-link", prevents: "InvalidImage: ImageLayerFailure: UnsupportedImageLayerDetected", .advice
    ) { subject in
        eachLayer(of: subject) { entries in
            entries.filter { $0.kind == .hardLink }.map { "holds the hard link `\($0.path)`" }
        }
    }

    /// Source: AWS "Create a function using a container image": the default user must be able to read all files that
    /// the function needs. Which those are, only the maker knows.
    static let readable = LintRule(
        "image.lint.unreadable", prevents: "permission denied: Lambda runs as a user of its own", .advice
    ) { subject in
        eachLayer(of: subject) { entries in
            entries.compactMap { entry in
                let needed = entry.kind == .folder ? 0o005 : 0o004
                guard [.file, .folder].contains(entry.kind), entry.mode & needed != needed else { return nil }
                return "has `\(entry.path)` (mode \(String(entry.mode, radix: 8))), which is not for everybody to read"
            }
        }
    }

    /// Source: OCI image specification, layer.md: a layer must not hold two entries for one path.
    static let duplicates = LintRule(
        "image.lint.duplicate-path", prevents: "InvalidImage, or a file that is not the one meant", .advice
    ) { subject in
        eachLayer(of: subject) { entries in
            var seen: Set<String> = []
            return entries.filter { !$0.path.isEmpty && !seen.insert($0.path).inserted }.map {
                "holds `\($0.path)` twice"
            }
        }
    }

    /// Source: OCI image specification, layer.md: paths are relative to the image's root.
    static let paths = LintRule(
        "image.lint.path", prevents: "InvalidImage, or a file that is not where it was meant to be", .advice
    ) { subject in
        eachLayer(of: subject) { entries in
            entries.compactMap { entry in
                if let path = entry.absolutePath { return "has the absolute path `\(path)`" }
                guard entry.path.split(separator: "/").contains("..") else { return nil }
                return "has the path `\(entry.path)`, which leads out of the image"
            }
        }
    }

    /// Source: OCI image specification, layer.md, "File Types": sparse files and other extensions of single tar
    /// programs are not among them.
    static let entryTypes = LintRule(
        "image.lint.entry-type", prevents: "InvalidImage: ImageLayerFailure: UnsupportedImageLayerDetected", .advice
    ) { subject in
        eachLayer(of: subject) { entries in
            entries.filter { $0.kind == .other }.map { "holds `\($0.path)`, which is of no type that images know" }
        }
    }

    /// Source: OCI image specification, layer.md, "Whiteouts": they hide what lower layers hold, never their own.
    static let whiteouts = LintRule(
        "image.lint.whiteout", prevents: "a file that is there for one reader and gone for another", .advice
    ) { subject in
        eachLayer(of: subject) { entries in
            let paths = Set(entries.map(\.path))
            return entries.compactMap { Whiteout($0.path)?.hidden }.filter { paths.contains($0) }.map {
                "hides `\($0)`, which it holds itself"
            }
        }
    }

    private static func eachLayer(
        of subject: LintSubject, _ check: ([TarEntry]) -> [String]
    ) -> [Finding] {
        subject.layers.enumerated().flatMap { index, layer in
            check(layer.entries ?? []).map { Finding("layer \(index + 1) \($0)", in: index) }
        }
    }
}
