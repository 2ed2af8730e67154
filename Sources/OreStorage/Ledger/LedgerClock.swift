internal import GRDB
public import OreCases
public import OreFeatures
internal import OreLedger

extension Store {
    /// The last commit before the first that was made after a day, in UTC; 0 when there is none.
    ///
    /// A clock that was set back leaves later days before earlier ones: nothing that was made after the day is counted.
    public func lastCommit(by day: Day) throws(StoreError) -> Int {
        try read { db in
            try Int.fetchOne(db, sql: "SELECT min(number) - 1 FROM commits WHERE substr(made_at, 1, 10) > ?", arguments: [day.description])
                ?? Store.latestCommit(db)
        }
    }

    /// The day on which a commit was made, in UTC; `nil` where there is no such commit.
    public func day(ofCommit commit: Int) throws(StoreError) -> Day? {
        try read { db in try String.fetchOne(db, sql: "SELECT made_at FROM commits WHERE number = ?", arguments: [commit]) }
            .flatMap { Day(ofTime: $0) }
    }

    /// Subject and period, as ``LineFault`` has them, of figures that had been set aside at a commit, and not delivered since.
    /// - Parameter kinds: of records; all of figures without it.
    public func figuresSetAside(asOf commit: Int, _ kinds: [RecordKind]? = nil) throws(StoreError) -> Set<String> {
        try setAside("identifier", of: kinds ?? RecordKind.allCases.filter(\.isOfFigures), asOf: commit)
    }

    /// Rows of the ledger's other records that had been set aside at a commit, and not delivered since, as written.
    public func entryRowsSetAside(asOf commit: Int) throws(StoreError) -> Set<String> {
        try setAside("feature", of: RecordKind.allCases.filter { $0.isOfLedger && !$0.isOfFigures }, asOf: commit)
    }

    /// The same of quotas; of those that contradict each other the subject, the period, the amount and the holders.
    public func quotaRowsSetAside(asOf commit: Int) throws(StoreError) -> Set<String> {
        try setAside("feature", of: [.quotas], asOf: commit)
    }

    /// - Parameter column: of the quarantine.
    private func setAside(_ column: String, of kinds: [RecordKind], asOf commit: Int) throws(StoreError) -> Set<String> {
        let kinds = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try read { db in
            try String.fetchSet(
                db,
                sql: """
                    SELECT DISTINCT q.\(column) FROM quarantine q JOIN imports i ON i.id = q.import_id
                    WHERE i.kind IN (\(kinds)) AND q.\(column) IS NOT NULL AND i.commit_number <= ?1
                    AND (q.resolved IS NULL OR q.resolved > ?1)
                    """, arguments: [commit])
        }
    }

    /// The latest day that a delivery of licences states for itself, of those known at a commit.
    public func registerDay(asOf commit: Int) throws(StoreError) -> Day? {
        try read { db in
            try Int32.fetchOne(
                db, sql: "SELECT max(as_of) FROM imports WHERE kind = 'licences' AND commit_number <= ?", arguments: [commit]
            ).map { Day(daysSince1970: $0) }
        }
    }
}
