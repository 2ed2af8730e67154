internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreLedger

/// What lists of findings over figures are narrowed and sorted by, beside the record: copies of what it says. What a register says of the subject
/// is in the columns of the incident.
struct FiguresFacts: Sendable {
    static let columns = "rule, verdict, severity, probability, first_day, last_day"
    static let places = "?, ?, ?, ?, ?, ?"

    /// Numbers: as words they would be half of what a finding takes in the index.
    private var rule: Int64, verdict: Int64
    private var severity: Int
    private var probability: Double?
    private var firstDay: Int32?, lastDay: Int32?

    init(_ figures: FiguresFinding) {
        let (finding, days) = (figures.finding, figures.days)
        (rule, verdict) = (Facts.number(of: finding.rule), Facts.number(of: finding.verdict))
        (severity, probability) = (finding.severity, finding.probability)
        (firstDay, lastDay) = (days.first?.daysSince1970, days.last?.daysSince1970)
    }

    var values: [(any DatabaseValueConvertible)?] { [rule, verdict, severity, probability, firstDay, lastDay] }

    /// What a list is sorted by, of `figures_findings g` and the incident `i`, in the order of ``FindingSortKey``; `nil` where none has a value.
    static func key(_ order: FindingOrder) -> String? {
        switch order {
        case .severity: return "g.severity"
        case .probability: return "g.probability"
        case .area: return nil
        case .holder: return "i.holder"
        case .district: return "i.district"
        case .rule:
            return rank("g.rule", LedgerRuleName.allCases.sorted { $0.rawValue < $1.rawValue }.map { Facts.number(of: $0) })
        case .verdict:
            return rank("g.verdict", Verdict.allCases.sorted { $0.rawValue < $1.rawValue }.map { Facts.number(of: $0) })
        // One day is observed at, several are from and to.
        case .observedAt: return "CASE WHEN g.first_day IS g.last_day THEN g.first_day END"
        case .observedFrom: return "CASE WHEN g.first_day IS NOT g.last_day THEN g.first_day END"
        case .observedTo: return "CASE WHEN g.first_day IS NOT g.last_day THEN g.last_day END"
        }
    }

    /// The place of a number in a list.
    private static func rank(_ column: String, _ numbers: [Int64]) -> String {
        let cases = numbers.enumerated().map { place, number in "WHEN \(number) THEN \(place)" }
        return "CASE \(column) \(cases.joined(separator: " ")) END"
    }

    /// For a store that was made without them. A finding whose record cannot be read keeps none: `store check` tells of it.
    /// - Complexity: reads every record, some thousands at a time in memory.
    static func fill(_ db: Database) throws {
        let update = try db.makeStatement(sql: "UPDATE figures_findings SET (\(columns)) = (\(places)) WHERE id = ?")
        var last = Int64.min
        while true {
            let rows = try Row.fetchAll(
                db, sql: "SELECT id, record FROM figures_findings WHERE id > ? ORDER BY id LIMIT 4096", arguments: [last])
            if rows.isEmpty { return }
            for row in rows {
                last = try row.value(0)
                guard let figures = try? Store.figuresFinding(row, 1) else { continue }
                try update.execute(arguments: StatementArguments(FiguresFacts(figures).values + [last]))
            }
        }
    }
}
