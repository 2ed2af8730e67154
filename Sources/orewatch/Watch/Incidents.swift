import ArgumentParser
import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting
import OreStorage

/// `orewatch incidents`.
struct IncidentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents", abstract: "Places under suspicion through time: look, rank, decide.",
        discussion: """
            A week at the desk:
              orewatch incidents rank --limit 20
              orewatch incidents show OW-7K3M-Q2XA
              orewatch incidents triage --write visits.xlsx --limit 20     # fill in decision, reason, note, assignee
              orewatch incidents triage visits.xlsx
              orewatch incidents changes --since monday
              orewatch stats --since monday

            Every command takes any handle that the incident ever had. The program suspects; people judge.
            """,
        subcommands: [
            IncidentsListCommand.self, IncidentsNearCommand.self, IncidentsWithinCommand.self, IncidentsShowCommand.self,
            IncidentsHistoryCommand.self, IncidentsChangesCommand.self, IncidentsRankCommand.self, IncidentsPlotCommand.self,
            IncidentsDrawCommand.self,
            IncidentsConfirmCommand.self, IncidentsDismissCommand.self, IncidentsNoteCommand.self, IncidentsAssignCommand.self,
            IncidentsReopenCommand.self, IncidentsTriageCommand.self,
        ], defaultSubcommand: IncidentsListCommand.self)
}

/// `incidents list`.
struct IncidentsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List incidents, narrowed by filters.",
        discussion: """
            Examples:
              orewatch incidents list --state open --verdict strong --district "Madre de Dios"
              orewatch incidents list --min-area 10000 --sort -growth_m2_per_year --limit 20
              orewatch incidents list --output incidents.gpkg

            Nothing that matches is an empty list and no error. Columns for --sort: \(Ordering<IncidentOrder>.names).
            """)

    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        try IncidentLister(store, options).list(filters)
    }
}

/// `incidents near`.
struct IncidentsNearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "near", abstract: "List incidents near a place, the nearest first.",
        discussion: """
            Examples:
              orewatch incidents near 115.21,24.93 --radius 2000
              orewatch incidents near TZ-ML-00482 --state open

            A place is LON,LAT in degrees, or the name of a district, a licence or a holder in the store.
            """)

    @OptionGroup var place: NearOptions
    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        try IncidentLister(store, options).list(filters, meeting: try place.query(store))
    }
}

/// `incidents within`.
struct IncidentsWithinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "within", abstract: "List incidents that meet an area.",
        discussion: """
            Examples:
              orewatch incidents within 115.1,24.8,115.4,25.0
              orewatch incidents within county.geojson --format xlsx --output county.xlsx
            """)

    @OptionGroup var area: WithinOptions
    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        try IncidentLister(store, options).list(filters, meeting: try area.query())
    }
}

/// Sorts, limits and writes incidents.
struct IncidentLister {
    let store: any WatchRepository
    let options: RecordOptions

    init(_ store: any WatchRepository, _ options: RecordOptions) { (self.store, self.options) = (store, options) }

    /// - Parameter place: only those whose current findings, or label point without them, meet it; the nearest first, unless they are sorted.
    func list(_ filters: IncidentFilterOptions, meeting place: PlaceQuery? = nil) throws {
        let filter = try filters.filter(store)
        let format = try options.chosenFormat()
        let limit = options.limit ?? (format == .table ? 100 : 0)
        // One more than asked for says whether there are more.
        let wanted = limit == 0 ? nil : limit + 1
        let order = try Ordering<IncidentOrder>.named(options.sort)
        let found =
            if let place {
                try IncidentSearch(store, place).incidents(filter, sortedBy: order, isSorted: options.sort != nil, limit: wanted)
            } else {
                try store.incidents(filter, sortedBy: order, offset: 0, limit: wanted)
            }
        let kept = limit == 0 ? found : Array(found.prefix(limit))
        let engine = TopologyEngine()
        let listings = try kept.map { incident in
            let needsGround = [.geojson, .gpkg, .kml].contains(format)
            return IncidentListing(incident, geometry: needsGround ? try Self.outline(incident, store, engine) : nil)
        }
        try write(listings, format, isCut: kept.count < found.count)
        if found.isEmpty, let remark = try remark(filters, filter, place) { StandardError.write([remark]) }
    }

    /// What may have been meant, when nothing was found.
    private func remark(_ filters: IncidentFilterOptions, _ filter: CaseFilter, _ place: PlaceQuery?) throws -> String? {
        if let unknown = try filters.unknownName(store) { return unknown }
        guard let other = place?.exchanged else { return nil }
        let order = Ordering(IncidentOrder.handle, isDescending: false)
        return try IncidentSearch(store, other).incidents(filter, sortedBy: order, isSorted: true, limit: 1).isEmpty ? nil : other.advice
    }

    static func outline(_ incident: Incident, _ store: any WatchRepository, _ engine: TopologyEngine) throws -> Geometry? {
        try IncidentOutlines.current(of: incident, findings: try store.findings(of: incident), engine: engine)
    }

    func write(_ listings: [IncidentListing], _ format: RecordFormat, isCut: Bool = false) throws {
        let path = options.output ?? "-"
        switch format {
        case .table:
            var lines = IncidentTable.lines(listings, style: options.style, limit: .max)
            if isCut { lines.append(options.lang(.recordsCut, String(listings.count))) }
            try put(Array((lines.joined(separator: "\n") + "\n").utf8), path)
        case .json: try put(IncidentsText.json(listings), path)
        case .geojson: try put(IncidentsText.geoJSON(listings), path)
        case .csv: try put(IncidentsText.csv(listings), path)
        case .gpkg: try IncidentExports.geoPackage(listings, to: path)
        case .xlsx: try IncidentExports.workbook(listings, to: path)
        case .kml: try IncidentExports.kml(listings, language: options.lang, to: path)
        case .gpx: try IncidentExports.gpx(listings, language: options.lang, to: path)
        }
    }
}

extension Ordering<IncidentOrder> {
    static var names: String { IncidentOrder.allCases.map(\.rawValue).joined(separator: ", ") }

    /// The most severe first without a name.
    /// - Throws: `ValidationError` for an unknown name.
    static func named(_ text: String?) throws -> Self {
        let text = text ?? "-severity"
        let isDescending = text.hasPrefix("-")
        let name = isDescending ? String(text.dropFirst()) : text
        guard let order = IncidentOrder(rawValue: try SortOrder.column(name, among: IncidentOrder.allCases.map(\.rawValue))) else {
            throw ValidationError("--sort \(name): no such column")
        }
        return Self(order, isDescending: isDescending)
    }
}
