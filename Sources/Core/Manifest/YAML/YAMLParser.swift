internal import CLibYAML

/// libyaml as a source of events.
struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let isReady: Bool
    /// Scalars before the first byte, when only a part of a text is parsed.
    private let base: Int
    private let pairs: SurrogatePairs?

    /// - Parameters:
    ///   - bytes: valid UTF-8 without a byte order mark; must outlive the parser.
    ///   - pairs: what `bytes` has in place of what was written.
    init(_ bytes: UnsafeBufferPointer<UInt8>, base: Int, pairs: SurrogatePairs? = nil) {
        self.base = base
        self.pairs = pairs
        parser = .allocate(capacity: 1)
        isReady = yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deallocate()
    }

    /// The next event. After a problem or the end of the stream there is none.
    mutating func next() throws(YAMLProblem) -> YAMLEvent {
        guard isReady else { throw YAMLProblem(problem: "out of memory", index: base, contextIndex: base) }
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw problem }
        defer { yaml_event_delete(&raw) }
        return event(raw)
    }

    private func event(_ raw: yaml_event_t) -> YAMLEvent {
        let start = base + Int(raw.start_mark.index)
        var event = YAMLEvent(kind: .streamEnd, start: start, end: base + Int(raw.end_mark.index))
        switch raw.type {
        case YAML_STREAM_START_EVENT: event.kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: event.kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: event.kind = .documentEnd
        case YAML_ALIAS_EVENT: event.kind = .alias(text(raw.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length))
            var text = String(decoding: bytes, as: UTF8.self)
            if let pairs {
                text = scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? pairs.unescaped(text) : pairs.written(text)
            }
            event.kind = .scalar(.init(text: text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE))
            (event.anchor, event.tag) = (self.text(scalar.anchor), self.text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            event.kind = .sequenceStart
            (event.anchor, event.tag) = (text(raw.data.sequence_start.anchor), text(raw.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: event.kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            event.kind = .mappingStart
            (event.anchor, event.tag) = (text(raw.data.mapping_start.anchor), text(raw.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: event.kind = .mappingEnd
        default: break
        }
        event.isFlow = event.end > event.start
        return event
    }

    private var problem: YAMLProblem {
        let raw = parser.pointee
        let isReader = raw.error == YAML_READER_ERROR
        return YAMLProblem(
            problem: raw.problem.map { String(cString: $0) } ?? "unknown problem",
            index: base + Int(isReader ? raw.mark.index : raw.problem_mark.index),
            context: raw.context.map { String(cString: $0) },
            contextIndex: base + Int(raw.context_mark.index)
        )
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
