internal import RecuaCore

/// What the list of tensors adds up to.
struct TensorTotals {
    var count: Int64 = 0
    var parameters: Int64 = 0
    /// Bytes of tensor data, to the end of the last tensor of a known type.
    var end: Int64 = 0
    var bytesByType: [String: Int64] = [:]

    mutating func add(from cursor: inout GGUFCursor) throws {
        _ = try cursor.string(limit: 1024)
        let dimensions: UInt32 = try cursor.number()
        guard dimensions <= 8 else { throw GGUFCursor.lie("a tensor of \(dimensions) dimensions") }
        var elements: Int64 = 1
        for _ in 0..<dimensions {
            let length: UInt64 = try cursor.number()
            let product = elements.multipliedReportingOverflow(by: Int64(clamping: length))
            guard !product.overflow else { throw GGUFCursor.lie("a tensor of more numbers than can be counted") }
            elements = product.partialValue
        }
        let type: UInt32 = try cursor.number()
        let offset: UInt64 = try cursor.number()
        count += 1
        parameters = parameters.addingReportingOverflow(elements).partialValue
        guard let type = TensorType(type) else { return }
        guard let size = type.size(of: elements), offset <= UInt64(Int64.max) - UInt64(size) else {
            throw GGUFCursor.lie("a tensor beyond any file")
        }
        end = max(end, Int64(offset) + size)
        bytesByType[type.name, default: 0] =
            bytesByType[type.name, default: 0].addingReportingOverflow(size).partialValue
    }
}
