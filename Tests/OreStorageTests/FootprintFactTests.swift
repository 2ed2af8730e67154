import Foundation
import GRDB
import OreCases
import OreDetection
import OreFeatures
import TestSupport
import Testing

@testable import OreStorage

@Suite("Facts beside footprints")
struct FootprintFactTests {
    @Test("Numbers come back as they were packed, few values and many, near and far", arguments: [71, 72, 73] as [UInt64])
    func packing(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        for round in 0..<60 {
            let span = [1, 3, 200, 300, 70_000, 1 << 40, UInt64.max][round % 7]
            let (count, shift) = ([0, 1, 5, 40_000][round % 4], UInt64([0, 8, 21][round % 3]))
            let least = round % 2 == 0 ? 0 : random.next() >> 24
            let numbers = (0..<count).map { _ in (least &+ random.next() % span) << shift }
            var writer = RecordWriter()
            PackedNumbers.append(numbers, to: &writer)
            func read(_ bytes: some Collection<UInt8>, _ count: Int) throws -> [UInt64] {
                try Array(bytes).withUnsafeBytes { bytes in
                    var reader = RecordReader(bytes)
                    let numbers = try PackedNumbers.read(&reader, count: count)
                    #expect(reader.isAtEnd)
                    return numbers
                }
            }
            #expect(try read(writer.bytes, count) == numbers)
            #expect(throws: StoreError.self) { try read(writer.bytes, count + 1) }
            #expect(throws: StoreError.self) { try read(writer.bytes.dropLast(), count) }
        }
    }

    @Test("Numbers of days, doubles and areas sort as these do, and none is before all")
    func order() {
        let doubles = [-Double.infinity, -3.5, -1, -0.25, 0, 1e-300, 0.25, 1, 1e300, .infinity]
        #expect(zip(doubles, doubles.dropFirst()).allSatisfy { FootprintRowFacts.number($0) < FootprintRowFacts.number($1) })
        #expect(FootprintRowFacts.number(-0.0) == FootprintRowFacts.number(0.0) && FootprintRowFacts.number(nil as Double?) == 0)
        #expect(FootprintRowFacts.number(-Double.infinity) > 0)
        let areas = [-1.0, 0, 0.5, 1, 10_000, 10_000.01, 1e12]
        #expect(zip(areas, areas.dropFirst()).allSatisfy { FootprintRowFacts.number(area: $0) < FootprintRowFacts.number(area: $1) })
        let days = [Int32.min + 1, -1, 0, 1, 20_000, .max].map { Day(daysSince1970: $0) }
        #expect(zip(days, days.dropFirst()).allSatisfy { FootprintRowFacts.number($0) < FootprintRowFacts.number($1) })
        #expect(FootprintRowFacts.number(nil as Day?) == 0 && FootprintRowFacts.number(days[0]) > 0)
    }

    @Test("A handle is the number that sorts as it does, and any other text is none")
    func handles() throws {
        var random = SplitMix(state: 74)
        try DatabaseQueue().writeWithoutTransaction { db in
            try QueryFunctions.install(in: db)
            for _ in 0..<200 {
                let handle = IncidentHandle(value: random.next())
                let number = try Int64.fetchOne(db, sql: "SELECT handle_number(?)", arguments: [handle.description])
                #expect(number == Int64(handle.value))
            }
            for text in ["", "OW-7K3M-Q2X", "OW-7K3M-Q2XI", "ow-7k3m-q2xa", "OW-7K3MXQ2XA", "OW-7K3M-Q2é"] {
                #expect(try Int64.fetchOne(db, sql: "SELECT handle_number(?)", arguments: [text]) == nil, "\(text)")
            }
            #expect(throws: DatabaseError.self) { try Int64.fetchOne(db, sql: "SELECT handle_number(x'00')") }
            let data = try Data.fetchOne(db, sql: "SELECT gathered(1, 2.5, NULL) FROM (SELECT 1 UNION ALL SELECT 2)")
            let rows = try GatheredNumbers(data, width: 3)
            #expect(rows.count == 2)
            rows.forEach { #expect($0.whole(0) == 1 && $0.number(1) == 2.5 && $0.whole(2) == nil) }
            #expect(throws: StoreError.self) { try GatheredNumbers(data, width: 5) }
            #expect(throws: DatabaseError.self) { try Data.fetchOne(db, sql: "SELECT gathered('x')") }
        }
    }
}
