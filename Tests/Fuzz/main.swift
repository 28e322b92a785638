import CFuzzer
import Glibc

/// The name under which libFuzzer's own `main`, which is linked in and not used, looks for a test.
@_cdecl("LLVMFuzzerTestOneInput")
func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    Subject.chosen.test(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}

var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&count, &arguments, test))
