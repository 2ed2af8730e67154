internal import Foundation
internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// What lists of footprints are narrowed and sorted by, kept beside the blocks: of each run of blocks a column for each fact, with one number for
/// each row in the order of its rows. Larger numbers are larger values; 0 says that there is none.
enum FootprintFact: Int64, CaseIterable, Sendable {
    /// Square metres as a 32-bit float: of equal numbers the rows have the last word.
    case area = 1
    case confidence = 2
    case observedFrom = 3
    case observedTo = 4
    /// Twice the number of the scene; one more where the footprint states it.
    case scene = 5
    /// One more than the place of class and source among those of the run, which stand before the column.
    case texts = 6
    /// Eight bytes of the id behind what all ids of the run begin with, which stands before the column.
    case id = 7

    /// Whether equal numbers are equal values.
    var isExact: Bool { self != .area && self != .id }
}

/// Class and source of a footprint: a store has few of them.
struct FootprintTexts: Hashable, Sendable {
    var footprintClass: String?
    var source: String?
}

/// The facts of one row as it is written.
struct FootprintRowFacts: Hashable, Sendable {
    var area: UInt32 = 0
    var observedFrom: UInt32 = 0
    var observedTo: UInt32 = 0
    /// Among the texts that come with it.
    var texts: UInt32 = 0
    var confidence: UInt64 = 0

    init(_ footprint: Footprint, area: Double?, texts: Int) {
        self.area = Self.number(area: area)
        observedFrom = Self.number(footprint.observed?.from)
        observedTo = Self.number(footprint.observed?.to)
        confidence = Self.number(footprint.confidence)
        self.texts = UInt32(texts)
    }

    static func number(_ day: Day?) -> UInt32 { day.map { max(1, UInt32(bitPattern: $0.daysSince1970) ^ 0x8000_0000) } ?? 0 }

    /// The bits of a double so that they sort as it does.
    static func number(_ value: Double?) -> UInt64 {
        guard let value else { return 0 }
        let bits = (value == 0 ? 0 : value).bitPattern
        return bits >> 63 == 1 ? max(1, ~bits) : bits | 1 << 63
    }

    static func number(area: Double?) -> UInt32 {
        guard let area else { return 0 }
        let bits = Float(area == 0 ? 0 : area).bitPattern
        return bits >> 31 == 1 ? max(1, ~bits) : bits | 1 << 31
    }
}

/// Whole numbers in as few bytes as they need: those of a few values by their places among these, others by their distance from the smallest.
enum PackedNumbers {
    private static let mostValues = 1 << 14

    static func append(_ numbers: [UInt64], to writer: inout RecordWriter) {
        writer.count(numbers.count)
        var values: Set<UInt64> = []
        for number in numbers {
            values.insert(number)
            if values.count > mostValues { break }
        }
        guard values.count <= mostValues else { return appendDistances(numbers, &writer) }
        let sorted = values.sorted()
        var places: [UInt64: UInt16] = [:]
        for (place, value) in sorted.enumerated() { places[value] = UInt16(place) }
        writer.byte(1)
        writer.count(sorted.count)
        for value in sorted { writer.fixed(value) }
        guard sorted.count > 1 else { return }
        for number in numbers {
            let place = places[number] ?? 0
            if sorted.count > 256 { writer.fixed(place) } else { writer.byte(UInt8(truncatingIfNeeded: place)) }
        }
    }

    private static func appendDistances(_ numbers: [UInt64], _ writer: inout RecordWriter) {
        let least = numbers.min() ?? 0
        let shift = numbers.reduce(UInt64(0)) { $0 | ($1 &- least) }.trailingZeroBitCount & 63
        let width = (64 - ((numbers.max() ?? 0) &- least).leadingZeroBitCount - shift + 7) / 8
        writer.byte(2)
        writer.fixed(least)
        writer.byte(UInt8(shift))
        writer.byte(UInt8(width))
        for number in numbers {
            var rest = (number &- least) >> UInt64(shift)
            for _ in 0..<width {
                writer.byte(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
            }
        }
    }

    /// - Throws: `StoreError.damagedRecord` for any other number of them than `count`.
    static func read(_ reader: inout RecordReader, count: Int) throws(StoreError) -> [UInt64] {
        guard try reader.unsigned() == UInt64(count) else { throw .damagedRecord }
        switch try reader.byte() {
        case 1:
            let values = try (0..<(try reader.count())).map { _ throws(StoreError) in try reader.fixed(UInt64.self) }
            guard values.count > 1 else {
                guard let value = values.first ?? (count == 0 ? 0 : nil) else { throw .damagedRecord }
                return [UInt64](repeating: value, count: count)
            }
            return try reader.whole(count, width: values.count > 256 ? 2 : 1) { place throws(StoreError) in
                guard place < UInt64(values.count) else { throw .damagedRecord }
                return values[Int(place)]
            }
        case 2:
            let (least, shift, width) = (try reader.fixed(UInt64.self), UInt64(try reader.byte()), Int(try reader.byte()))
            guard shift < 64, width <= 8 else { throw .damagedRecord }
            return try reader.whole(count, width: width) { rest throws(StoreError) in least &+ rest << shift }
        default: throw .damagedRecord
        }
    }
}

extension RecordReader {
    /// Whole numbers of so many bytes each.
    fileprivate mutating func whole(
        _ count: Int, width: Int, _ value: (UInt64) throws(StoreError) -> UInt64
    ) throws(StoreError) -> [UInt64] {
        let start = position
        guard count <= remaining / max(1, width) else { throw .damagedRecord }
        try skip(count * width)
        var numbers = [UInt64](repeating: 0, count: count)
        for i in 0..<count { numbers[i] = try value(word(at: start + i * width, width)) }
        return numbers
    }
}
