internal import RecuaCore
internal import RecuaOCI

extension ImageSections {
    /// Where `image.architecture` is not what counts.
    func architectureProblems(on target: String) -> [Diagnostic] {
        guard let asked = image?.architecture, let used = architecture(on: target), used != asked else { return [] }
        if target == "lambda" {
            return [
                Diagnostic(
                    "image.architecture", "the image is to be for \(asked), and the function is for \(used)",
                    pointer: "/image/architecture",
                    help: "leave it out: on Lambda `function.architecture` counts, here `\(asked.lambdaName)`")
            ]
        }
        return [
            Diagnostic(
                "image.architecture-ignored",
                "`\(target)` runs images on this machine, so `image.architecture` changes nothing there",
                severity: .warning, pointer: "/image/architecture")
        ]
    }
}
