public import ArgumentParser
import Foundation
import OreFeatures
import OreGeometry
import OreJobs
import OreReferencing

/// `orewatch datum`: what is known of datum shifts, and how an office states one that is not.
struct DatumCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datum", abstract: "Datum shifts: fit one from control points, list those that are accepted.",
        subcommands: [DatumFitCommand.self, DatumListCommand.self])
}

/// `orewatch datum fit`: control points in, a datum link out.
struct DatumFitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Fit a datum link from control points, with residuals, leave-one-out errors and the sigma that verdicts will use.",
        discussion: """
            Example:
              orewatch datum fit --points pairs.csv --from EPSG:2362 --to EPSG:4526 --name county-north --output county-north.yaml
              orewatch detect ... --datum-link county-north.yaml

            The points are a table with the columns name, source_x, source_y, target_x, target_y, easting or longitude first. Points that the
            others contradict are named and refused (65) until they are corrected or left out with --exclude.
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument { case table, json }

    @Option(help: "Table of control points (CSV).") var points: String
    @Option(help: "CRS of source_x and source_y, on the old datum.") var from: String
    @Option(help: "CRS of target_x and target_y, on CGCS2000 or WGS 84.") var to: String
    @Option(help: "auto, or the number of parameters: 3 (geocentric translation), 4 (plane similarity), 7 (Helmert).")
    var method = LinkFitMethod.automatic
    @Option(parsing: .singleValue, help: "Leave a point out; repeatable.") var exclude: [String] = []
    @Option(
        name: .customLong("point-sigma"),
        help: "1-sigma error per axis of a pair in metres, when known: the test for gross errors is sharper with it.")
    var pointSigma: Double?
    @Option(help: "Name of the link, for run records.") var name = "fitted"
    @Option(help: "Date of the link, as reports shall cite it.") var date: String?
    @Option(help: "Where the points come from, for run records.") var evidence: String?
    @Option(name: .shortAndLong, help: "Where to write the link (YAML), for --datum-link.") var output: String?
    @Option(help: "table or json.") var format = Form.table

    func validate() throws {
        if let pointSigma, !(pointSigma > 0 && pointSigma <= 1_000) { throw ValidationError("--point-sigma takes metres above 0") }
        if name.isEmpty { throw ValidationError("--name takes a name") }
    }

    func run() throws {
        var pairs = try ControlPointFile.read(points)
        for name in exclude {
            guard pairs.contains(where: { $0.name == name }) else {
                throw ValidationError("--exclude \(name): \(points) has no such point; it has \(list(pairs.map(\.name)))")
            }
            pairs.removeAll { $0.name == name }
        }
        var fit = try LinkFitter(from: from, to: to).fit(pairs, method: method, name: name, pointSigma: pointSigma)
        let file = URL(filePath: points).lastPathComponent
        let left = exclude.isEmpty ? "" : ", without \(list(exclude))"
        fit.link.evidence = "\(evidence.map { $0 + "; " } ?? "")fitted from \(pairs.count) control points of \(file)\(left)"
        fit.link.date = date
        if let output {
            let file = try AtomicFile(output)
            try file.write(Array(DatumLinkFile.text(of: fit).utf8))
            try file.commit()
        }
        switch format {
        case .table: print(fit.lines.joined(separator: "\n"))
        case .json: print(try fit.json())
        }
    }

    private func list(_ names: [String]) -> String {
        names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
    }
}

/// `orewatch datum list`: accepted null shifts, and the links of files.
struct DatumListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the datum pairs whose shift is accepted as zero, with sigma and source, and the datum links of files.",
        discussion: "Example: orewatch datum list --datum-link county-north.yaml")

    enum Form: String, CaseIterable, ExpressibleByArgument { case table, json }

    @Option(name: .customLong("datum-link"), parsing: .singleValue, help: "Datum links (YAML); repeatable.") var datumLinks: [String] = []
    @Option(help: "table or json.") var format = Form.table

    func run() throws {
        let links = try DatumLinkFile.read(all: datumLinks)
        let context = ReferencingContext()
        let shifts = try links.map { try context.largestShift(of: $0) }
        switch format {
        case .table: print(lines(links, shifts).joined(separator: "\n"))
        case .json: print(try json(links, shifts))
        }
    }

    private func lines(_ links: [DatumLink], _ shifts: [Double]) -> [String] {
        var lines = ["Accepted as zero, 1-sigma error per axis:"]
        lines += AcceptedNullShift.published.map { null in
            "  \(null.datums.joined(separator: " - ")): \(String(format: "%g", null.sigmaMetres)) m. \(null.source)"
        }
        for (link, shift) in zip(links, shifts) {
            lines += ["", "\(link)", "  area \(link.area); moves positions there by up to \(String(format: "%.1f", shift)) m"]
        }
        return lines
    }

    private func json(_ links: [DatumLink], _ shifts: [Double]) throws -> String {
        let object: [String: Any] = [
            "accepted_null_shifts": AcceptedNullShift.published.map { null in
                ["datums": null.datums, "sigma_m": null.sigmaMetres, "source": null.source] as [String: Any]
            },
            "datum_links": zip(links, shifts).map { link, shift in
                [
                    "name": link.name, "source": link.source, "target": link.target, "method": link.method.words,
                    "sigma_m": link.sigmaMetres, "evidence": link.evidence, "date": link.date as Any? ?? NSNull(),
                    "area": link.area.corners.map { [$0.x, $0.y] }, "largest_shift_m": (shift * 1000).rounded() / 1000,
                ] as [String: Any]
            },
        ]
        let data = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}

extension LinkFitMethod: ExpressibleByArgument {}
