import RecuaAWS
public import RecuaCore
import RecuaOCI

extension PublishPlugin {
    public func forecast(_ outlook: Outlook<PublishSections>) -> [Forecast] {
        guard let section = outlook.sections.publish, let place = try? PublishPlace(section, in: outlook.stack) else {
            return []
        }
        return Self.creation(section, place, isFirst: outlook.prior == nil) + Self.transfer(to: place, outlook)
    }

    /// Whether the repository is there is known only to whoever asks; one that was published to was.
    private static func creation(_ section: PublishSection, _ place: PublishPlace, isFirst: Bool) -> [Forecast] {
        guard isFirst, section.create?.settings != nil, ECRHost(place.reference.host) != nil else { return [] }
        let repository = place.reference.repository
        return [Forecast(.create, "create the repository `\(repository)`, unless it is there", identity: repository)]
    }

    private static func transfer(to place: PublishPlace, _ outlook: Outlook<PublishSections>) -> [Forecast] {
        let repository = place.reference.repository
        guard let image = outlook.input(Image.self) else {
            let what = outlook.earlier(Image.self) == nil ? "the image" : "what is new in the image"
            return [Forecast(.send, "send \(what) to `\(repository)`")]
        }
        let places = BlobPlaces(outlook.store, host: place.reference.host)
        let missing = image.layers.filter { places.repositories(holding: $0.blob.digest).isEmpty }
        let present = image.layers.count - missing.count
        let layers = missing.map { layer in
            Forecast(
                .send, "send the layer of \(layer.role) to `\(repository)`", bytes: layer.blob.size,
                identity: "\(place.reference.host) \(layer.blob.digest)")
        }
        let known = present == 0 ? "" : "; \(present) of \(image.layers.count) layers have been sent before"
        let documents = image.manifest.size + image.config.size
        return layers + [Forecast(.send, "send the manifest to `\(repository)`\(known)", bytes: documents)]
    }
}
