import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreLedger
import OreReporting
import OreStorage

/// `orewatch ledger asof`: what was known on a day.
struct LedgerKnownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asof", abstract: "Tell what was known on a day: records and sums by kind and year.",
        discussion: """
            Examples:
              orewatch ledger asof 2025-03-10 --store watch.db
              orewatch ledger asof 57 --format csv > known.csv

            The day is one of the store's own clock (UTC): what the last commit made by it had brought. Records that were corrected by then are
            counted and do not enter the sums; of quotas a stated total of the year stands in the place of its batches.
            """)

    @Argument(help: "A day, or the number of a commit.") var moment: LedgerMoment
    @OptionGroup var options: RecordOptions

    static let columns = [
        RecordColumn("kind", .text, "records", "记录"),
        RecordColumn("year", .integer, "year", "年度"),
        RecordColumn("line", .text, "line", "内容", minimumWidth: 8),
        RecordColumn("subjects", .integer, "subjects", "主体数"),
        RecordColumn("records", .integer, "known", "已知"),
        RecordColumn("standing", .integer, "standing", "有效"),
        RecordColumn("tonnes", .tonnes, "t", "吨"),
    ]

    func run() throws {
        let store = try options.store.open(.readOnly)
        let ledger = try LedgerMoment.ledger(of: store, at: moment)
        let tally = try RecordLookup(store, ledger).tally()
        let isTable = try options.chosenFormat() == .table
        if isTable {
            let day = try store.day(ofCommit: ledger.commit)
            StandardError.write([
                options.lang == .english
                    ? "As of commit \(ledger.commit)" + (day.map { ", made on \($0)" } ?? "; nothing had been brought by then")
                    : "截至提交 \(ledger.commit)" + (day.map { "（\($0)）" } ?? "，当时尚无数据")
            ])
        }
        try Listing(name: "known", columns: Self.columns, isSpatial: false).write(options, title: "Ledger") { _, body in
            for (key, count) in tally.rows {
                // People read no separators into years.
                let year = isTable ? RecordValue(key.year.map { String($0) }) : RecordValue(key.year.map { Int($0) })
                try body(
                    Record([
                        .text(key.kind), year, key.line.isEmpty ? .none : .text(key.line),
                        .integer(count.subjects), .integer(count.records), .integer(count.standing), RecordValue(count.tonnes),
                    ]))
            }
        }
    }
}
