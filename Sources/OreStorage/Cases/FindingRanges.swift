internal import GRDB
public import OreDetection
internal import OreGeometry

/// Findings by ranges of their numbers: what reports are made of, several ranges at a time.
extension Store {
    /// The findings that are current at the latest commit, by their numbers, ascending.
    ///
    /// A number means the same finding until that is pruned (``lastPruning()``), and later findings have higher ones.
    public func currentFindings() throws(StoreError) -> (commit: Int, numbers: [Int64]) {
        try read { db in
            var numbers = try Int64.fetchAll(
                db,
                sql: """
                    SELECT id FROM findings INDEXED BY findings_of_footprint WHERE known_to IS NULL
                    AND id < coalesce((SELECT min(id) FROM findings INDEXED BY findings_staged WHERE known_from IS NULL), \(Int64.max))
                    """)
            numbers.sort()
            return (try Store.latestCommit(db), numbers)
        }
    }

    /// The findings with these numbers as they were known at a commit, in that order; those not known then are left out.
    /// - Complexity: reads the range of the table.
    public func findings(_ range: ClosedRange<Int64>, asOf commit: Int) throws(StoreError) -> (numbers: [Int64], batch: FindingBatch) {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT id, record, geometry FROM findings WHERE id BETWEEN ?1 AND ?2 AND known_from <= ?3
                    AND (known_to IS NULL OR known_to > ?3) ORDER BY id
                    """)
            let rows = try Row.fetchCursor(statement, arguments: [range.lowerBound, range.upperBound, commit])
            var (numbers, batch): ([Int64], FindingBatch) = ([], FindingBatch())
            while let row = try rows.next() {
                numbers.append(try row.value(0))
                batch.findings.append(try Store.finding(row, 1))
                try Store.appendGeometry(row, 2, to: &batch.geometry)
            }
            return (numbers, batch)
        }
    }

    /// The last commit that removed what was superseded; 0 when none did.
    public func lastPruning() throws(StoreError) -> Int {
        try read { db in try Int.fetchOne(db, sql: "SELECT coalesce(max(number), 0) FROM commits WHERE kind = 'prune'") ?? 0 }
    }
}
