import Foundation
import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport

/// Random tables of reports, quotas and invoices, as text; and stores made of them.
struct LedgerTables {
    static let headings = [
        FigureKind.report: "licence_id,month,t_reo,received_at", .quota: "licence_id,year,batch,issued_at,t_reo",
        .invoice: "seller,date,t_reo",
    ]
    var rows: [FigureKind: [String]] = [.report: [], .quota: [], .invoice: []]

    /// - Parameters:
    ///   - spread: how far the numbers of subjects lie apart once a store has seen all of them: more than a range holds, where asked.
    init(seed: UInt64, subjects: Int = 14, years: ClosedRange<Int> = 2019...2021) {
        var random = SplitMix(seed: seed)
        func tonnes(_ low: Int, _ spread: Int) -> String {
            let value = low + random.below(spread)
            return "\(value / 1000).\(String(value % 1000 + 1000).dropFirst())"
        }
        for year in years {
            for month in 1...12 {
                for subject in 0..<subjects {
                    let id = "L\(String(subject + 10_000).dropFirst())"
                    let name = "\(year)-\(month < 10 ? "0" : "")\(month)"
                    if month == 1 {
                        for batch in 1...2 where random.below(8) > 0 {
                            rows[.quota]?.append("\(id),\(year),\(batch),\(year)-02-01,\(tonnes(145_000, 20_000))")
                        }
                    }
                    if random.below(20) > 0 {
                        let next = month == 12 ? "\(year + 1)-01" : "\(year)-\(month < 9 ? "0" : "")\(month + 1)"
                        let scale = random.below(40) == 0 ? 60_000 : 20_000
                        rows[.report]?.append("\(id),\(name),\(tonnes(scale, 10_000)),\(next)-\(10 + random.below(6))")
                    }
                    for day in [11, 23] where random.below(3) > 0 {
                        rows[.invoice]?.append("\(id),\(name)-\(day),\(tonnes(12_000, 9_000))")
                    }
                }
            }
        }
    }

    static func text(_ kind: FigureKind, _ rows: some Sequence<String>) -> String {
        ([headings[kind] ?? ""] + rows).joined(separator: "\n") + "\n"
    }

    @discardableResult
    static func ingest(
        _ text: String, _ kind: FigureKind, into store: Store, _ folder: TemporaryFolder, threads: Int = 2, rowsPerRun: Int = 97,
        partsFrom: Int = 0
    )
        throws -> ImportOutcome
    {
        let path = try folder.file("in-\(UInt64.random(in: 0...UInt64.max)).csv", text)
        var request = FigureIngestRequest(kind, files: [path], receivedAt: "2026-01-01T00:00:00Z")
        (request.threads, request.rowsPerRun, request.isQuiet, request.partsFrom) = (threads, rowsPerRun, true, partsFrom)
        let files = try FigureIngest(request, into: store).execute()
        guard let outcome = files.first?.outcome else { throw CancellationError() }
        return outcome
    }

    func ingest(into store: Store, _ folder: TemporaryFolder, threads: Int = 2, rowsPerRun: Int = 97) throws {
        for kind in FigureKind.allCases {
            try Self.ingest(Self.text(kind, rows[kind] ?? []), kind, into: store, folder, threads: threads, rowsPerRun: rowsPerRun)
        }
    }

    /// What the five plain queries find, as lines of text by name: whatever numbers subjects have.
    static func found(_ store: Store, asOf commit: Int? = nil, threads: Int = 2) throws -> [String] {
        let ledger = try StoredLedger(store, asOf: commit)
        var evaluation = LedgerEvaluation(ledger, rules: .plainQueries)
        evaluation.threads = threads
        let rows = try evaluation.rows()
        func name(_ subject: SubjectID) -> String { ledger.name(of: subject) }
        var lines = (rows.quotaOverrun + rows.withoutQuota).map {
            "overrun \(name($0.subject)) \($0.year) \($0.amount) \($0.limit ?? .zero)"
        }
        lines += rows.late.rows.map { "late \(name($0.subject)) \($0.month) \($0.received)" }
        lines += rows.missing.map { "missing \(name($0.subject)) \($0.month)" }
        lines += rows.sold.rows.map { "sold \(name($0.subject)) \($0.month) \($0.balance)" }
        lines += rows.implausible.map { "jump \(name($0.subject)) \($0.month) \($0.amount) \($0.median)" }
        return lines.sorted()
    }

    /// The same from the tables, without a store.
    func foundWithoutStore() throws -> [String] {
        var names = SubjectNames()
        func records(_ kind: FigureKind) throws -> LedgerRecords {
            let headings = (Self.headings[kind] ?? "").split(separator: ",").map(String.init)
            let layout = LedgerColumns(headings, above: [], kind, profile: nil).plainLayout(separator: UInt8(ascii: ","))
            let bytes = Array((rows[kind] ?? []).joined(separator: "\n").utf8)
            let chunk = bytes.withUnsafeBytes { layout.map(LedgerTableParser.init)?.parse($0, firstRow: 0) }
            guard let chunk else { throw CancellationError() }
            return chunk.records(numbered: (0..<chunk.names.count).map { names.number(of: chunk.names[$0]) })
        }
        let partition = try LedgerPartition(
            reports: records(.report), invoices: records(.invoice), quotas: records(.quota), lines: LineSelection(.mining))
        let found = try FigureRules.plainQueries.evaluate(partition, LedgerBackground(observing: [partition]))
        func name(_ subject: SubjectID) -> String { names.name(of: subject) }
        var lines = (found.quotaOverrun + found.withoutQuota).map {
            "overrun \(name($0.subject)) \($0.year) \($0.amount) \($0.limit ?? .zero)"
        }
        lines += found.late.rows.map { "late \(name($0.subject)) \($0.month) \($0.received)" }
        lines += found.missing.map { "missing \(name($0.subject)) \($0.month)" }
        lines += found.sold.rows.map { "sold \(name($0.subject)) \($0.month) \($0.balance)" }
        lines += found.implausible.map { "jump \(name($0.subject)) \($0.month) \($0.amount) \($0.median)" }
        return lines.sorted()
    }
}
