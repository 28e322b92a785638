public import RecuaCore

extension Outlook where Sections == JSON {
    /// A step of the stack `demo` whose store lies in `folder`.
    public static func testing(
        _ sections: JSON, in folder: ScratchFolder, target: String = "local", inputs: [ArtifactKind: JSON] = [:],
        earlier: [ArtifactKind: JSON] = [:], prior: JSON? = nil, environment: [String: String] = [:]
    ) -> Self {
        Outlook(
            stack: .testing(folder: folder, target: target), sections: sections, inputs: inputs, earlier: earlier,
            prior: prior, store: Store(root: folder.path("store")), folder: folder.path("stack"),
            environment: environment.merging(["HOME": folder.path]) { own, _ in own })
    }
}

extension Deployment {
    /// A deployment that a test only passes on.
    public static func testing(
        target: String = "local", url: String = "http://127.0.0.1:15281", region: String? = nil,
        resources: [String: String] = [:], process: Process? = nil
    ) -> Deployment {
        Deployment(
            target: target, url: url, auth: .none, isStreaming: true, region: region, modelName: "demo",
            imageDigest: Digest(of: "image"), resources: resources, process: process)
    }
}
