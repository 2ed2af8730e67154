import ArgumentParser
import Foundation
import OreJobs
import OreLedger
import OreReporting
import OreStorage

/// `orewatch ledger pending`: who is named in records and in no register.
struct LedgerPendingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pending", abstract: "List licences and enterprises that records name and no register has.",
        discussion: """
            Examples:
              orewatch ledger pending --store watch.db
              orewatch ledger pending --as-of 2025-03-31 --format csv > pending.csv

            Their records are kept and tested where a rule needs no register. A register that names them ("ingest --as licences", facilities,
            listings, members) resolves them; "ledger show NAME" lists their rows. Names that differ from a registered one in spelling alone
            (width, case, blanks, hyphens) are told apart, and the registered one is given beside them.
            """)

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp("What was known at that commit, or at the last commit made by that day (UTC).", valueName: "commit|day"))
    var moment: LedgerMoment?
    @OptionGroup var options: RecordOptions

    static let columns = [
        RecordColumn("name", .text, "name", "名称", minimumWidth: 8),
        RecordColumn("kinds", .list, "in", "出现于"),
        RecordColumn("records", .integer, "records", "记录数"),
        RecordColumn("similar", .text, "registered as", "登记为", minimumWidth: 8, expendability: 2),
        RecordColumn("rows", .list, "rows", "行", minimumWidth: 16, expendability: 1),
        RecordColumn("since_commit", .integer, "since commit", "自提交", expendability: 3),
    ]

    func run() throws {
        let store = try options.store.open(.readOnly)
        let found = try PendingSubjects(store, try LedgerMoment.ledger(of: store, at: moment)).all()
        try Listing(name: "pending", columns: Self.columns, isSpatial: false).write(options, title: "Pending") { _, body in
            for one in found {
                try body(
                    Record([
                        .text(one.name), .list(one.kinds), .integer(one.records), RecordValue(one.similar), .list(one.rows),
                        .integer(one.since),
                    ]))
            }
        }
    }
}
