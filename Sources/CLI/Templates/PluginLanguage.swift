import ArgumentParser

/// What `recua plugin new` can write a plugin in.
enum PluginLanguage: String, CaseIterable, ExpressibleByArgument {
    case swift, python, bash, go
}
