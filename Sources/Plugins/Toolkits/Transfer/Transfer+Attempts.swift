import NIOHTTP1
import RecuaCore
import RecuaHTTP

extension Transfer {
    func attempts() async throws -> Ending {
        do {
            return try await download.retry.run(onRetry: { self.note($0, $1) }) { _ in
                do {
                    return try await self.attempt()
                } catch is Changed {
                    try self.partial.restart()
                    throw Retryable(
                        Diagnostic("fetch.refused", "`\(self.file.name)` changed while it was downloaded"))
                }
            }
        } catch let final as Final {
            throw final.failure
        }
    }

    private func attempt() async throws -> Ending {
        // Without a way to know that all parts are of one file, there is no going on.
        if partial.count > 0, !isVerifiable(partial.origin?.validator) { try partial.restart() }
        let extents = partial.extents
        let known = file.size ?? partial.origin?.size
        if let known, known > 0, extents.firstGap(upTo: known) == nil { return .complete(validator: nil) }
        let gap = extents.firstGap(upTo: known ?? .max) ?? 0..<Int64.max
        let first = gap.lowerBound..<min(gap.upperBound, gap.lowerBound + download.options.parts.first)
        let opened = try await open(first)
        switch opened.status {
        case 304 where file.knownValidator != nil: return .unchanged
        case 206 where isVerifiable(opened.validator) && opened.part?.total != nil:
            return try await takeParts(opened, first)
        case 206: return try await takeWhole(try await route.open([:]))
        case 200: return try await takeWhole(opened)
        case 416:
            // An empty file has no first byte to ask for.
            guard extents.count == 0 else { throw Changed() }
            return try await takeWhole(try await route.open([:]))
        default: throw file.failure(opened)
        }
    }

    private func isVerifiable(_ validator: String?) -> Bool { file.expected != nil || validator != nil }

    private func open(_ range: Range<Int64>) async throws -> RouteResponse {
        var headers = self.headers(for: range)
        if partial.count == 0, let known = file.knownValidator {
            headers.add(name: known.hasPrefix("\"") ? "If-None-Match" : "If-Modified-Since", value: known)
        }
        return try await route.open(headers)
    }

    /// A part must be of the same file as the bytes that are here: the server sends all of it otherwise.
    func headers(for range: Range<Int64>) -> HTTPHeaders {
        var headers: HTTPHeaders = ["Range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)"]
        if let origin = partial.origin, let validator = origin.validator, origin.source == file.identity {
            headers.add(name: "If-Range", value: validator)
        }
        return headers
    }
}
