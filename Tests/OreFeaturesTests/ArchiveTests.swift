import CZip
import Foundation
import OreGeometry
import Testing

@testable import OreFeatures

/// Archives made in the test, byte by byte.
enum Packed {
    /// One gzip member with the bytes, deflated by zlib.
    static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        let version = zlibVersion()
        try #require(
            deflateInit2_(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        var input = bytes
        try input.withUnsafeMutableBufferPointer { source in
            try output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                try #require(deflate(&stream, Z_FINISH) == Z_STREAM_END)
            }
        }
        return Array(output.prefix(Int(stream.total_out)))
    }

    struct ZipMember {
        var name: String
        var content: [UInt8]
        /// Says that it is encrypted.
        var isEncrypted = false
        /// The size it claims to unpack to, when that is not the truth.
        var claimedSize: Int?
    }

    /// A zip file of stored members.
    static func zip(_ members: ZipMember...) -> [UInt8] { zip(members: members) }

    static func zip(members: [ZipMember]) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        func short(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
        func long(_ value: Int) -> [UInt8] { short(value & 0xFFFF) + short(value >> 16) }
        for member in members {
            let checksum = member.content.withUnsafeBufferPointer { Int(crc32(0, $0.baseAddress, UInt32($0.count))) }
            let method = member.claimedSize == nil ? 0 : 8
            let sizes = long(checksum) + long(member.content.count) + long(member.claimedSize ?? member.content.count)
            let head = short(member.isEncrypted ? 1 : 0) + short(method) + long(0) + sizes + short(member.name.utf8.count) + short(0)
            directory += [0x50, 0x4B, 1, 2] + short(20) + short(20) + head + short(0) + short(0) + short(0) + long(0) + long(bytes.count)
            directory += Array(member.name.utf8)
            bytes += [0x50, 0x4B, 3, 4] + short(20) + head + Array(member.name.utf8) + member.content
        }
        let end = short(0) + short(0) + short(members.count) + short(members.count) + long(directory.count) + long(bytes.count) + short(0)
        return bytes + directory + [0x50, 0x4B, 5, 6] + end
    }
}

@Suite struct ArchiveTests {
    private let text = GeoJSONText.collection(GeoJSONText.feature(#"{"n":1}"#), GeoJSONText.feature(#"{"n":2}"#))
    private var bytes: [UInt8] { Array(text.utf8) }

    private func read(_ bytes: [UInt8], suffix: String) throws -> (features: [ReadFeature], summary: SourceSummary) {
        let file = try TemporaryFile(bytes, suffix: suffix)
        return try FeatureFile.open(file.path).read(threads: 2)
    }

    private func refusal(_ bytes: [UInt8], suffix: String) -> String? {
        do {
            _ = try read(bytes, suffix: suffix)
            return nil
        } catch InputError.refused(_, _, let what, _) {
            return what
        } catch {
            return nil
        }
    }

    // MARK: gzip

    @Test("A gzip file gives the features of its content and the hash of its own bytes")
    func gzip() throws {
        let packed = try Packed.gzip(bytes)
        let found = try read(packed, suffix: ".geojson.gz")
        #expect(found.features == (try readGeoJSON(text).features))
        let file = try TemporaryFile(packed)
        #expect(found.summary.sha256 == (try PlainFile(path: file.path).open().finish()))
    }

    @Test("Members behind each other are one text, and zeros behind the last are padding")
    func gzipMembers() throws {
        let half = bytes.count / 2
        let packed = try Packed.gzip(Array(bytes[..<half])) + Packed.gzip([]) + Packed.gzip(Array(bytes[half...]))
        let expected = try readGeoJSON(text).features
        #expect(try read(packed, suffix: ".gz").features == expected)
        #expect(try read(packed + [UInt8](repeating: 0, count: 5000), suffix: ".gz").features == expected)
    }

    @Test("A gzip file cut at any byte is refused")
    func gzipTruncated() throws {
        let packed = try Packed.gzip(bytes)
        for length in 2..<packed.count {
            #expect(refusal(Array(packed[..<length]), suffix: ".gz") != nil, "cut at \(length)")
        }
    }

    @Test("A gzip file with a wrong checksum or other bytes behind it is refused")
    func gzipDamaged() throws {
        var packed = try Packed.gzip(bytes)
        #expect(refusal(packed + [1, 2, 3], suffix: ".gz")?.contains("other bytes") == true)
        packed[packed.count - 6] ^= 1
        #expect(refusal(packed, suffix: ".gz") != nil)
    }

    @Test("A gzip bomb is refused before it is unpacked")
    func gzipBomb() throws {
        let packed = try Packed.gzip([UInt8](repeating: 0x20, count: 200 << 20))
        #expect(packed.count < 300_000)
        let reader = GzipReader(MemoryReader(packed), file: "bomb.gz", limits: UnpackingLimits(ratio: 100, ratioFloor: 1 << 20))
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var total = 0
        let error = #expect(throws: InputError.self) {
            while true {
                let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
                if count == 0 { return }
                total += count
            }
        }
        #expect(total <= 10 << 20)
        #expect("\(error.map { "\($0)" } ?? "")".contains("unpacks to more than"))
    }

    // MARK: zip

    @Test("The one data file of a zip is read; what desktop systems add is passed over")
    func zip() throws {
        let packed = Packed.zip(
            .init(name: "data/", content: []), .init(name: "data/licences.geojson", content: bytes),
            .init(name: "__MACOSX/data/._licences.geojson", content: [1]), .init(name: ".DS_Store", content: [2]))
        #expect(try read(packed, suffix: ".zip").features == (try readGeoJSON(text).features))
    }

    @Test("A table in a zip or gzip is read like the table itself")
    func packedTable() throws {
        let table = Array("id,wkt\n7,POINT (1 2)\n8,POINT (3 4)\n".utf8)
        for packed in [Packed.zip(.init(name: "a.csv", content: table)), try Packed.gzip(table)] {
            let found = try read(packed, suffix: ".csv.packed").features
            #expect(found.map(\.geometry) == [.point(Coordinate(1, 2)), .point(Coordinate(3, 4))])
        }
    }

    @Test("Names that point outside the archive are refused", arguments: ["../a.geojson", "/etc/passwd", "a/../../b", "..\\b", "C:\\b"])
    func zipOutside(name: String) {
        let packed = Packed.zip(.init(name: name, content: bytes), .init(name: "b.geojson", content: bytes))
        #expect(refusal(packed, suffix: ".zip")?.contains("outside itself") == true)
    }

    @Test("An encrypted member, a member that claims too much, several members and none are refused, each with its reason")
    func zipRefusals() {
        let encrypted = Packed.zip(.init(name: "a.geojson", content: bytes, isEncrypted: true))
        #expect(refusal(encrypted, suffix: ".zip")?.contains("encrypted") == true)
        let bomb = Packed.ZipMember(name: "a.geojson", content: bytes, claimedSize: 3 << 30)
        #expect(refusal(Packed.zip(bomb), suffix: ".zip")?.contains("unpacks to more than") == true)
        let two = Packed.zip(.init(name: "a.geojson", content: bytes), .init(name: "b.geojson", content: bytes))
        #expect(refusal(two, suffix: ".zip")?.contains("a.geojson, b.geojson") == true)
        #expect(refusal(Packed.zip(), suffix: ".zip") != nil)
    }

    @Test("An archive within an archive is refused, and so is a zip cut at any byte or with a changed content")
    func zipDamaged() throws {
        let packed = Packed.zip(.init(name: "a.geojson", content: bytes))
        #expect(refusal(Packed.zip(.init(name: "a.zip", content: packed)), suffix: ".zip")?.contains("within an archive") == true)
        for length in stride(from: 4, to: packed.count, by: 3) {
            #expect(refusal(Array(packed[..<length]), suffix: ".zip") != nil, "cut at \(length)")
        }
        var changed = packed
        changed[45] ^= 0x20
        #expect(refusal(changed, suffix: ".zip") != nil)
    }
}
