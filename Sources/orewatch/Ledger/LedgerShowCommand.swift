import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreLedger
import OreReporting
import OreStorage

/// `orewatch ledger show`: the records of a subject.
struct LedgerShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the records of a licence, an enterprise or a facility, each with its file and row.",
        discussion: """
            Examples:
              orewatch ledger show N-1 --store watch.db
              orewatch ledger show N-1 --all --as-of 2025-03-31
              orewatch ledger show "Example Mining Ltd" --as reports --output reports.xlsx

            Of records with one key (the subject with its month, with year and batch, with the invoice's number) the one received last stands.
            With --all also those that were corrected or taken back since, each with the file and row that came in its place.
            """)

    @Argument(help: "Its id or name, as the records have it.") var subject: String
    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp("What was known at that commit, or at the last commit made by that day (UTC).", valueName: "commit|day"))
    var moment: LedgerMoment?
    @Option(name: .customLong("as"), help: "Only this kind of records, as ingest --as; repeatable.") var kinds: [String] = []
    @Flag(help: "Also records that were corrected or taken back.") var all = false
    @OptionGroup var options: RecordOptions

    static let columns = [
        RecordColumn("kind", .text, "records", "记录"),
        RecordColumn("period", .text, "of", "所属期"),
        RecordColumn("line", .text, "line", "内容", minimumWidth: 10, expendability: 2),
        RecordColumn("number", .text, "batch or no.", "批次或号码", expendability: 3),
        RecordColumn("tonnes", .tonnes, "t", "吨"),
        RecordColumn("state", .text, "state", "状态"),
        RecordColumn("received_on", .day, "received", "收到", expendability: 1),
        RecordColumn("file", .text, "file", "文件", minimumWidth: 10),
        RecordColumn("row", .integer, "row", "行"),
        RecordColumn("superseded_by", .text, "superseded by", "被取代于", minimumWidth: 10),
        RecordColumn("commit", .integer, "commit", "提交", expendability: 4),
    ]

    func validate() throws {
        for kind in kinds where !LedgerTemplate.kinds.contains(kind) {
            throw ValidationError("--as \(kind): \(NearestMatch.advice(for: kind, among: LedgerTemplate.kinds))")
        }
    }

    func run() throws {
        let store = try options.store.open(.readOnly)
        let ledger = try LedgerMoment.ledger(of: store, at: moment)
        let found = try RecordLookup(store, ledger).records(of: subject)
        guard !found.isEmpty else {
            let names = (0..<ledger.names.count).lazy.map { ledger.names[$0] }.filter { $0 != subject }
            throw WatchError.unknown(what: "subject of a record", id: subject, near: WatchError.nearest(to: subject, among: names))
        }
        let words = try options.chosenFormat() == .table ? options.lang : nil
        try Listing(name: "records", columns: Self.columns, isSpatial: false).write(options, title: subject) { _, body in
            for line in found where (all || line.state == .stands) && (kinds.isEmpty || kinds.contains(line.kind)) {
                try body(Self.record(line, words))
            }
        }
    }

    /// - Parameter words: of states, for people; `nil`: the published words.
    private static func record(_ line: RecordLine, _ words: Language?) -> Record {
        func text(_ text: String) -> RecordValue { text.isEmpty ? .none : .text(text) }
        return Record([
            .text(line.kind), text(line.period), text(line.line), text(line.number), RecordValue(line.tonnes),
            .text(words.map { $0.name(of: line.state) } ?? line.state.rawValue), RecordValue(line.stated), .text(line.file),
            .integer(line.row), RecordValue(line.supersededBy), .integer(line.commit),
        ])
    }
}

extension LedgerMoment {
    /// The ledger as it was known at the moment; now without one.
    static func ledger(of store: Store, at moment: LedgerMoment?) throws -> StoredLedger {
        switch moment {
        case nil: try StoredLedger(store)
        case .commit(let number): try StoredLedger(store, asOf: number)
        case .day(let day): try StoredLedger(store, asOf: try store.lastCommit(by: day))
        }
    }
}
