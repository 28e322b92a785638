import RecuaCore
import RecuaOCI

/// Makes layers of files: described, or compressed when the manifest asks for it.
struct LayerMaking {
    let architecture: Architecture
    let compression: CompressionChoice
    let host: StepHost
    /// Shared by all stacks, so that one that has the same files waits for what another makes of them.
    let gate: KeyedGate

    func layer(_ role: String, _ entries: [Image.Entry]) async throws -> Image.Layer {
        // Stacks that share weights share nothing else that takes long.
        let largest = entries.max { $0.source.size < $1.source.size }
        return try await gate.alone(with: largest.map { "\($0.source.sha256)" } ?? role) {
            let total = entries.reduce(0) { $0 + $1.source.size }
            let layer = try await Image.Layer(
                role: role, entries: entries, architecture: architecture, store: host.store
            ) {
                host.progress("digest \(role)", done: $0, total: total)
            }
            return compression == .gzip ? try await compressed(layer) : layer
        }
    }

    private func compressed(_ layer: Image.Layer) async throws -> Image.Layer {
        var isMade = false
        let total = layer.uncompressedSize
        let compressed = try await layer.compressed(for: architecture, store: host.store) { done in
            if done == 0 { host.log("compressing the layer `\(layer.role)`, \(megabytes(total)); this is done once") }
            host.progress("compress \(layer.role)", done: done, total: total)
            isMade = true
        }
        if isMade { host.log("the layer `\(layer.role)` is \(megabytes(compressed.blob.size)) after compression") }
        return compressed
    }

    private func megabytes(_ size: Int64) -> String {
        size < 10_000_000 ? "\(size / 1000) kB" : "\(size / 1_000_000) MB"
    }
}
