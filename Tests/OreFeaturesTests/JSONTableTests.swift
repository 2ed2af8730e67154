import Foundation
import OreFeatures
import OreGeometry
import Synchronization
import TestSupport
import Testing

@Suite("Tables in JSON")
struct JSONTableTests {
    private func read(_ bytes: [UInt8], fields: [String]? = nil, threads: Int = 2) throws -> (info: SourceInfo, rows: [[String: String]]) {
        let folder = try TemporaryFolder()
        let path = try folder.file("table.json", Data(bytes))
        let source = try FeatureFile.open(path, options: ReadOptions(fields: fields, allowsNoGeometry: true))
        let rows = Mutex<[[String: String]]>([])
        let summary = try source.process(
            threads: threads, progress: nil, makeWorker: {}, map: { (_: inout Void, batch) in batch },
            consume: { batch in
                #expect(batch.geometry.kinds.allSatisfy { $0 == nil })
                for row in 0..<batch.count {
                    var cells: [String: String] = [:]
                    for column in batch.columns { cells[column.name] = column.string(at: row) }
                    rows.withLock { $0.append(cells) }
                }
            })
        #expect(summary.featureCount == rows.withLock { $0.count })
        return (source.info, rows.withLock { $0 })
    }

    private func read(_ text: String) throws -> [[String: String]] { try read(Array(text.utf8)).rows }

    private func refusal(_ text: String) -> String? {
        do {
            _ = try read(text)
            return nil
        } catch { return "\(error)" }
    }

    @Test("Objects of an array are rows; members are attributes, nested values stay as written")
    func rows() throws {
        let text = #" [ {"a":"x\u00e9","n":1.50,"none":null}, {"n":2,"list":[1, {"b":2}],"ok":true} ,{}]  "#
        let (info, rows) = try read(Array(text.utf8))
        #expect(info.format == .jsonTable && info.declaredCRS == nil)
        #expect(rows == [["a": "x\u{e9}", "n": "1.50"], ["n": "2", "list": #"[1, {"b":2}]"#, "ok": "true"], [:]])
        #expect(try read("[]").isEmpty)
        #expect(try read(Array(text.utf8), fields: ["n"]).rows.map { $0["n"] } == ["1.50", "2", nil])
    }

    @Test("Many rows come in order, whatever the size of the window")
    func many() throws {
        let rows = (0..<30_000).map { #"{"id":"\#($0)","text":"\#(String(repeating: "y", count: $0 % 90))"}"# }
        let read = try read("[" + rows.joined(separator: ",\n") + "]")
        #expect(read.map { $0["id"] ?? "" } == (0..<30_000).map(String.init))
    }

    @Test("An array is a table only where tables are wanted")
    func onlyWhereWanted() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("table.json", #"[{"a":1}]"#)
        #expect(throws: InputError.self) { try FeatureFile.open(path) }
    }

    @Test(
        "What is no table of objects is refused with row and line",
        arguments: [
            ("[1,2]", "an object is expected"), (#"[{"a":1},\n[2]]"#, "an object is expected"), (#"[{"a":1,"a":2}]"#, "one object"),
            (#"[{"a":1}"#, "cut off"), (#"[{"a":1}] {}"#, "byte"), (#"[{"a":1},]"#, "byte"), (#"[{"a":tru}]"#, "byte"), ("[", "cut off"),
        ])
    func refused(text: String, said: String) {
        let words = refusal(text.replacing("\\n", with: "\n"))
        #expect(words?.contains(said) == true, "\(words ?? "accepted")")
    }

    @Test("Any bytes changed, lost or doubled give rows or a refusal")
    func changedBytes() throws {
        let whole = Array(
            #"[{"fecha":"210326_11","codigo":"030027126","tipo":"aparece"},{"n":-1.5e3,"l":[[],{"x":null}]},{"s":"\u4e2d\\"}]"#.utf8)
        var state: UInt64 = 77
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var read = 0
        for _ in 0..<3000 {
            var bytes = whole
            for _ in 0...next(3) {
                let place = next(bytes.count)
                switch next(4) {
                case 0: bytes[place] = UInt8(next(256))
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + next(20))], at: place)
                default: bytes.removeLast(min(bytes.count - 1, next(30)))
                }
            }
            do {
                _ = try self.read(bytes, threads: 1)
                read += 1
            } catch is InputError {}
        }
        #expect(read > 0)
    }

    @Test("The change feed of Peru's register is a table", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func changeFeed() throws {
        let bytes = try Data(contentsOf: URL(filePath: SharedData.path("peru-titles/register_changes.json")))
        let rows = try read(Array(bytes)).rows
        #expect(rows.count == 100 && rows.allSatisfy { $0["tipo"] == "aparece" && $0["codigo"]?.count == 9 })
    }
}
