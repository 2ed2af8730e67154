import TestSupport
import Testing

@testable import OreFeatures

@Suite("Encodings of text")
struct TextDecoderTests {
    private func detect(_ bytes: [UInt8]) throws -> DetectedEncoding {
        try withTextFile(bytes) { try EncodingDetector.detect(file: $0) }
    }

    @Test(
        "The encoding is found by content, with its evidence",
        arguments: [
            ([0xEF, 0xBB, 0xBF, 0x61], TextEncoding.utf8, "byte order mark", 3),
            ([0xFF, 0xFE, 0x61, 0x00], .utf16LittleEndian, "byte order mark", 2),
            ([0xFE, 0xFF, 0x00, 0x61], .utf16BigEndian, "byte order mark", 2),
            ([0x61, 0x00, 0x2C, 0x00, 0xBF, 0x77, 0x0A, 0x00], .utf16LittleEndian, "zero bytes at every odd place", 0),
            ([0x00, 0x61, 0x00, 0x2C, 0x77, 0xBF, 0x00, 0x0A], .utf16BigEndian, "zero bytes at every even place", 0),
            ([0x61, 0x2C, 0x62, 0x0A], .utf8, "ASCII only", 0),
            (Array("id,名称\n".utf8), .utf8, "valid UTF-8", 0),
            // "矿区,采矿权" in GBK
            (
                [0xBF, 0xF3, 0xC7, 0xF8, 0x2C, 0xB2, 0xC9, 0xBF, 0xF3, 0xC8, 0xA8, 0x0A], .gb18030,
                "valid GB18030 with 5 common Chinese characters", 0
            ),
            // "AUTORIZAÇÃO,São" in Latin-1: well-formed GB18030 by chance
            (
                Array("AUTORIZA".utf8) + [0xC7, 0xC3, 0x4F, 0x2C, 0x53, 0xE3, 0x6F, 0x0A], .latin1,
                "neither UTF-8 nor Chinese GB18030, taken as Latin-1", 0
            ),
            ([], .utf8, "ASCII only", 0),
        ] as [([UInt8], TextEncoding, String, Int)])
    func detection(_ bytes: [UInt8], _ encoding: TextEncoding, _ evidence: String, _ mark: Int) throws {
        #expect(try detect(bytes) == DetectedEncoding(encoding: encoding, evidence: evidence, markLength: mark))
    }

    @Test("Chinese text behind two megabytes of ASCII is still found")
    func lateEvidence() throws {
        let ascii = [UInt8](repeating: 0x61, count: 2 << 20)
        #expect(try detect(ascii + [0xBF, 0xF3, 0xC7, 0xF8]).encoding == .gb18030)
        #expect(try detect(ascii + Array("矿区".utf8)).encoding == .utf8)
        #expect(try detect(ascii).evidence == "ASCII only")
    }

    @Test("A UTF-8 text with one damaged place is damaged UTF-8, not Latin-1")
    func damagedUTF8() throws {
        #expect(try detect(Array("采矿权人名称与坐标".utf8) + [0xFF, 0x0A]).encoding == .utf8)
    }

    @Test("Zero bytes that UTF-16 does not explain are no text; nor is UTF-32 read")
    func binary() throws {
        #expect(throws: InputError.self) { try detect([0x61, 0, 0, 0, 0x62, 0x63, 0, 0, 0x64]) }
        #expect(throws: InputError.self) { try detect([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]) }
    }

    private func decode(_ bytes: [UInt8], _ encoding: TextEncoding, chunk: Int) throws -> String {
        let decoder = try TextDecoder(encoding, file: "t")
        var text: [UInt8] = []
        var at = 0
        repeat {
            let end = min(bytes.count, at + chunk)
            try bytes.withUnsafeBytes {
                try decoder.decode(UnsafeRawBufferPointer(rebasing: $0[at..<end]), isLast: end == bytes.count, into: &text)
            }
            at = end
        } while at < bytes.count
        return String(decoding: text, as: UTF8.self)
    }

    @Test(
        "A text decodes the same in chunks of any size",
        arguments: [
            (Array("名é𠮷a".utf8), TextEncoding.utf8, "名é𠮷a"),
            ([0xBF, 0xF3, 0x61, 0x81, 0x30, 0x81, 0x30, 0xC7, 0xF8], .gb18030, "矿a\u{80}区"),
            ([0xFF, 0x77, 0x42, 0xD8, 0xB7, 0xDF, 0x61, 0x00], .utf16LittleEndian, "矿𠮷a"),
            ([0x77, 0xFF, 0xD8, 0x42, 0xDF, 0xB7, 0x00, 0x61], .utf16BigEndian, "矿𠮷a"),
            ([0x53, 0xE3, 0x6F, 0xFF], .latin1, "Sãoÿ"),
        ] as [([UInt8], TextEncoding, String)])
    func streaming(_ bytes: [UInt8], _ encoding: TextEncoding, _ text: String) throws {
        for chunk in 1...bytes.count { #expect(try decode(bytes, encoding, chunk: chunk) == text) }
    }

    @Test(
        "Malformed bytes are refused with their place, in chunks of any size",
        arguments: [
            ([0x61, 0x0A, 0xC0, 0xAF], TextEncoding.utf8, 2, 2), ([0xED, 0xA0, 0x80], .utf8, 0, 1),
            ([0xF5, 0x80, 0x80, 0x80], .utf8, 0, 1),
            ([0x61, 0xE7, 0x9F], .utf8, 1, 1), ([0x0A, 0xBF, 0xF3, 0xBF], .gb18030, 3, 2), ([0x0A, 0x0A, 0xFF, 0x61], .gb18030, 2, 3),
            ([0x81, 0x30, 0x81], .gb18030, 0, 1), ([0x61, 0x00, 0x0A, 0x00, 0x42, 0xD8, 0x61, 0x00], .utf16LittleEndian, 4, 2),
            ([0x61, 0x00, 0x62], .utf16LittleEndian, 2, 1),
        ] as [([UInt8], TextEncoding, Int, Int)])
    func malformed(_ bytes: [UInt8], _ encoding: TextEncoding, _ byte: Int, _ line: Int) throws {
        for chunk in 1...bytes.count {
            do {
                _ = try decode(bytes, encoding, chunk: chunk)
                Issue.record("read \(bytes) as \(encoding)")
            } catch let InputError.refused(_, place, _, _) {
                #expect(place.byte == byte)
                #expect(place.line == line)
            }
        }
    }

    @Test("Options name encodings; an unknown one gets the nearest")
    func options() throws {
        #expect(try TextEncoding.option("auto") == nil)
        #expect(try TextEncoding.option("gbk") == .gb18030)
        #expect(try TextEncoding.option("Latin-1") == .latin1)
        #expect(
            throws: InputError.badConfiguration(
                file: "--encoding", place: InputPlace(), what: "unknown encoding \"gb18300\"", next: "did you mean \"gb18030\"?")
        ) { try TextEncoding.option("gb18300") }
    }

    @Test("Valid UTF-8 is what the standard library decodes without repair", arguments: [UInt64(1), 2, 3])
    func againstStandardLibrary(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<3000 {
            let bytes = random.mutated(Array("aé矿𠮷,\u{10FFFF}b".utf8))
            let verdict = bytes.withUnsafeBytes { UTF8Check.examine($0) }
            #expect((verdict == .valid) == (String(validating: bytes, as: UTF8.self) != nil), "seed \(seed): \(bytes)")
        }
    }
}
