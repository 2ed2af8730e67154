import Foundation
import GRDB
import TestSupport
import Testing

@testable import OreStorage

@Suite("Functions of queries")
struct TallyTests {
    @Test("A tally is what grouping gives, of many keys of each kind")
    func tally() throws {
        let queue = try DatabaseQueue()
        var random = SplitMix(state: 32)
        try queue.write { db in
            try QueryFunctions.install(in: db)
            try db.execute(sql: "CREATE TABLE t (state TEXT, key, area REAL, growth REAL)")
            for _ in 0..<6_000 {
                let key: [(any DatabaseValueConvertible)?] = [
                    nil, Int.random(in: -2...800, using: &random), "", String(random.next() % 5_000),
                ]
                try db.execute(
                    sql: "INSERT INTO t VALUES (?, ?, ?, ?)",
                    arguments: [
                        ["open", "confirmed", ""].randomElement(using: &random), key.randomElement(using: &random) ?? nil,
                        Int.random(in: 0...9, using: &random), Bool.random(using: &random) ? 0.5 : nil,
                    ])
            }
            let bytes = try Data.fetchOne(db, sql: "SELECT tally(state, key, area, growth) FROM t")
            let groups = try Tally.groups(try #require(bytes))
            let rows = try Row.fetchAll(db, sql: "SELECT state, key, count(*), total(area), total(growth) FROM t GROUP BY 1, 2")
            #expect(groups.count == rows.count && groups.count > 2_000)
            var sums: [String: [Double]] = [:]
            for group in groups { sums["\(group.state)|\(group.key)"] = [Double(group.count), group.area, group.growth] }
            for row in rows {
                let key: Tally.Key =
                    switch (row[1] as DatabaseValue).storage {
                    case .int64(let number): .number(number)
                    case .string(let text): .text(text)
                    default: .none
                    }
                #expect(sums["\(row[0] as String)|\(key)"] == [row[2], row[3], row[4]])
            }
            let none = try Data.fetchOne(db, sql: "SELECT tally(state, key, area, growth) FROM t WHERE 0")
            #expect(try Tally.groups(none ?? Data()).isEmpty)
        }
        try queue.inDatabase { db in
            for damaged in ["1, 'a', 1, 1", "'a', x'00', 1, 1", "'a', 1.5, 1, 1", "'a', 'a', NULL, 1", "'a', 'a', 1, 'x'"] {
                #expect(throws: DatabaseError.self) { try Data.fetchOne(db, sql: "SELECT tally(\(damaged))") }
            }
            for damaged in ["x'FF', 'a'", "1, 'a'", "'a', NULL"] {
                #expect(throws: DatabaseError.self) { try Int.fetchOne(db, sql: "SELECT has_part(\(damaged))") }
            }
            let absent = try Int.fetchOne(db, sql: "SELECT name_has_part(NULL, 'a')")
            #expect(absent == 0)
        }
    }
}
