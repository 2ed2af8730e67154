import TestSupport
import Testing

@testable import OreFeatures

@Suite("Records of JSON texts as tables")
struct RecordsJSONTests {
    private func table(_ text: String, list: String? = nil) throws -> RecordsJSON {
        try RecordsJSON(Array(text.utf8), file: "t.json", list: list)
    }

    @Test("Members are columns in the order in which they come up; what a record does not say is empty; empty records are none")
    func cells() throws {
        let found = try table(#"[{"a":" x ","b":1.50},{"c":true,"a":null},{},{"b":-2e3,"d":"ü"}]"#)
        #expect(found.headings == ["a", "b", "c", "d"])
        #expect(found.rows.map(\.cells) == [["x", "1.50", "", ""], ["", "", "yes", ""], ["", "-2e3", "", "ü"]])
        #expect(found.rows.map(\.line) == [1, 2, 4])
        let named = try table(#"{"note":"n","x":[{"a":1}],"y":[{"b":2}]}"#, list: "y")
        #expect(named.headings == ["b"] && named.rows.map(\.cells) == [["2"]])
        #expect(try table("[]").headings.isEmpty && table("\u{FEFF}[ ]").rows.isEmpty)
    }

    @Test(
        "What is no list of records is refused, whatever its bytes",
        arguments: ["", "1", "{}", #"{"x":{}}"#, "[1]", "[[]]", #"[{"a":{}}]"#, #"[{"a":1,"a":2}]"#, "[{}", #"[{"a":tru}]"#, "[] []"])
    func refused(_ text: String) { #expect(throws: InputError.self) { try table(text, list: "x") } }

    @Test("Depth and columns are bounded")
    func bounds() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(throws: InputError.self) { try table(deep) }
        #expect(throws: InputError.self) { try table(String(repeating: "[", count: 40) + String(repeating: "]", count: 40)) }
        let wide = "[{" + (0..<257).map { "\"c\($0)\":1" }.joined(separator: ",") + "}]"
        #expect(throws: InputError.self) { try table(wide) }
    }

    @Test("Broken bytes are refused or read, and every row has a cell for every column")
    func broken() throws {
        let sound = Array(#"[{"licence_id":"A-1","tonnes":12.5,"ok":true},{"licence_id":"\u00fcB","tonnes":null,"ok":false}]"#.utf8)
        var (random, read) = (SplitMix(seed: 41), 0)
        for _ in 0..<20_000 {
            var bytes = sound
            for _ in 0...random.below(3) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.below(256))
                case 1: bytes.remove(at: place)
                default: bytes.insert(sound[random.below(sound.count)], at: place)
                }
            }
            guard let found = try? RecordsJSON(bytes, file: "t.json", list: nil) else { continue }
            read += 1
            #expect(found.rows.allSatisfy { $0.cells.count == found.headings.count })
        }
        #expect(read > 100)
    }
}
