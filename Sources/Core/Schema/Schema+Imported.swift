extension Schema {
    /// A schema from the JSON Schema that a plugin in another language declares.
    ///
    /// Understood: `type`, `properties`, `required`, `additionalProperties`, `items`, `minItems`, `maxItems`, `enum`
    /// and `const` of strings, `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `pattern`, `minLength`,
    /// `maxLength`, `format` (of ``Format``), `default`, `description`, `examples`, `writeOnly`, `oneOf`, `anyOf`, and
    /// `$ref` into the schema itself. Other keywords are ignored: the plugin's own `check` may look further.
    ///
    /// A `pattern` is an I-Regexp (RFC 9485) with a little more: `docs/plugin-protocol.md` says what.
    ///
    /// - Throws: ``Diagnostic`` `schema.unsupported` for what Recua cannot check.
    public init(jsonSchema: JSON) throws {
        self = try SchemaImporter(root: jsonSchema).schema(jsonSchema, at: "")
    }
}
