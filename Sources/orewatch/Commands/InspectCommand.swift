import ArgumentParser
import Foundation
import OreFeatures
import OreJobs

/// `orewatch inspect`: what a file is, before anything is done with it.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a file is: format, encoding, CRS, counts, validity, fields, and a profile to begin with.",
        discussion: """
            Example: orewatch inspect licences.zip --as licences

            A file that does not state its CRS is tried on every CRS of the EPSG database; layers that do state theirs help to decide:
            orewatch inspect titles.geojson --against footprints.geojson districts.gpkg

            Reads the whole file and changes nothing. A file that no reader takes is refused with what its content looks like (65).
            """)

    /// The forms of the report.
    enum Form: String, CaseIterable, ExpressibleByArgument { case text, json }

    @Argument(help: "The file.") var file: String
    @Option(name: .customLong("as"), help: "What it is to be: licences, footprints, zones, districts, scenes or licence-events.")
    var kind: Side?
    @Option(help: "CRS, overriding what the file states.") var crs: String?
    @Option(parsing: .upToNextOption, help: "Layers of the same place whose CRS is known: districts, footprints, other licences.")
    var against: [String] = []
    @Option(
        name: .customLong("datum-link"), parsing: .singleValue,
        help: ArgumentHelp("Say which of these datum links (YAML) would be used, and for what; repeatable.", valueName: "file"))
    var datumLinks: [String] = []
    @Option(help: "Text encoding: auto, utf-8, utf-16, gb18030, gbk, latin-1.") var encoding = "auto"
    @Option(help: "Layer of a file that has several.") var layer: String?
    @Option(name: .customLong("axis-order"), help: "Order of the two numbers of a position: easting-northing or northing-easting.")
    var axisOrder: AxisOrder?
    @Option(help: "text or json.") var format = Form.text

    func run() throws {
        let options = ReadOptions(encoding: try TextEncoding.option(encoding), layer: layer, axisOrder: axisOrder)
        let report = try Inspection(
            file: file, options: options, crs: crs, kind: kind?.profileKind, against: against,
            links: try DatumLinkFile.read(all: datumLinks), threads: ProcessInfo.processInfo.activeProcessorCount
        ).report()
        switch format {
        case .text: print(report.lines.joined(separator: "\n"))
        case .json: print(try report.json())
        }
    }
}
