import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct InterpreterTests {
    @Test(arguments: [
        ("cat\n", true), ("", true), ("\n#!/bin/sh\n", true), ("# ünï\n", true), ("#!/bin/sh\n", false),
        ("\u{7F}ELF\u{2}\u{1}", false), ("MZqFpD='\n\0", false),
    ]) func `a text without its interpreter is told from what the system starts`(text: String, isNameless: Bool)
        async throws
    {
        try await withScratchFolder { folder in
            let path = try folder.write(text, to: "program", mode: 0o755)
            #expect(Command.namesNoInterpreter(path) == isNameless)
        }
    }

    @Test(arguments: ["/nowhere/program", "/"]) func `of what cannot be read nothing is said`(path: String) {
        #expect(!Command.namesNoInterpreter(path))
    }
}
