public import RecuaCore

/// Images with one small static program that answers over HTTP with what it was asked: `Tests/Support/aws/probe.c`.
public enum ProbeImage {
    /// Pushes images that differ in nothing but a file that holds their number.
    ///
    /// - Returns: where they are, in order.
    public static func push(_ count: Int, to registry: DockerRegistry, in folder: ScratchFolder) async throws
        -> [Published]
    {
        let script = """
            import sys
            from pathlib import Path
            sys.path.insert(0, sys.argv[1])
            from testing import Registry, build_probe, tar
            registry = Registry.__new__(Registry)
            registry.url = "http://" + sys.argv[3]
            registry.port = sys.argv[3].split(":")[1]
            program = tar(("opt", None), ("opt/probe", build_probe(Path(sys.argv[2]))))
            for number in range(int(sys.argv[4])):
                layers = [program, tar(("etc", None), ("etc/number", str(number).encode()))]
                print(registry.push("probe", layers, Entrypoint=["/opt/probe"], Cmd=["--port", "8080"]).split("@")[1])
            """
        let support = "\(RecuaBinary.package)/Tests/Support/aws"
        let output = try await TestTools.python(script, [support, folder.path, registry.host, "\(count)"])
        return output.split(separator: "\n").compactMap { Digest($0) }.map {
            Published(repository: "\(registry.host)/probe", digest: $0)
        }
    }
}
