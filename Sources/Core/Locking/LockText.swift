/// The text of a lock file, read as JSON, and what is wrong with it by line and column.
struct LockText {
    let json: JSON
    private let source: SourceText
    private let ranges: [String: Range<Int>]

    /// - Throws: ``Diagnostics`` `lock.syntax`.
    init(_ bytes: [UInt8], name: String) throws {
        do {
            source = try SourceText(name: name, bytes: bytes)
        } catch {
            throw Diagnostics(Diagnostics.from(error).map { Self.refusal("lock.syntax", $0.message, at: $0.place) })
        }
        do {
            (json, ranges) = try JSON.located(parsing: source.bytes)
        } catch {
            let place = source.place(ofBytes: error.offset..<error.offset)
            throw Diagnostics([Self.refusal("lock.syntax", "the lock file is no JSON: \(error.message)", at: place)])
        }
    }

    /// Everything in it that is not as ``LockFile`` writes it.
    func mistakes() -> [Diagnostic] {
        guard !LockFile.schema.check(Node(json, at: .nowhere), name: "lock").isEmpty || !strays.isEmpty else {
            return []
        }
        let found = LockFile.schema.check(node(json, at: ""), name: "lock")
        return found.map { Self.refusal("lock.broken", $0.message, at: $0.place) } + strays
    }

    func newer(_ version: Int64) -> Diagnostics {
        Diagnostics([
            Diagnostic(
                "lock.newer",
                "the lock file is of version \(version), and this recua reads version \(LockFile.version)",
                at: place(of: "/recuaLock"), help: "install the recua that has written it, or a newer one"
            )
        ])
    }

    /// Pins that lead to another server than the source: nobody who reads the manifest would expect that.
    private var strays: [Diagnostic] {
        let sources = (json["sources"]?.object ?? [:]).sorted { $0.key < $1.key }
        let plugins = (json["plugins"]?.object ?? [:]).sorted { $0.key < $1.key }
        return sources.compactMap { stray($1, of: $0, "/sources/\(ComponentPath.token($0))") }
            + plugins.compactMap { stray($1, of: $1["source"]?.string ?? "", "/plugins/\(ComponentPath.token($0))") }
    }

    private func stray(_ entry: JSON, of source: String, _ pointer: String) -> Diagnostic? {
        guard let url = entry["url"]?.string, SourceName.server(of: url) != SourceName.server(of: source) else {
            return nil
        }
        let message = "`\(SourceName.shown(url))` is not on the server of `\(SourceName.shown(source))`"
        return Self.refusal("lock.broken", message, at: place(of: "\(pointer)/url"))
    }

    private func node(_ value: JSON, at pointer: String) -> Node {
        let place = place(of: pointer)
        switch value {
        case .array(let items):
            return Node(.array(items.enumerated().map { node($1, at: "\(pointer)/\($0)") }), at: place)
        case .object(let members):
            let members = members.sorted { $0.key < $1.key }.map { key, value in
                let value = node(value, at: "\(pointer)/\(ComponentPath.token(key))")
                return Node.Member(key: key, keyPlace: value.place, value: value)
            }
            return Node(.object(members), at: place)
        default: return Node(value, at: place)
        }
    }

    private func place(of pointer: String) -> Place { source.place(ofBytes: ranges[pointer] ?? 0..<0) }

    private static func refusal(_ code: String, _ message: String, at place: Place?) -> Diagnostic {
        Diagnostic(
            code, message, at: place, help: "take it back from git, or remove it and run: recua lock"
        )
    }
}

extension SourceText {
    /// The stretch between two bytes.
    fileprivate func place(ofBytes range: Range<Int>) -> Place {
        place(scalar(ofByte: range.lowerBound), scalar(ofByte: range.upperBound))
    }
}
