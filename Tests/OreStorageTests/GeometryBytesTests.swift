import OreGeometry
import TestSupport
import Testing

@testable import OreStorage

@Suite("Geometry in the store")
struct GeometryBytesTests {
    /// Values that are hard to keep: many decimals, few, none, signed zeros, the smallest and the largest.
    private func value(_ random: inout SplitMix) -> Double {
        switch random.next() % 8 {
        case 0: (random.unit() * 360e7).rounded() / 1e7 - 180
        case 1: (random.unit() * 180e9).rounded() / 1e9
        case 2: -0.0
        case 3: Double(bitPattern: random.next() % 0x7FF0_0000_0000_0000)
        case 4: .leastNonzeroMagnitude
        case 5: -.greatestFiniteMagnitude
        case 6: Double(Int(random.next() % 400)) - 200
        default: random.unit() * 180 - 90
        }
    }

    private func columns(_ random: inout SplitMix) -> GeometryColumns {
        var columns = GeometryColumns()
        for _ in 0..<Int(random.next() % 3 + 1) {
            for _ in 0..<Int(random.next() % 3 + 1) {
                for _ in 0..<Int(random.next() % 9 + 4) { columns.appendPosition(Coordinate(value(&random), value(&random))) }
                columns.closeRing()
            }
            columns.closePart()
        }
        columns.closeGeometry(.multiPolygon)
        return columns
    }

    @Test("Every geometry comes back bit for bit")
    func roundTrip() throws {
        var random = SplitMix(seed: 1)
        for _ in 0..<3000 {
            let columns = columns(&random)
            var writer = RecordWriter()
            GeometryBytes.append(0, of: columns, to: &writer)
            let back = try writer.bytes.withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                var back = GeometryColumns()
                try GeometryBytes.read(&reader, into: &back)
                #expect(reader.isAtEnd)
                return back
            }
            #expect(back.kinds == columns.kinds)
            #expect(back.coordinates.map(\.x.bitPattern) == columns.coordinates.map(\.x.bitPattern))
            #expect(back.coordinates.map(\.y.bitPattern) == columns.coordinates.map(\.y.bitPattern))
            #expect(back.parts(of: 0) == columns.parts(of: 0))
        }
    }

    @Test("A geometry with decimals takes less than its doubles, and none at all one byte")
    func small() {
        var writer = RecordWriter()
        let corners = [(114.1234567, 25.7654321), (114.1334567, 25.7654321), (114.1334567, 25.7754321), (114.1234567, 25.7654321)]
        GeometryBytes.append(.polygon(Polygon(exterior: Ring(corners.map { Coordinate($0.0, $0.1) }))), to: &writer)
        #expect(writer.count < 4 * 16 / 2)
        writer.clear()
        GeometryBytes.append(nil, to: &writer)
        #expect(writer.bytes == [0])
    }

    @Test("Two numbers read together are those that are read one after the other, whatever their lengths and whatever follows")
    func pairs() throws {
        var random = SplitMix(seed: 3)
        func number() -> Int64 {
            // Around every length that a number may have, and both signs.
            let magnitude = Int64(bitPattern: random.next()) >> Int64(random.next() % 64)
            let edge = Int64(1) << Int64(random.next() % 63)
            return [magnitude, edge, -edge, edge &- 1, 0][Int(random.next() % 5)]
        }
        for _ in 0..<20_000 {
            let expected = (number(), number())
            var writer = RecordWriter()
            writer.signed(expected.0)
            writer.signed(expected.1)
            let length = writer.count
            for _ in 0..<Int(random.next() % 10) { writer.byte(UInt8(truncatingIfNeeded: random.next())) }
            writer.bytes.withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                #expect(reader.signedPair().map { $0 == expected } == true, "\(expected)")
                #expect(reader.position == length)
                var cut = RecordReader(UnsafeRawBufferPointer(rebasing: bytes[..<(length - 1)]))
                #expect(cut.signedPair() == nil)
            }
        }
    }

    @Test("Bytes that are cut off or changed are read or refused, never more")
    func mutated() {
        var random = SplitMix(seed: 2)
        var refused = 0
        for _ in 0..<3000 {
            var writer = RecordWriter()
            GeometryBytes.append(0, of: columns(&random), to: &writer)
            var bytes = writer.bytes
            if random.next() & 1 == 0 {
                bytes = Array(bytes.prefix(Int(random.next() % UInt64(bytes.count))))
            } else {
                for _ in 0..<4 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
            }
            bytes.withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                var back = GeometryColumns()
                do { try GeometryBytes.read(&reader, into: &back) } catch { refused += 1 }
            }
        }
        #expect(refused > 500)
    }
}
