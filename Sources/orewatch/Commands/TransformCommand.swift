import ArgumentParser
import Foundation
import OreFeatures
import OreGeometry
import OreJobs
import OreReferencing

/// `orewatch transform`: positions from standard input, transformed, to standard output.
struct TransformCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transform",
        abstract: "Transform positions: lines \"x y\" in, lines \"x y\" out, longitude/easting first.",
        discussion: """
            Example: echo "115.2 24.9" | orewatch transform --from EPSG:4326 --to EPSG:4526

            The operation and its accuracy go to standard error. An operation with a datum shift of unknown size (ballpark) is refused with
            exit code 65 unless it is one of the published accepted null shifts or --allow-ballpark is given.
            """)

    @Option(help: "Source CRS: EPSG code, URN, WKT or PROJ string.") var from: String
    @Option(help: "Target CRS.") var to: String
    @Flag(name: .customLong("allow-ballpark"), help: "Go on although the datum shift is unknown and taken as zero.") var allowBallpark =
        false

    @Option(
        name: .customLong("datum-link"), parsing: .singleValue,
        help: ArgumentHelp("Datum links (YAML) for shifts that are unknown otherwise; repeatable.", valueName: "file"))
    var datumLinks: [String] = []

    func run() throws {
        let context = ReferencingContext()
        let source = try context.crs(from)
        // Eastings of another zone have an image, but not of the place that is meant.
        let limits = GaussKruegerZone.of(source) == nil ? nil : try context.limits(of: source)
        let links = try DatumLinkFile.read(all: datumLinks)
        let transform = try PositionTransform(from: from, to: to, links: links, allowsUnknownShift: allowBallpark)
        StandardError.write(transform.summaries.prefix(4) + transform.linkUse.notes)
        if transform.isUnknownShift && !allowBallpark {
            throw InputError.refused(
                file: "transform", place: InputPlace(), what: "the datum shift from \(from) to \(to) is unknown and would be taken as zero",
                next: "state it with --datum-link, use a CRS pair with a known operation, or accept errors of tens of metres with "
                    + "--allow-ballpark")
        }
        let decimals = transform.target.isGeographic ? 10 : 4
        var number = 0
        var batch: [Coordinate] = []
        var firstLine = 1
        while let line = readLine() {
            number += 1
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
            if words.isEmpty { continue }
            guard words.count == 2, let x = Double(words[0]), let y = Double(words[1]), x.isFinite, y.isFinite else {
                throw InputError.refused(
                    file: "standard input", place: InputPlace(line: number), what: "\"\(line.prefix(60))\" is not a position",
                    next: "write two numbers, longitude or easting first")
            }
            if let limits, !limits.contains(Coordinate(x, y)) {
                throw InputError.refused(
                    file: "standard input", place: InputPlace(line: number), what: limits.fault(at: Coordinate(x, y)),
                    next: "state the CRS of the eastings with --from, easting first")
            }
            batch.append(Coordinate(x, y))
            if batch.count == 65_536 {
                try put(&batch, transform, decimals, firstLine)
                firstLine = number + 1
            }
        }
        try put(&batch, transform, decimals, firstLine)
    }

    private func put(_ batch: inout [Coordinate], _ transform: PositionTransform, _ decimals: Int, _ firstLine: Int) throws {
        do {
            try transform.apply(to: &batch)
        } catch {
            guard case .coordinateFailed(let index, let coordinate, _, let message) = error else { throw error }
            throw InputError.refused(
                file: "standard input", place: InputPlace(line: firstLine + index), what: "\(coordinate) has no image: \(message)",
                next: "check the source CRS and the order of the axes")
        }
        var text = JSONBytes()
        for c in batch {
            text.append(c.x, decimals: decimals, trimmed: false)
            text.append(" ")
            text.append(c.y, decimals: decimals, trimmed: false)
            text.append("\n")
        }
        text.withUnsafeBytes { FileHandle.standardOutput.write(Data($0)) }
        batch.removeAll(keepingCapacity: true)
    }
}
