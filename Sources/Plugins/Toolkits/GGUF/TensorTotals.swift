internal import RecuaCore

/// What the list of tensors adds up to.
struct TensorTotals {
    var count: Int64 = 0
    var parameters: Int64 = 0
    /// Bytes of tensor data, to the end of the last tensor of a known type.
    var end: Int64 = 0
    var shares: [String: TensorShare] = [:]

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
        let sum = parameters.addingReportingOverflow(elements)
        guard !sum.overflow else { throw GGUFCursor.lie("tensors of more numbers than can be counted") }
        parameters = sum.partialValue
        guard let known = TensorType(type) else { return add(elements, bytes: nil, of: "type \(type)") }
        guard let size = known.size(of: elements), offset <= UInt64(Int64.max) - UInt64(size) else {
            throw GGUFCursor.lie("a tensor beyond any file")
        }
        end = max(end, Int64(offset) + size)
        add(elements, bytes: size, of: known.name)
    }

    private mutating func add(_ elements: Int64, bytes: Int64?, of type: String) {
        var share = shares[type] ?? TensorShare(type: type, tensors: 0, parameters: 0, bytes: bytes.map { _ in 0 })
        share.tensors += 1
        share.parameters += elements
        share.bytes = bytes.flatMap { share.bytes?.addingReportingOverflow($0).partialValue }
        shares[type] = share
    }

    /// The largest first.
    var mix: [TensorShare] {
        shares.values.sorted { ($0.parameters, $1.type) > ($1.parameters, $0.type) }
    }
}

/// The tensors of one type.
public struct TensorShare: Codable, Sendable, Hashable {
    /// `Q4_K`, `F32`, …; `type 41` for a type newer than this Recua.
    public var type: String
    public var tensors: Int64
    public var parameters: Int64
    /// Nil for a type whose packing is not known.
    public var bytes: Int64?
}
