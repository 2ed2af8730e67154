import Foundation
import OreJobs
import Testing

@testable import OreService

@Suite("Log lines")
struct LineLogTests {
    private let head = [("time", "T"), ("level", "info"), ("message", "run ended")]
    private let facts = [("job", "nightly"), ("reason", "a \"b\"\nc=\u{1}d"), ("none", "")]

    @Test("Text has one line per entry, whatever the facts hold")
    func text() {
        let line = LineLog.line(.text, head, facts)
        #expect(line == "T info run ended job=nightly reason=\"a \\\"b\\\"\\nc=\\u0001d\" none=\"\"\n")
    }

    @Test("JSON reads back")
    func json() throws {
        let line = LineLog.line(.json, head, facts)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(object["reason"] == "a \"b\"\nc=\u{1}d" && object["message"] == "run ended")
        #expect(line.filter { $0 == "\n" }.count == 1)
    }
}
