public import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
public import OreLedger
import OreReporting
import OreStorage

/// Of which day and material a list over the ledger speaks.
struct LedgerDayOptions: ParsableArguments {
    @Option(help: "As of that day: what had been received by it. Today without it.") var on: Day?
    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp("What was known at that commit, or at the last commit made by that day (UTC).", valueName: "commit|day"))
    var moment: LedgerMoment?
    @Option(help: "oxide (t REO), ore, concentrate or volume.") var material = MaterialKind.oxide

    /// - Throws: `StoreError`.
    func open(_ options: StoreOptions) throws -> (directory: LedgerDirectory, day: Day) {
        let store = try options.open(.readOnly)
        let (commit, day) = try LedgerMoment.resolved(moment, in: store)
        return (try LedgerDirectory(store, asOf: commit), on ?? day ?? Self.today)
    }

    static var today: Day { Day(daysSince1970: Int32(Date().timeIntervalSince1970 / 86_400)) }
}

/// Of which stage a list over quotas or reports speaks.
struct LedgerStageOptions: ParsableArguments {
    @Option(help: "mining, separation or export.") var stage = Stage.mining
}

extension MaterialKind: ExpressibleByArgument {
    public init?(argument: String) {
        guard let kind = MaterialKind.allCases.first(where: { "\($0)" == argument }) else { return nil }
        self = kind
    }

    public static var allValueStrings: [String] { allCases.map { "\($0)" } }
    public var defaultValueDescription: String { "\(self)" }
}

extension FigureLevel: ExpressibleByArgument {}

/// `2024`.
struct YearArgument: ExpressibleByArgument {
    let year: Int32

    init?(argument: String) {
        guard let year = Int32(argument), (1...9999).contains(year) else { return nil }
        self.year = year
    }
}

/// `2024-03`.
struct MonthArgument: ExpressibleByArgument {
    let month: CalendarMonth

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let year = parts[0], let number = parts[1], let month = CalendarMonth(year: year, month: number) else {
            return nil
        }
        self.month = month
    }
}

extension RecordOptions {
    /// People read tables; programs read the rest.
    func isReadable() throws -> Bool { try chosenFormat() == .table }
}
