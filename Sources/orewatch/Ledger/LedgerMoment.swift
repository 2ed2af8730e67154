import ArgumentParser
import Foundation
import OreFeatures
import OreLedger
import OreReporting
import OreStorage

/// `57`, a commit, or `2025-03-31`, a day: what was known then.
enum LedgerMoment: ExpressibleByArgument {
    case commit(Int)
    case day(Day)

    init?(argument: String) {
        if let number = Int(argument) {
            guard number >= 0 else { return nil }
            self = .commit(number)
        } else {
            guard let day = Day(argument: argument) else { return nil }
            self = .day(day)
        }
    }

    /// - Returns: the commit, and the day of the moment; `nil` where none is asked for: the latest, today.
    /// - Throws: `StoreError`.
    static func resolved(_ moment: LedgerMoment?, in store: Store) throws -> (commit: Int?, day: Day?) {
        switch moment {
        case nil: (nil, nil)
        case .commit(let number): (number, try store.day(ofCommit: number))
        case .day(let own): (try store.lastCommit(by: own), own)
        }
    }
}

/// Of which moment, of which store, and with which due day figures are judged.
struct LedgerStoreOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions
    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp("What was known at that commit, or at the last commit made by that day (UTC).", valueName: "commit|day"))
    var moment: LedgerMoment?
    @Option(help: "Judge what is known as on that day: what is due, closed, in force; the day of --as-of, or today, without it.")
    var on: Day?
    @Option(help: "mining, separation or export.") var stage = Stage.mining
    @Option(help: "oxide (t REO), ore, concentrate or volume.") var material = MaterialKind.oxide
    @Option(help: "Number of worker threads; all cores by default.") var threads: Int?

    /// The ledger at the moment, and the day on which it is judged: that of the moment, today without one.
    func open() throws -> (store: Store, ledger: StoredLedger, day: Day) {
        let store = try store.open(.readOnly)
        let (commit, day) = try LedgerMoment.resolved(moment, in: store)
        return (store, try StoredLedger(store, asOf: commit), on ?? day ?? LedgerDayOptions.today)
    }

    var lines: LineSelection { LineSelection(stage, nil, material) }

    /// What figures of the store are of beside that: they are judged apart.
    func remarks(_ ledger: StoredLedger, _ words: Language) throws -> [String] {
        let others = try ledger.materials().subtracting([material]).sorted { $0.rawValue < $1.rawValue }.map { "--material \($0)" }
        guard !others.isEmpty else { return [] }
        let list = others.joined(separator: ", ")
        return [words.pick("figures of other materials are judged apart: \(list)", "其他产品形态的数据须另行核查：\(list)")]
    }

    var workers: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    /// `ledger commit=57 day=2025-03-31 subjects=3 reports=36 quotas=4 invoices=0`.
    func heading(_ ledger: StoredLedger, _ day: Day) -> String {
        let kinds = FigureKind.allCases.map { "\($0)s=\(ledger.count(of: $0))" }
        return (["ledger", "commit=\(ledger.commit)", "day=\(day)", "subjects=\(ledger.names.count)"] + kinds).joined(separator: " ")
    }
}
