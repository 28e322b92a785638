import RecuaCore
import Testing

@testable import RecuaSmoke

struct AnswerSchemaTests {
    private let schema: JSON = [
        "type": "object", "required": ["city"], "additionalProperties": false,
        "properties": [
            "city": ["type": "string", "pattern": "^P", "maxLength": 8],
            "size": ["type": ["integer", "null"], "minimum": 1, "maximum": 10],
            "tags": ["type": "array", "items": ["enum": ["a", "b"]], "minItems": 1],
        ],
    ]

    @Test(arguments: [
        #"{"city":"Paris"}"#, #"{"city":"Paris","size":null,"tags":["a"]}"#, #"{"city":"P","size":10.0}"#,
    ])
    func `an answer that fits has no failures`(text: String) throws {
        #expect(AnswerSchema.failures(of: try JSON(parsing: text), schema) == [])
    }

    @Test(arguments: [
        (#"[]"#, "expected the answer to be of type object, found `[]`"),
        (#"{}"#, "expected the answer to have the key `city`, found none"),
        (#"{"city":"Rome"}"#, #"expected `city` to match `^P`, found `"Rome"`"#),
        (#"{"city":"Paris","size":11}"#, "expected `size` to be at most 10.0, found `11`"),
        (#"{"city":"Paris","size":1.5}"#, "expected `size` to be of type integer or null, found `1.5`"),
        (#"{"city":"Paris","tags":["a","c"]}"#, #"expected `tags[1]` to be one of `["a","b"]`, found `"c"`"#),
        (#"{"city":"Paris","tags":[]}"#, "expected `tags` to have at least 1 items, found 0"),
        (#"{"city":"Paris","x":1}"#, "expected the answer to have no key `x`, found it"),
    ])
    func `what does not fit is told with its path`(text: String, failure: String) throws {
        #expect(AnswerSchema.failures(of: try JSON(parsing: text), schema) == [failure])
    }

    @Test func `a schema that cannot be checked is refused, with the place`() {
        let schema: JSON = [
            "properties": ["a/b": ["type": "text"], "c": ["items": ["pattern": "("]]], "oneOf": [], "title": "fine",
        ]
        #expect(
            AnswerSchema.mistakes(in: schema).map(\.pointer)
                == ["/oneOf", "/properties/a~1b/type", "/properties/c/items/pattern"]
        )
    }
}
