/// The JSON Schema of the whole manifest, made from every plugin's own.
public enum ManifestSchema {
    /// A JSON Schema (2020-12) for editors: `recua schema` prints it.
    ///
    /// It describes the text as it is written: a reference may stand for any scalar, and no key of a section is
    /// required, since defaults and profiles may bring it.
    /// `ParsedManifest/resolve(descriptors:profile:overrides:target:)` is stricter.
    public static func json(descriptors: [PluginDescriptor]) -> JSON {
        let schema = StackSchema(descriptors)
        var definitions: [String: JSON] = [
            "stack": stack(schema), "plugin": SchemaPublisher().publish(ProgramDeclarations.schema),
        ]
        let publisher = SchemaPublisher(allowsReferences: true, isPartial: true)
        for section in schema.sections { definitions[definition(section)] = publisher.publish(section.schema) }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:recua:manifest:1",
            "title": "Recua manifest",
            "description": "Llamafile models and how to serve them",
            "type": "object",
            "required": ["recua", "project"],
            "properties": .object(topLevel),
            "patternProperties": ["^x-": ["description": "Yours, for anchors"]],
            "additionalProperties": false,
            "$defs": .object(definitions),
        ]
    }

    private static let topLevel: [String: JSON] = [
        "recua": ["const": 1, "description": "The version of the manifest's form"],
        "project": [
            "type": "string", "pattern": "^[a-z][a-z0-9-]{0,62}$",
            "description": "The name under which everything of this manifest is kept and tagged",
        ],
        "defaults": ["$ref": "#/$defs/stack", "description": "Merged under every stack, key by key"],
        "profiles": mapping(of: "stack", named: ".", "Merged over every stack when chosen with --profile"),
        "plugins": mapping(of: "plugin", named: name, "Plugins that are programs of their own"),
        "stacks": mapping(of: "stack", named: name, "The models to be served, by name"),
    ]

    private static let name = "^[a-z][a-z0-9-]{0,39}$"

    /// Nothing written stands for an empty mapping.
    private static func mapping(of definition: String, named pattern: String, _ description: String) -> JSON {
        [
            "type": ["object", "null"], "description": .string(description),
            "propertyNames": ["pattern": .string(pattern)],
            "additionalProperties": ["$ref": .string("#/$defs/\(definition)")],
        ]
    }

    private static func stack(_ schema: StackSchema) -> JSON {
        let publisher = SchemaPublisher(allowsReferences: true)
        var properties: [String: JSON] = [:]
        for key in StackSchema.engineKeys { properties[key.name] = publisher.publish(key.schema) }
        if !schema.targets.isEmpty {
            let target = Schema(.choice(schema.targets.sorted()), summary: properties["target"]?["description"]?.string)
            properties["target"] = publisher.publish(target)
        }
        for section in schema.sections {
            properties[section.name] = ["$ref": .string("#/$defs/\(definition(section))")]
        }
        return [
            "type": ["object", "null"], "description": "One model to be served", "additionalProperties": false,
            "properties": .object(properties),
        ]
    }

    private static func definition(_ section: PluginDescriptor.Section) -> String { "section.\(section.name)" }
}
