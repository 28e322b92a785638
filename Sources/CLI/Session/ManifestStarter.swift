import RecuaCore

/// A first manifest.
struct ManifestStarter {
    var project: String
    var llamafile: String
    var target: String

    /// Letters, digits and dashes of the folder's name; `llamas` when there is nothing left.
    static func projectName(from folder: String) -> String {
        let last = folder.split(separator: "/").last ?? ""
        let kept = last.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = String(kept).split(separator: "-").joined(separator: "-")
        return name.first?.isLetter == true ? String(name.prefix(63)) : "llamas"
    }

    var text: String {
        """
        # Completion and checks in your editor: recua schema --output stacks/recua.schema.json
        # yaml-language-server: $schema=./recua.schema.json
        recua: 1
        project: \(scalar(project))

        stacks:
          first:
            target: \(scalar(target)) # local: a sandbox on this machine; lambda: AWS
        \(target == "lambda" ? Self.account : "")    model:
              llamafile: \(scalar(llamafile))
            server: { context: 4096 }
            smoke:
              - chat: What is the capital of France? Answer in one word.
                expect: { contains: Paris }

        """
    }

    /// What Lambda needs to be told besides.
    private static let account = """
            lambda: { region: us-east-1 }
            publish: # put your own account's number here; Lambda takes images from its own region only
              repository: 123456789012.dkr.ecr.us-east-1.amazonaws.com/{project}

        """

    /// What is written must be what is accepted: a name with a capital is refused here, with the manifest's own words.
    ///
    /// - Throws: ``Diagnostics``, without places: they would be in a file that is not to be written.
    func check(_ context: CommandContext) async throws {
        let folder = context.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let draft = "\(folder)/recua-init-\(UInt64.random(in: 0 ... .max)).yaml"
        try Files.write(text, to: draft)
        defer { try? Files.remove(draft) }
        do {
            let store = Store(environment: context.environment)
            let plugins = PluginAssembly(context, store: store).descriptors
            _ = try ManifestReader(environment: context.environment).read(draft, descriptors: plugins)
        } catch let found as Diagnostics {
            throw Diagnostics(found.all.map(Self.withoutPlace))
        }
    }

    private static func withoutPlace(_ diagnostic: Diagnostic) -> Diagnostic {
        var bare = diagnostic
        bare.place = nil
        bare.related = []
        return bare
    }

    /// Plain where that is safe in YAML, else in the double quotes that it shares with JSON.
    private func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "-_./@".utf8.contains(byte)
            }
        }
        let isLink = text.contains("://") && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"#'\"\\".utf8.contains($0) }
        return (isPlain || isLink) && text.first?.isLetter == true ? text : JSON.string(text).text()
    }
}
