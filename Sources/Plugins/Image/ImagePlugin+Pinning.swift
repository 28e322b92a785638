public import RecuaCore
import RecuaOCI

extension ImagePlugin {
    /// The digest that an image's tag leads to: of the index where the image has variants, so that one pin is right for
    /// every architecture.
    public func pin(_ pointer: String, _ step: Step<ImageSections, NoInput>) async throws -> Pin? {
        let fetching = ImageFetching(step.host, folder: step.stack.folder, .machine)
        switch (pointer, step.sections.image?.base, step.sections.image?.adapter) {
        case ("/image/base", .reference(let text)?, _): return try await fetching.pin(text)
        case ("/image/adapter", _, .reference(let text)?): return try await fetching.pin(text)
        default: return nil
        }
    }
}
