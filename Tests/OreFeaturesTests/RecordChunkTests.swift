import Crypto
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import OreFeatures

@Suite("Chunks of whole records")
struct RecordChunkTests {
    private func read(_ path: String, chunkBytes: Int, threads: Int) throws -> (chunks: [String], sha256: String) {
        let data = try Data(contentsOf: URL(filePath: path))
        let start = data.firstIndex(of: 0x0A).map { $0 + 1 } ?? data.count
        let chunks = try RecordChunks(path: path, from: start, chunkBytes: chunkBytes)
        let texts = Mutex<[String]>([])
        let sha256 = try chunks.process(
            threads: threads, map: { String(decoding: $0, as: UTF8.self) }, consume: { text in texts.withLock { $0.append(text) } })
        return (texts.withLock { $0 }, sha256)
    }

    @Test(
        "Chunks are whole records, together the file, whatever their size and the number of threads", arguments: [1, 7, 40, 1 << 20],
        [1, 3])
    func whole(chunkBytes: Int, threads: Int) throws {
        let folder = try TemporaryFolder()
        let body =
            (0..<200).map { "L\($0),\"two\nlines, \"\"\($0)\"\"\",矿\($0)\($0 % 3 == 0 ? "\r\n" : "\n")" }.joined() + "last,without,end"
        let text = "\u{FEFF}a,b,c\r\n" + body
        let path = try folder.file("t.csv", text)
        let own = try read(path, chunkBytes: chunkBytes, threads: threads)
        #expect(own.chunks.joined() == body)
        #expect(own.chunks.dropLast().allSatisfy { $0.utf8.last == UInt8(ascii: "\n") && $0.count { $0 == "\"" } % 2 == 0 })
        if chunkBytes == 40 { #expect(own.chunks.count > 50) }
        #expect(own.sha256 == SHA256.hexadecimal(SHA256.hash(data: Data(text.utf8))))
    }

    @Test("Nothing but a heading gives no chunk")
    func empty() throws {
        let folder = try TemporaryFolder()
        #expect(try read(folder.file("h.csv", "a,b"), chunkBytes: 10, threads: 2).chunks.isEmpty)
        #expect(try read(folder.file("n.csv", ""), chunkBytes: 10, threads: 2).chunks.isEmpty)
    }

    @Test("Other encodings are refused in one line, and what is no file")
    func refused() throws {
        let folder = try TemporaryFolder()
        let gbk = folder.path("g.csv")
        try Data([0x61, 0x2C, 0x62, 0x0A, 0xBF, 0xF3, 0x0A]).write(to: URL(filePath: gbk))
        let error = #expect(throws: InputError.self) { try read(gbk, chunkBytes: 10, threads: 1) }
        #expect(error?.description.contains("not in UTF-8") == true)
        #expect(throws: InputError.self) { try RecordChunks(path: folder.path("none.csv"), from: 0) }
    }
}
