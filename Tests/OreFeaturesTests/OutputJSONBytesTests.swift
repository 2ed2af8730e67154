import Foundation
import OreFeatures
import OreGeometry
import TestSupport
import Testing

@Suite("Bytes and numbers of the writers")
struct OutputJSONBytesTests {
    private func text(_ body: (inout JSONBytes) -> Void) -> String {
        var bytes = JSONBytes(capacity: 1)
        body(&bytes)
        return bytes.text
    }

    @Test(
        "A position keeps at most seven decimals, without trailing zeros",
        arguments: [
            (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-1.5, "-1.5"), (180, "180"), (-179.9999999, "-179.9999999"),
            (0.0000001, "0.0000001"), (-0.00000004, "0"), (0.00000005, "0.0000001"),
            (116.3912345678, "116.3912346"), (12.3400000, "12.34"), (99999999.9, "99999999.9"),
            (123456789.123, "123456789.123"), (1e300, "1e+300"), (39.99999996, "40"), (500000.1234567, "500000.1234567"),
        ] as [(Double, String)])
    func fixedPoint(value: Double, expected: String) {
        #expect(text { $0.append(position: Coordinate(value, 7)) } == expected + ",7")
        #expect(text { $0.append(value, decimals: 7) } == expected)
    }

    @Test("Fixed-point text reads back as the nearest seven-decimal number, over many random positions")
    func fixedPointAgainstFoundation() {
        var random = SplitMix(seed: 7)
        for _ in 0..<200_000 {
            let value = Double.random(in: -180...180, using: &random)
            let written = text { $0.append(value, decimals: 7) }
            let read = Double(written) ?? .nan
            #expect(abs(read - value) <= 0.5000001e-7, "\(value) became \(written)")
            #expect(text { $0.append(read, decimals: 7) } == written, "\(written) is not a fixed point")
        }
    }

    @Test("Every count of decimals from 0 to 12 agrees with C's printf", arguments: 0...12)
    func decimals(_ decimals: Int) {
        var random = SplitMix(seed: UInt64(decimals))
        for _ in 0..<2000 {
            let value = Double.random(in: -9000...9000, using: &random)
            let expected = String(format: "%.\(decimals)f", value)
            let written = text { $0.append(value, decimals: decimals, trimmed: false) }
            // One unit of the last place, and one of the double that the text is read back into.
            let allowed = 1.01 * pow(10, -Double(decimals)) + value.ulp
            #expect(abs((Double(written) ?? .nan) - (Double(expected) ?? .nan)) < allowed)
            #expect(written.count == expected.count || expected.hasPrefix("-0"), "\(written) \(expected)")
        }
    }

    @Test("The shortest double reads back bit for bit, and is legal JSON")
    func shortest() throws {
        var random = SplitMix(seed: 3)
        var values = [0.1, 1e-5, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 1e16, 123456789012345680, 0.30000000000000004, -2.5]
        for _ in 0..<20_000 { values.append(Double(bitPattern: random.next())) }
        for value in values where value.isFinite {
            let written = text { $0.append(shortest: value) }
            #expect(Double(written) == value)
            // Foundation's reader is not exact on Linux; here it only judges the grammar.
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data("[\(written)]".utf8)) }
        }
        #expect(text { $0.append(shortest: 5) } == "5")
        #expect(text { $0.append(shortest: .infinity) } == "null")
        #expect(text { $0.append(shortest: .nan) } == "null")
    }

    @Test("Integers are written exactly", arguments: [0, 7, -7, 99_999_999, 100_000_000, -100_000_000, .max, .min])
    func integers(_ value: Int) {
        #expect(text { $0.append(value) } == String(value))
    }

    @Test("Strings with every control character, quotes, backslashes and non-Latin text survive a JSON reader")
    func strings() throws {
        let nasty = String((0..<0x30).compactMap { Unicode.Scalar($0).map(Character.init) }) + "\"\\/矿区 \u{2028}😀</script>"
        let written = text { $0.append(string: nasty) }
        let parsed = try JSONSerialization.jsonObject(with: Data("[\(written)]".utf8)) as? [String]
        #expect(parsed == [nasty])
        #expect(!written.utf8.contains { $0 < 0x20 })
    }

    @Test("The buffer grows, drains and is reused")
    func reuse() {
        var bytes = JSONBytes(capacity: 1)
        for i in 0..<10_000 { bytes.append(i) }
        #expect(bytes.text == (0..<10_000).map(String.init).joined())
        bytes.removeAll()
        #expect(bytes.isEmpty)
        bytes.append("ab")
        bytes.truncate(to: 1)
        #expect(bytes.bytes == [UInt8(ascii: "a")])
    }
}
