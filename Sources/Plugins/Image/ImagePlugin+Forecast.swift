public import RecuaCore
import RecuaOCI

extension ImagePlugin {
    public func forecast(_ outlook: Outlook<ImageSections>) -> [Forecast] {
        let section = outlook.sections.image
        let architecture = outlook.sections.architecture(on: outlook.stack.target) ?? .machine
        let kept = KeptImages(store: outlook.store, architecture: architecture)
        let adapter = ImagePlugin.adapterReference(section?.adapter ?? .automatic, for: outlook.stack.target)
        let isCompressed = section?.compression == .gzip
        let making = Forecast(
            .run,
            "build\(isCompressed ? " and compress" : "") an image for \(architecture.rawValue)"
                + ImagePlugin.words(section?.base ?? .scratch),
            bytes: isCompressed ? outlook.input(Model.self).map { $0.files.reduce(0) { $0 + $1.size } } : nil)
        return [kept.base(section?.base ?? .scratch), kept.adapter(adapter), making].compactMap(\.self)
    }

    private static func words(_ base: BaseChoice) -> String {
        switch base {
        case .scratch: ""
        case .reference(let text): " on `\(text)`"
        case .layout(let path): " on the layout `\(path)`"
        }
    }

    /// The image that the adapter is taken from, if it is taken from one.
    private static func adapterReference(_ choice: AdapterChoice, for target: String) -> String? {
        switch choice {
        case .automatic: target == "lambda" ? ImageFetching.adapterImage : nil
        case .reference(let text): text
        case .none, .path: nil
        }
    }
}

/// What the store has of the images that others are made of.
private struct KeptImages {
    let store: Store
    let architecture: Architecture

    func base(_ choice: BaseChoice) -> Forecast? {
        guard case .reference(let text) = choice, let reference = try? ImageReference(text) else { return nil }
        if let key = key(reference), store.record("bases", key) != nil { return nil }
        return Forecast(.download, "download the base `\(reference)`", identity: "\(reference) \(architecture)")
    }

    func adapter(_ text: String?) -> Forecast? {
        guard let reference = text.flatMap({ try? ImageReference($0) }) else { return nil }
        let known = key(reference).flatMap { store.record("adapters", $0)?["sha256"]?.string }.flatMap { Digest($0) }
        if let known, store.file(known) != nil { return nil }
        return Forecast(
            .download, "download the Lambda Web Adapter, `\(reference)`", identity: "\(reference) \(architecture)")
    }

    /// Under which name the image is kept; nil when nobody has asked yet where its tag leads.
    private func key(_ reference: ImageReference) -> Digest? {
        let digest =
            reference.digest
            ?? store.record("tags", Digest(of: "\(reference)"))?["sha256"]?.string.flatMap { Digest($0) }
        return digest.map { Digest(of: "\(reference.repository)@\($0) \(architecture)") }
    }
}
