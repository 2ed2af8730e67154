import Foundation
import Testing
import TestSupport

@testable import OreFeatures

@Suite struct JSONGrammarTests {
    @Test("Every document of the JSON test suite gets its verdict", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func testSuite() throws {
        let folder = SharedData.path("corpora/JSONTestSuite/test_parsing")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        #expect(names.count == 318)
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + name)))
            let fault = JSONGrammar.validate(bytes)
            if name.hasPrefix("n_") { #expect(fault != nil, "\(name) must be refused") }
            if name.hasPrefix("y_") { #expect(fault == nil, "\(name) must be accepted, not: \(fault?.what ?? "")") }
        }
    }
}
