import Foundation
import TestSupport
import Testing

@testable import OreFeatures

@Suite struct JSONNumberTests {
    /// The value by the parser's two ways: inside a scanner, and of a text alone.
    private func parsed(_ text: String) -> (scanner: Double?, text: Double?) {
        let bytes = Array(text.utf8)
        let padded = bytes + Array(",".utf8) + [UInt8](repeating: 0, count: JSONScanner.padding)
        let scanned: Double? = padded.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(base: buffer.baseAddress!, count: bytes.count + 1, at: 0, isFinal: true)
            guard let value = try? scanner.number(), scanner.offset == bytes.count else { return nil }
            return value
        }
        return (scanned, NumberParser.value(ofText: bytes))
    }

    private func expectSame(_ text: String, seed: UInt64 = 0) {
        let expected = strtod(text, nil)
        let found = parsed(text)
        #expect(found.scanner?.bitPattern == expected.bitPattern, "\(text) (seed \(seed))")
        #expect(found.text?.bitPattern == expected.bitPattern, "\(text) (seed \(seed))")
    }

    @Test(
        "Numbers that round hard are the doubles that strtod gives",
        arguments: [
            "0", "-0", "-0.0", "1", "9007199254740993", "9007199254740992.5", "1e23", "8.5e22", "1.7976931348623157e308",
            "1.7976931348623159e308",
            "2.2250738585072014e-308", "2.2250738585072011e-308", "4.9e-324", "2.4e-324", "1e-400", "1e400", "-1e400", "0e999999999999",
            "123456789012345678901234567890", "0.000000000000000000000000000000000000000000000000001", "1.00000000000000011102230246251565",
            "1.00000000000000011102230246251565404236316680908203125", "1.00000000000000011102230246251565404236316680908203126",
            "117.8463775", "24.1605346", "-179.99999999", "500000.12345678901", "7.2057594037927933e16", "9223372036854775807",
            "18446744073709551616",
            "1E5", "1e+05", "1e-05", "12345678", "1234567.12345678", "1.123456789012345", "1.12345678901234567", "5e-324", "3e-324",
        ])
    func hardCases(text: String) { expectSame(text) }

    @Test("A quarter of a million random decimals are the doubles that strtod gives")
    func randomDecimals() {
        let seed = UInt64.random(in: 0...(.max))
        var random = SplitMix(seed)
        for _ in 0..<250_000 { expectSameQuietly(random.decimal(), seed) }
    }

    /// Like `expectSame`, without a recorded expectation for each number.
    private func expectSameQuietly(_ text: String, _ seed: UInt64) {
        let expected = strtod(text, nil).bitPattern
        let found = parsed(text)
        if found.scanner?.bitPattern != expected || found.text?.bitPattern != expected { expectSame(text, seed: seed) }
    }

    @Test(
        "What is no JSON number is refused",
        arguments: ["", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity", "1_0", "1e5.5", "--1"])
    func grammar(text: String) {
        #expect(parsed(text).text == nil)
        #expect(parsed(text).scanner == nil)
    }
}

extension SplitMix {
    /// A decimal in one of the shapes that files hold: coordinates, doubles printed in full, odd exponents, long digits.
    mutating func decimal() -> String {
        let sign = Bool.random(using: &self) ? "-" : ""
        func digits(_ count: Int, _ random: inout SplitMix) -> String {
            (0..<count).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
        }
        switch Int.random(in: 0..<6, using: &self) {
        case 0: return sign + "\(Int.random(in: 0...179, using: &self))." + digits(Int.random(in: 1...16, using: &self), &self)
        case 1: return sign + "\(Int.random(in: 0...9_999_999, using: &self))." + digits(Int.random(in: 1...9, using: &self), &self)
        case 2:
            let value = Double(bitPattern: next() & 0x7FFF_FFFF_FFFF_FFFF)
            return value.isFinite ? sign + "\(value)" : "1"
        case 3: return sign + "\(Int.random(in: 1...9, using: &self))" + digits(Int.random(in: 0...30, using: &self), &self)
        case 4: return sign + "0." + digits(Int.random(in: 1...40, using: &self), &self) + "e\(Int.random(in: -330...330, using: &self))"
        default: return sign + "\(next())e\(Int.random(in: -345...310, using: &self))"
        }
    }
}
