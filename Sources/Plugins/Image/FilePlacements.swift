import RecuaCore

/// `image.files`: the user's own files and their places in the image, as a list or by their places.
struct FilePlacements: Sendable, Hashable {
    /// In the order of the manifest; those that were written by their places, in the order of these.
    let all: [FilePlacement]

    static let schema = Schema.either(
        .array(
            of: .object([
                .required("from", from),
                .required("to", .string(pattern: "/.*").about("Its path in the image; a folder's when it ends in `/`")),
                .optional("mode", mode),
            ])),
        .map(of: .either(.string(format: .path), .object([.required("from", from), .optional("mode", mode)])))
    ).about("Your own files in the image: a list of `{ from, to }`, or `PATH-IN-IMAGE: FILE`")

    private static let from = Schema.string(format: .path).about("A file or a folder beside the manifest")
    private static let mode = Schema.string(pattern: "0?[0-7]{3}").about(
        "Permissions, such as `\"0644\"`; from the file if not given: `0755` for programs, else `0644`")

    /// Places that cannot be.
    var problems: [Diagnostic] { all.compactMap(\.problem) }
}

/// One of the user's files or folders, and its place in the image.
struct FilePlacement: Sendable, Hashable {
    /// Relative to the manifest's folder.
    var from: String
    /// As written: absolute, with a slash at its end for a folder to put a file into.
    var to: String
    /// Octal digits; nil to go by the file.
    var mode: String?
    /// Where it stands in the sections.
    var pointer: String

    /// Permission bits.
    var permissions: Int? { mode.flatMap { Int($0, radix: 8) } }

    /// Relative, without slashes at either end; empty for the root.
    var place: String { to.split(separator: "/").joined(separator: "/") }

    var problem: Diagnostic? {
        ImagePath.problem(to).map { why in
            Diagnostic("image.files", "`\(to)` cannot be a place in the image: \(why)", pointer: pointer)
        }
    }
}

extension FilePlacements: Codable {
    private struct Item: Codable {
        var from: String
        var to: String?
        var mode: String?

        private enum CodingKeys: String, CodingKey { case from, to, mode }

        init(_ placement: FilePlacement) { (from, to, mode) = (placement.from, placement.to, placement.mode) }

        init(from decoder: any Decoder) throws {
            if let path = try? decoder.singleValueContainer().decode(String.self) {
                from = path
                return
            }
            let container = try decoder.container(keyedBy: CodingKeys.self)
            from = try container.decode(String.self, forKey: .from)
            to = try container.decodeIfPresent(String.self, forKey: .to)
            mode = try container.decodeIfPresent(String.self, forKey: .mode)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let items = try? container.decode([Item].self) {
            all = items.enumerated().map { index, item in
                FilePlacement(from: item.from, to: item.to ?? "", mode: item.mode, pointer: "/image/files/\(index)")
            }
        } else {
            all = try container.decode([String: Item].self).sorted { $0.key < $1.key }.map { place, item in
                let token = place.replacing("~", with: "~0").replacing("/", with: "~1")
                return FilePlacement(from: item.from, to: place, mode: item.mode, pointer: "/image/files/\(token)")
            }
        }
    }

    func encode(to encoder: any Encoder) throws { try all.map(Item.init).encode(to: encoder) }
}
