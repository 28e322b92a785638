extension ProgramDeclarations {
    /// A path, or where to fetch it from; a command; or a program that is elsewhere, with its digest and its arguments.
    static let schema = Schema.either(
        .string(length: 1 ... .max).about(
            "The program: a path from the manifest's folder, or where it is fetched from: `https://…`, `oci://…`"),
        .object([run] + common), .object([url, sha256, arguments] + common)
    )

    private static let run = Schema.Property.required(
        "run",
        .either(.string(length: 1 ... .max), .array(of: .string(length: 1 ... .max), count: 1 ... .max))
            .about("The program, as a path from the manifest's folder or a name in PATH, and its arguments")
    )
    private static let url = Schema.Property.required(
        "url",
        .string(length: 1 ... .max)
            .about("Where the program is fetched from: a URL, or an artifact in a registry whose one file it is")
            .example("oci://ghcr.io/owner/recua-plugin-table:1.2.0")
    )
    private static let sha256 = Schema.Property.optional(
        "sha256", .string(pattern: "[0-9A-Fa-f]{64}").about("What the program must be; else the lock file says it"))
    private static let arguments = Schema.Property.optional(
        "arguments", .array(of: .string).about("What the fetched program is started with"))
    /// Keys of either form.
    private static let common: [Schema.Property] =
        [
            .optional(
                "files",
                .array(of: .string(format: .path))
                    .about("Other files and folders that the plugin is made of: a change in one makes it a new version")
            )
        ] + ProgramDeclaration.Bounds.schema
}
