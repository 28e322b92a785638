internal import AsyncHTTPClient
internal import NIOCore
internal import RecuaCore
internal import RecuaGGUF
internal import RecuaHTTP

extension Download {
    /// So many bytes make an attempt worth more than one of its kind: a bad line still gets a large file
    /// through.
    private static let progress: Int64 = 1 << 20

    /// Writes the response's body behind the bytes that are there.
    ///
    /// - Throws: ``Retryable`` when it ends too early.
    func receive(
        _ response: HTTPClientResponse, from place: HTTPURL, total: Int64?, into partial: PartialFile
    ) async throws {
        let start = partial.size
        host.progress("download", done: start, total: total)
        do {
            try await HTTPFailure.explained(at: place) {
                for try await piece in response.body {
                    try write(piece, from: place, total: total, into: partial)
                }
            }
        } catch let error as Diagnostic where HTTPFailure.isTransient(error) {
            throw Retryable(error, madeProgress: partial.size - start >= Download.progress)
        }
        try Task.checkCancellation()
        if let total, partial.size != total {
            let message = "`\(place)` sent \(partial.size) bytes of \(total)"
            if partial.size > total { try partial.restart() }
            throw Retryable(
                Diagnostic("network.reset", message), madeProgress: partial.size - start >= Download.progress)
        }
    }

    private func write(_ piece: ByteBuffer, from place: HTTPURL, total: Int64?, into partial: PartialFile) throws {
        try piece.withUnsafeReadableBytes { bytes in
            if partial.size == 0 { try refuse(bytes, place) }
            try partial.append(bytes)
        }
        host.progress("download", done: partial.size, total: total)
    }

    /// A login page is no reason to wait for its end.
    private func refuse(_ start: UnsafeRawBufferPointer, _ place: HTTPURL) throws {
        guard var impostor = ModelFile.impostor(beginning: Array(start.prefix(1024))) else { return }
        impostor.message = "`\(place)`: \(impostor.message)"
        throw impostor
    }
}
