import Testing

@testable import RecuaAWS

struct ECRHostTests {
    @Test(arguments: [
        "123456789012.dkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com",
        "123456789012.dkr-ecr.us-east-1.on.aws", "123456789012.DKR.ECR.US-EAST-1.amazonaws.com",
    ])
    func `a private registry tells its account and region`(host: String) {
        #expect(ECRHost(host)?.account == "123456789012")
        #expect(ECRHost(host)?.region == "us-east-1")
    }

    @Test(arguments: [
        "public.ecr.aws", "localhost:5000", "12345.dkr.ecr.us-east-1.amazonaws.com", "",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example", "123456789012.dkr.ecr.evil.amazonaws.com",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com:443",
    ])
    func `every other host is none`(host: String) { #expect(ECRHost(host) == nil) }

    @Test func `China has a suffix of its own`() {
        #expect(ECRHost("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn")?.region == "cn-north-1")
    }
}
