import RecuaCore

/// Which setting of AWS Lambda holds so many bytes, and what comes with it.
struct LambdaMemory: Hashable {
    /// In MB of 1,048,576 bytes, as Lambda counts; at least what gives one whole core.
    let megabytes: Int64

    /// What a function can have at most, in MB.
    static let most: Int64 = 10_240
    /// What gives one whole core, in MB.
    private static let oneCore: Int64 = 1769

    /// - Returns: nil when no function holds so much.
    init?(holding bytes: Int64) {
        let (whole, rest) = bytes.quotientAndRemainder(dividingBy: 1 << 20)
        let needed = whole + (rest == 0 ? 0 : 1)
        guard needed <= Self.most else { return nil }
        // To the next 64 MB: the estimate is not finer than that.
        megabytes = min(max(Self.oneCore, (needed + 63) / 64 * 64), Self.most)
    }

    /// How many cores the function sees.
    var cores: Int {
        switch megabytes {
        case ...3008: 2
        case ...5307: 3
        case ...7076: 4
        case ...8845: 5
        default: 6
        }
    }
}
