extension PluginDescriptor {
    /// True for the keys that every stack has: no section can be called so.
    package static func isStackKey(_ name: String) -> Bool { StackSchema.isEngineKey(name) }
}
