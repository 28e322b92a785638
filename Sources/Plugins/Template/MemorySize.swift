/// The memory of a function whose manifest says `auto`, in MB.
enum MemorySize {
    /// The weights once, a quarter of them for the context and repacked tensors, and 1 GiB for the engine and its
    /// buffers; at least one core (1,769 MB), at most Lambda's 10,240.
    ///
    /// - Parameter weights: in bytes.
    static func automatic(weights: Int64) -> Int {
        let needed = (weights + weights / 4) / 1_048_576 + 1024
        return Int(min(max(needed, 1769), 10_240))
    }
}
