import RecuaCore

/// `docs/recua.schema.json`, which lies below the folder that the fuzzer is started in.
enum PublishedSchema {
    static func section(_ name: String) -> Schema {
        do {
            guard let schema = all["$defs"]?["section.\(name)"] else { fatalError("no section `\(name)`") }
            return try Schema(jsonSchema: schema)
        } catch {
            fatalError("\(error)")
        }
    }

    private static let all: JSON = {
        do {
            return try JSON(parsing: Files.read("docs/recua.schema.json"))
        } catch {
            fatalError("start it in Recua's folder: \(error)")
        }
    }()
}
