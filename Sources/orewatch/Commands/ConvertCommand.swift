public import ArgumentParser
import Foundation
public import OreFeatures
import OreJobs

/// `orewatch convert`: features of any readable format, repaired and mapped, as one file.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write features as they are read, repaired and mapped, in another format or coordinate system.",
        discussion: """
            Examples:
              orewatch convert titles.geojson --map peru-titles --output titles.gpkg
              orewatch convert survey.csv --crs EPSG:4526 --output survey.geojson
              orewatch convert licences.gpkg --to EPSG:4526 --format corner-table --output corners.csv
              orewatch convert licence.txt --output licence.geojson

            Without a profile every attribute keeps its name; with one, its attributes and extra columns are written. Positions are longitude
            or easting first. Exit code 3: something was quarantined, the rest is written; 65: an input was refused, nothing is written.
            """)

    @Argument(help: "Files to read: GeoJSON, GeoPackage, CSV, Shapefile, KML, ...") var files: [String]
    @Option(name: .customLong("as"), help: "What the features are: licences, footprints, zones, districts, scenes or licence-events.")
    var kind: Side?
    @Option(name: .customLong("map"), help: "Profile that maps the columns, a shipped name or a path.") var profile: String?
    @Option(name: .customLong("axis-order"), help: "Order of the two numbers of a position: easting-northing or northing-easting.")
    var axisOrder: AxisOrder?
    @Option(help: "CRS of the files, overriding what they state; auto takes an unambiguous candidate.") var crs: String?
    @Option(parsing: .upToNextOption, help: "Layers whose CRS is known, as evidence for --crs auto.") var against: [String] = []
    @Option(help: "Text encoding: auto, utf-8, utf-16, gb18030, gbk, latin-1.") var encoding = "auto"
    @Option(help: "Layer of a file that has several.") var layer: String?
    @Option(
        name: .customLong("datum-link"), parsing: .singleValue,
        help: ArgumentHelp("Datum links (YAML) for shifts that are unknown otherwise; repeatable.", valueName: "file"))
    var datumLinks: [String] = []
    @Option(help: "CRS of the output.") var to = "EPSG:4326"
    @Flag(name: .customLong("allow-ballpark"), help: "Go on although the datum shift is unknown and taken as zero.")
    var allowBallpark = false
    @Option(name: .shortAndLong, help: "Where to write (.geojson, .geojsonl, .csv, .gpkg, .xlsx, .kml); - is standard output.") var output:
        String
    @Option(help: "geojson, geojsonseq, csv, gpkg, xlsx, kml, corner-table or survey-text; by the name of the output without it.")
    var format: ConversionFormat?
    @Option(help: "How a corner table prints degrees: decimal or dms.") var notation = AngleNotation.decimal
    @Option(name: .customLong("on-invalid"), help: "What to do with invalid geometry: repair, quarantine or refuse.")
    var invalid = InvalidPolicy.repair
    @Option(help: "Number of worker threads; all cores by default.") var threads: Int?
    @Flag(name: .shortAndLong, help: "No progress and no account on standard error.") var quiet = false

    func validate() throws {
        if files.isEmpty { throw ValidationError("name at least one file") }
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads takes a number from 1 to 256") }
    }

    func run() throws {
        guard let form = format ?? (output == "-" ? .geojson : ConversionFormat(path: output)) else {
            throw ValidationError("\(output): no known extension; say the form with --format")
        }
        var request = ConversionRequest(files: files, format: form, output: output)
        request.profile = try profile.map { try Profile.named($0) }
        if let profile = request.profile, let kind, profile.kind != kind.profileKind {
            throw ValidationError("--map: profile \(profile.name) describes \(profile.kind.rawValue), not \(kind.rawValue)")
        }
        request.crs = crs
        request.axisOrder = axisOrder
        request.others = against
        request.encoding = try TextEncoding.option(encoding)
        request.layer = layer
        request.target = to
        request.links = try DatumLinkFile.read(all: datumLinks + (request.profile?.datumLinks ?? []))
        request.allowsBallpark = allowBallpark
        request.invalid = invalid
        request.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        request.isQuiet = quiet
        request.notation = notation
        let result = try ConversionRun(request).execute()
        if !result.warnings.isEmpty { StandardError.write(Array(result.warnings.prefix(1))) }
        if !quiet { StandardError.write(Self.lines(result)) }
        if result.counts.quarantined > 0 { throw ExitCode(ExitStatus.quarantined.rawValue) }
    }

    /// At most five lines with the warning: one operation, two or three features that were not sound, the account.
    private static func lines(_ result: ConversionResult) -> [String] {
        let operations =
            result.operations.count > 1 ? ["\(result.operations[0]) (and \(result.operations.count - 1) more)"] : result.operations
        let room = 3 - result.cautions.count - min(result.warnings.count, 1)
        return operations + result.cautions + result.notes.prefix(max(0, room)) + [result.account]
    }
}

extension ConversionFormat: ExpressibleByArgument {}
extension AngleNotation: ExpressibleByArgument {}
extension Side: ExpressibleByArgument {}

extension AxisOrder: ExpressibleByArgument {
    public init?(argument: String) { self.init(word: argument) }
}

/// Lines beside the results.
enum StandardError {
    static func write(_ lines: [String]) {
        FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
