import Foundation
import OreCases
import OreFeatures
import OreReporting
import OreStorage

/// What happened since a moment: deliveries, runs, changes of incidents, decisions, and what is left to do.
struct WeekAccount {
    private let store: any WatchRepository
    private let moment: Since.Moment
    private let filter: CaseFilter

    init(_ store: any WatchRepository, _ since: Since, _ filter: CaseFilter) throws {
        (self.store, self.filter) = (store, filter)
        moment = try since.moment(store)
    }

    func write(_ options: RecordOptions) throws {
        let words = try options.chosenFormat() == .table ? options.lang : .english
        let columns = [
            RecordColumn("what", .text, "since \(moment.time)", "自 \(moment.time)"), RecordColumn("count", .integer, "number", "数量"),
            RecordColumn("detail", .text, "detail", "说明", minimumWidth: 20),
        ]
        let rows = try deliveries(words) + runs(words) + changes(words) + decisions(words) + pending(words)
        let records = rows.map { Record([.text($0.what), .integer($0.count), RecordValue($0.detail)]) }
        try options.write(RecordList("since", columns, isSpatial: false, records: records), title: "Since")
    }

    private typealias Row = (what: String, count: Int, detail: String?)

    private func deliveries(_ words: Language) throws -> [Row] {
        let imports = try store.imports(kind: nil, limit: 1_000_000).filter { $0.receivedAt >= moment.time }
        return RecordKind.allCases.compactMap { kind in
            let own = imports.filter { $0.kind == kind }
            guard !own.isEmpty else { return nil }
            func sum(_ count: KeyPath<IngestCounts, Int>) -> Int { own.reduce(0) { $0 + $1.counts[keyPath: count] } }
            let parts = [
                ("stored", sum(\.stored)), ("changed", sum(\.changed)), ("vanished", sum(\.vanished)), ("unchanged", sum(\.unchanged)),
                ("quarantined", sum(\.quarantined)),
            ].filter { $0.1 > 0 }.map { "\($0.0)=\($0.1)" }
            return (words.pick("files of \(kind.rawValue)", "\(kind.rawValue) 文件"), own.count, parts.joined(separator: " "))
        }
    }

    private func runs(_ words: Language) throws -> [Row] {
        let runs = try moment.runs(store)
        let failed = runs.filter { [.failed, .abandoned, .timedOut].contains($0.outcome) }
        var rows: [Row] = [(words.pick("runs", "运行"), runs.count, nil)]
        if !failed.isEmpty { rows.append((words.pick("runs that failed", "失败的运行"), failed.count, nil)) }
        for run in failed.suffix(5) { rows.append((words.pick("  run", "  运行"), run.id, run.failure)) }
        return rows
    }

    private func changes(_ words: Language) throws -> [Row] {
        let differences = try moment.changes(store, filter)
        return IncidentDifference.Change.allCases.compactMap { change in
            let own = differences.filter { $0.change == change }
            guard !own.isEmpty else { return nil }
            let gained = own.reduce(0) { $0 + $1.areaAfter - $1.areaBefore } / 10_000
            let joined = own.reduce(0) { $0 + $1.joined.count }
            let detail = String(format: "%+.1f ", gained) + words(.hectares)
            return (
                words.pick("incidents ", "疑似事件 ") + words.name(of: change), own.count,
                joined == 0 ? detail : detail + words.pick("; \(joined) others joined them", "；另有 \(joined) 个并入")
            )
        }
    }

    private func decisions(_ words: Language) throws -> [Row] {
        let decisions = try store.decisions().filter { $0.time >= moment.time }
        return Decision.Kind.allCases.compactMap { kind in
            let own = decisions.filter { $0.kind == kind }
            guard !own.isEmpty else { return nil }
            let people = Dictionary(grouping: own, by: \.actor).sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            let detail = people.prefix(5).map { "\($0.key) \($0.value.count)" }.joined(separator: ", ")
            return (words.pick("decisions: ", "决定：") + words.name(of: kind), own.count, detail)
        }
    }

    private func pending(_ words: Language) throws -> [Row] {
        var undecided = filter
        undecided.states = filter.states.isEmpty ? [.open, .returned] : filter.states.intersection([.open, .returned])
        let counts = undecided.states.isEmpty ? [] : try store.incidentCounts(undecided, by: .assignee)
        let due = counts.reduce(0) { $0 + $1.count }
        let assigned = counts.reduce(0) { $0 + ($1.key.isEmpty ? 0 : $1.count) }
        let area = counts.reduce(0) { $0 + $1.area } / 10_000
        return [
            (
                words.pick("undecided now", "现有未决"), due,
                String(format: "%.1f ", area) + words(.hectares) + words.pick("; \(assigned) assigned", "；已指派 \(assigned)")
            ),
            (words.pick("set aside now", "现有搁置"), try store.pendingQuarantine(), nil),
        ]
    }
}

extension Language {
    /// Of two wordings the one of this language.
    func pick(_ english: String, _ chinese: String) -> String { self == .english ? english : chinese }
}
