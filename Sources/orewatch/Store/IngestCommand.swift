public import ArgumentParser
import Foundation
import OreCases
import OreFeatures
import OreJobs
import OreLedger
public import OreStorage

/// `orewatch ingest`: files into a store.
struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Bring files into a store, each whole or not at all.",
        discussion: """
            Examples:
              orewatch ingest --store watch.db --as licences --map peru-titles titles_utm17s.geojson
              orewatch ingest --store watch.db --as footprints --map amazon-mining-watch mining_2024.geojson
              orewatch ingest --store watch.db --as licences --as-of 2026-04-01 register_april.gpkg
              orewatch ingest --store watch.db --as reports reports_2026-03.csv

            Prints one line per file once its commit is on the device. The same file again changes nothing.
            A register is delivered anew by a file that names at least half of its records: those it does not name have vanished.
            With --as-of, what changed or vanished did so on that day; without it, the delivery corrects what was known for all days.
            """)

    @OptionGroup var store: StoreOptions
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "licences, footprints, zones, districts, scenes or licence-events; of the ledger quotas, reports, invoices, stock, separation, "
                + "capacities, reserves, recoveries, facilities, trade, exports, export-licences, seizures, taxes, recycled, permits, "
                + "deposits, obligations, listings, members, land, yields or flows.", valueName: "kind"))
    var recordKind: RecordKind
    @Option(name: .customLong("map"), help: "Profile of the files, a shipped name or a path.") var profile: String?
    @Option(help: "CRS of the files, overriding file and profile; auto takes an unambiguous candidate.") var crs: String?
    @Option(help: "1-sigma position error in metres, where features state none.") var sigma: Double?
    @Option(help: "Text encoding: auto, utf-8, utf-16, gb18030, gbk, latin-1.") var encoding = "auto"
    @Option(name: .customLong("axis-order"), help: "Order of the two numbers of a position: easting-northing or northing-easting.")
    var axisOrder: String?
    @Option(name: .customLong("datum-link"), parsing: .singleValue, help: "Datum links (YAML) for shifts that are unknown otherwise.")
    var datumLinks: [String] = []
    @Option(name: .customLong("on-invalid"), help: "What to do with invalid geometry: repair, quarantine or refuse.")
    var invalid = InvalidPolicy.repair
    @Option(help: "The register or series that the files belong to; by their records without it.") var dataset: String?
    @Option(help: "whole: what the file does not name has vanished; part: it stays; auto decides.") var delivery = DeliveryScope.auto
    @Option(name: .customLong("as-of"), help: "The day from which the contents hold (2026-04-01).") var asOf: String?
    @Option(help: "Figures only: mining, separation or export.") var stage = Stage.mining
    @Option(help: "Number of worker threads; all cores by default.") var threads: Int?
    @Flag(name: .shortAndLong, help: "No progress and no notes on standard error.") var quiet = false
    @Argument(help: "Files of one kind.") var files: [String]

    func run() throws {
        let side = Side.allCases.first { $0.recordKind == recordKind }
        let request = try side.map(request)
        if request == nil { try requireOfLedger() }
        let store = try store.open(.create)
        var notes: [String] = []
        var hasQuarantine = false
        func committed(_ file: IngestedFile) throws {
            FileHandle.standardOutput.write(Data((file.line + "\n").utf8))
            notes += file.notes
            hasQuarantine = hasQuarantine || file.outcome.counts.quarantined > 0
        }
        if let request {
            try IngestRun(request, into: store).execute(committed: committed)
        } else if let kind = FigureKind(recordKind) {
            try FigureIngest(figures(kind), into: store).execute(committed: committed)
        } else if let kind = EntryKind(recordKind) {
            try EntryIngest(entries(kind), into: store).execute(committed: committed)
        }
        try store.close()
        if !quiet && !notes.isEmpty { StandardError.write(Array(notes.prefix(4))) }
        if hasQuarantine { throw ExitCode(ExitStatus.quarantined.rawValue) }
    }

    private func figures(_ kind: FigureKind) throws -> FigureIngestRequest {
        var request = FigureIngestRequest(kind, files: files, receivedAt: Now.text)
        (request.profile, request.encoding, request.invalid) = (try ledgerProfile(), try TextEncoding.option(encoding), invalid)
        (request.dataset, request.isQuiet, request.stage) = (dataset, quiet, stage)
        request.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        return request
    }

    private func entries(_ kind: EntryKind) throws -> EntryIngestRequest {
        var request = EntryIngestRequest(kind, files: files, receivedAt: Now.text)
        (request.dataset, request.encoding, request.invalid) = (dataset, try TextEncoding.option(encoding), invalid)
        request.profile = try ledgerProfile()
        return request
    }

    private func ledgerProfile() throws -> Profile? {
        guard let profile else { return nil }
        let own = try Profile.named(
            profile.hasPrefix(recordKind.rawValue + "=") ? String(profile.dropFirst(recordKind.rawValue.count + 1)) : profile)
        guard own.kind.rawValue == recordKind.rawValue else {
            throw ValidationError("--map: profile \(own.name) describes \(own.kind.rawValue), not \(recordKind.rawValue)")
        }
        return own
    }

    /// Options that say nothing of tables are not passed over in silence.
    private func requireOfLedger() throws {
        let given = [
            ("--crs", crs != nil), ("--sigma", sigma != nil), ("--axis-order", axisOrder != nil), ("--datum-link", !datumLinks.isEmpty),
            ("--as-of", asOf != nil), ("--delivery", delivery != .auto), ("--stage", stage != .mining && !recordKind.isOfFigures),
        ]
        if let option = given.first(where: \.1) { throw ValidationError("\(option.0): \(recordKind.rawValue) do not take it") }
    }

    private func request(_ kind: Side) throws -> IngestRequest {
        let profile = try profile.map {
            try Profile.named($0.hasPrefix(kind.rawValue + "=") ? String($0.dropFirst(kind.rawValue.count + 1)) : $0)
        }
        if let profile, profile.kind != kind.profileKind {
            throw ValidationError("--map: profile \(profile.name) describes \(profile.kind.rawValue), not \(kind.rawValue)")
        }
        if let sigma, !(sigma.isFinite && (0...10_000).contains(sigma)) { throw ValidationError("--sigma: expected metres") }
        let order = try axisOrder.map { word in
            guard let order = AxisOrder(word: word) else {
                throw ValidationError("--axis-order: expected one of " + AxisOrder.words.joined(separator: ", "))
            }
            return order
        }
        var input = SideInput(
            kind, files: files, profile: profile, crs: crs, sigma: sigma, encoding: try TextEncoding.option(encoding), axisOrder: order)
        input.links = try DatumLinkFile.read(all: datumLinks + (profile?.datumLinks ?? []))
        var request = IngestRequest(input: input, receivedAt: Now.text)
        (request.invalid, request.dataset, request.scope) = (invalid, dataset, delivery)
        request.asOf = try asOf.map(Self.day)
        request.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        request.isQuiet = quiet
        return request
    }

    private static func day(_ text: String) throws -> Day {
        let parts = text.split(separator: "-").map { Int($0) }
        guard parts.count == 3, let y = parts[0], let m = parts[1], let d = parts[2], let day = Day(year: y, month: m, day: d) else {
            throw ValidationError("--as-of \(text): expected a day like 2026-04-01")
        }
        return day
    }
}

extension DeliveryScope: ExpressibleByArgument {}
