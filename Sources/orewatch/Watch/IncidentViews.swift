import ArgumentParser
import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting
import OreStorage

/// `incidents show`.
struct IncidentsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one incident with its sightings, events and decisions.",
        discussion: """
            Examples:
              orewatch incidents show OW-7K3M-Q2XA
              orewatch incidents show OW-7K3M-Q2XA --format geojson --output place.geojson
            """)

    @Argument(help: "Any handle of the incident.") var handle: String
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        let incident = try store.knownIncident(handle)
        let format = try options.chosenFormat()
        guard format == .table else {
            let ground = try IncidentLister.outline(incident, store, TopologyEngine())
            return try IncidentLister(store, options).write([IncidentListing(incident, geometry: ground)], format)
        }
        let lines = IncidentTable.details(
            IncidentListing(incident), decisions: try store.decisions(on: incident), figures: try store.figures(of: incident),
            style: options.style)
        try put(Array((lines.joined(separator: "\n") + "\n").utf8), options.output ?? "-")
    }
}

/// `incidents rank`.
struct IncidentsRankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank", abstract: "Order incidents by the confirmed area that a visit can be expected to yield, and say why.",
        discussion: """
            Examples:
              orewatch incidents rank --limit 10
              orewatch incidents rank --district "Madre de Dios" --output visits.kml
              orewatch incidents rank --format csv --output visits.csv

            Dismissed and withdrawn incidents are left out. How the rank is made is printed with each of the first ones.
            """)

    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        let format = try options.chosenFormat()
        let limit = options.limit ?? (format == .table ? 20 : 0)
        let engine = TopologyEngine()
        let listings = try Ranking(store, try filters.filter(store), limit: limit == 0 ? nil : limit).listings.map { listing in
            var listing = listing
            if [.geojson, .gpkg, .kml].contains(format) { listing.geometry = try IncidentLister.outline(listing.incident, store, engine) }
            return listing
        }
        guard format == .table else { return try IncidentLister(store, options).write(listings, format) }
        var lines = IncidentTable.lines(listings, style: options.style, limit: .max)
        for listing in listings.prefix(10) {
            guard let rank = listing.rank else { continue }
            let reasons = IncidentTable.reasons(rank, options.lang).joined(separator: options.lang == .english ? "; " : "；")
            lines.append((listing.place.map { "\($0). " } ?? "") + listing.incident.handle + ": " + reasons)
        }
        try put(Array((lines.joined(separator: "\n") + "\n").utf8), options.output ?? "-")
    }
}

/// Incidents in the order of visits.
struct Ranking {
    let listings: [IncidentListing]

    /// - Parameter limit: `nil`: all.
    init(_ store: any WatchRepository, _ filter: CaseFilter, limit: Int?) throws {
        listings = try store.visits(filter, limit: limit).enumerated().map { place, visit in
            IncidentListing(visit.incident, place: place + 1, rank: visit.rank)
        }
    }
}

/// `incidents plot`.
struct IncidentsPlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Plot the suspected area by month in the terminal: of an incident, a licence, or all that pass the filters.",
        discussion: """
            Examples:
              orewatch incidents plot OW-7K3M-Q2XA
              orewatch incidents plot --licence TZ-ML-00482
              orewatch incidents plot --district "Madre de Dios" --state open
            """)

    @Argument(help: "Any handle of an incident.") var handle: String?
    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var store: StoreOptions
    @Option(help: "Rows of the bars.") var height = 10
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard (2...60).contains(height) else { throw ValidationError("--height takes a number from 2 to 60") }
    }

    func run() throws {
        let store = try store.watch(.readOnly)
        let series: GrowthSeries
        let title: String
        if let handle {
            let incident = try store.knownIncident(handle)
            (series, title) = (GrowthSeries(of: incident), incident.handle)
        } else {
            let incidents = try store.incidents(try filters.filter(store))
            series = GrowthSeries(summing: incidents.lazy.map { GrowthSeries(of: $0) })
            title = filters.cases.licence ?? filters.cases.district ?? filters.cases.holder ?? "\(incidents.count)"
        }
        let lines = GrowthPlot.lines(series, title: title, height: height, style: Terminal.style(language.lang, toOutput: "-"))
        try put(Array((lines.joined(separator: "\n") + "\n").utf8), "-")
    }
}

/// `incidents draw`.
struct IncidentsDrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw", abstract: "Draw an incident through time: an SVG, or a self-contained HTML page.",
        discussion: """
            Examples:
              orewatch incidents draw OW-7K3M-Q2XA --output place.svg
              orewatch incidents draw OW-7K3M-Q2XA --output place.html --lang zh
            """)

    @Argument(help: "Any handle of the incident.") var handle: String
    @OptionGroup var store: StoreOptions
    @Option(name: .shortAndLong, help: "Where to write: .svg or .html.") var output: String
    @OptionGroup var language: LanguageOptions

    func run() throws {
        let suffix = URL(filePath: output).pathExtension.lowercased()
        guard ["svg", "html"].contains(suffix) else { throw ValidationError("\(output): write an .svg or an .html file") }
        let store = try store.watch(.readOnly)
        let incident = try store.knownIncident(handle)
        if let subject = incident.subject {
            throw ValidationError(
                "\(incident.handle) speaks of figures, which have no outline; orewatch dossier \"\(subject.name)\" draws them")
        }
        let (findings, engine) = (try store.findings(of: incident), TopologyEngine())
        let listing = IncidentListing(
            incident, geometry: try IncidentOutlines.current(of: incident, findings: findings, engine: engine))
        let picture = IncidentPicture(
            listing, outlines: try IncidentOutlines.sightings(of: incident, findings: findings, engine: engine),
            decisions: try store.decisions(on: incident), language: language.lang)
        try put(suffix == "svg" ? IncidentDrawing.svg(picture) : IncidentPage.page(picture), output)
    }
}
