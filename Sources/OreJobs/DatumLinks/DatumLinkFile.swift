internal import Foundation
public import OreFeatures
internal import OreGeometry
public import OreReferencing

/// Datum links as an office writes them down: YAML, read strictly. `GeoData/links/example.yaml` documents every key.
public enum DatumLinkFile {
    /// The keys of a link's `method`.
    static let methods = ["translation_3", "plane_4", "helmert_7", "grid"]
    private static let maximumLinks = 1_000
    private static let maximumCorners = 10_000

    /// The links of several files, in their order.
    /// - Throws: as ``read(_:)``; `badConfiguration` for a name used twice.
    public static func read(all paths: [String]) throws(InputError) -> [DatumLink] {
        var links: [DatumLink] = []
        for path in paths {
            for link in try read(path) {
                // A file named by an option and by a profile is one.
                if links.contains(link) { continue }
                if links.contains(where: { $0.name == link.name }) {
                    throw .badConfiguration(
                        file: path, place: InputPlace(), what: "the datum link \"\(link.name)\" is stated twice, differently",
                        next: "give the links different names")
                }
                links.append(link)
            }
        }
        return links
    }

    /// The links of one file, each one usable.
    /// - Throws: `InputError.cannotOpen` for the file or a grid that cannot be read; `badConfiguration` with the line for what is no link: an unknown
    ///   key (with the nearest known one), a missing convention, area, sigma or evidence, parameters that move positions by kilometres.
    public static func read(_ path: String) throws(InputError) -> [DatumLink] {
        var file = try StrictYAML(text: try SettingsText.read(path), file: path)
        guard let sections = try file.sections("links", limit: maximumLinks), !sections.isEmpty else {
            throw file.error("the file has no \"links\"", "see GeoData/links/example.yaml")
        }
        try file.finish()
        let context = ReferencingContext()
        var links: [DatumLink] = []
        for var section in sections {
            let link = try link(&section)
            if links.contains(where: { $0.name == link.name }) { throw section.error("the name \"\(link.name)\" comes twice") }
            if let fault = context.fault(of: link) { throw section.error("the datum link \"\(link.name)\" cannot be used: \(fault)") }
            links.append(link)
        }
        return links
    }

    private static func link(_ yaml: inout StrictYAML) throws(InputError) -> DatumLink {
        guard let name = try yaml.text("name") else { throw yaml.error("a link needs a \"name\"") }
        guard let source = try yaml.text("source"), let target = try yaml.text("target") else {
            throw yaml.error("the link \"\(name)\" needs \"source\" and \"target\"", "CRSs such as EPSG:2362 and EPSG:4526")
        }
        let appliesTo = try yaml.texts("applies_to")
        guard let word = try yaml.word("method", known: methods, { methods.contains($0) ? $0 : nil }) else {
            throw yaml.error("the link \"\(name)\" needs a \"method\"", "one of " + methods.joined(separator: ", "))
        }
        guard var parameters = try yaml.section("parameters") else { throw yaml.error("the link \"\(name)\" needs \"parameters\"") }
        let method = try method(word, &parameters)
        try parameters.finish()
        guard var box = try yaml.section("area") else {
            throw yaml.error("the link \"\(name)\" needs an \"area\"", "parameters hold nowhere else; see GeoData/links/example.yaml")
        }
        let area = try area(&box)
        guard let sigma = try yaml.number("sigma_m") else {
            throw yaml.error("the link \"\(name)\" needs \"sigma_m\"", "its 1-sigma error per axis in metres; verdicts rest on it")
        }
        guard sigma > 0, sigma <= 1_000 else { throw yaml.error("\"sigma_m\" has to be above 0 and at most 1000 metres, not \(sigma)") }
        guard let evidence = try yaml.text("evidence") else {
            throw yaml.error("the link \"\(name)\" needs \"evidence\"", "name the document, survey or authority it rests on")
        }
        var link = DatumLink(
            name: name, source: source, target: target, method: method, area: area, sigmaMetres: sigma, evidence: evidence,
            date: try yaml.text("date"))
        link.appliesTo = appliesTo
        if var fit = try yaml.section("fit") {
            for key in ["points", "redundancy", "rmse_m", "leave_one_out_m"] { _ = try fit.number(key) }
            try fit.finish()
        }
        try yaml.finish()
        return link
    }

    // MARK: Parameters

    private static func method(_ word: String, _ yaml: inout StrictYAML) throws(InputError) -> DatumLink.Method {
        switch word {
        case "translation_3":
            return .translation(x: try need("x_m", &yaml), y: try need("y_m", &yaml), z: try need("z_m", &yaml))
        case "helmert_7": return .helmert(try helmert(&yaml))
        case "plane_4": return .plane(try plane(&yaml))
        default: return .grid(path: try grid(&yaml))
        }
    }

    private static func need(_ key: String, _ yaml: inout StrictYAML) throws(InputError) -> Double {
        guard let value = try yaml.number(key) else { throw yaml.error("the parameter \"\(key)\" is missing") }
        return value
    }

    private static func helmert(_ yaml: inout StrictYAML) throws(InputError) -> DatumLink.Helmert {
        let known = DatumLink.Helmert.Convention.allCases.map(\.rawValue)
        guard let convention = try yaml.word("convention", known: known, { DatumLink.Helmert.Convention(rawValue: $0) }) else {
            throw yaml.error(
                "the sense of rotation is not stated",
                "say convention: \(known.joined(separator: " or ")); the wrong one is wrong by tens of metres")
        }
        return DatumLink.Helmert(
            translation: [try need("x_m", &yaml), try need("y_m", &yaml), try need("z_m", &yaml)],
            rotationArcseconds: [try need("rx_arcsec", &yaml), try need("ry_arcsec", &yaml), try need("rz_arcsec", &yaml)],
            scalePPM: try need("scale_ppm", &yaml), convention: convention)
    }

    private static func plane(_ yaml: inout StrictYAML) throws(InputError) -> DatumLink.PlaneSimilarity {
        let shift = Coordinate(try need("east_m", &yaml), try need("north_m", &yaml))
        let rotation = try need("rotation_arcsec", &yaml)
        let senses = ["counter_clockwise": 1.0, "clockwise": -1.0]
        let sense = try yaml.word("rotation_sense", known: senses.keys.sorted()) { senses[$0] }
        guard let sign = sense ?? (rotation == 0 ? 1 : nil) else {
            throw yaml.error(
                "the sense of rotation is not stated", "say rotation_sense: counter_clockwise or clockwise, easting right and northing up")
        }
        let origin = Coordinate(try yaml.number("origin_east_m") ?? 0, try yaml.number("origin_north_m") ?? 0)
        return DatumLink.PlaneSimilarity(
            shift: shift, rotationArcseconds: sign * rotation, scalePPM: try need("scale_ppm", &yaml), origin: origin)
    }

    private static func grid(_ yaml: inout StrictYAML) throws(InputError) -> String {
        guard let text = try yaml.text("file") else { throw yaml.error("a grid needs a \"file\"", "NTv2 (.gsb) or GeoTIFF") }
        let path = SettingsText.path(text, from: yaml.file)
        // PROJ takes the name within a parameter list: blanks, commas and the like would end it.
        guard path.allSatisfy({ $0.isLetter || $0.isNumber || "/._-".contains($0) }) else {
            throw yaml.error("the grid \"\(path)\" has a character in its path that PROJ cannot take", "use letters, digits, . _ - and /")
        }
        guard FileManager.default.isReadableFile(atPath: path) else { throw .cannotOpen(file: path, reason: "the grid of a datum link") }
        return path
    }

    private static func area(_ yaml: inout StrictYAML) throws(InputError) -> LinkArea {
        if let corners = try yaml.pairs("polygon", limit: maximumCorners) {
            try yaml.finish()
            guard let area = LinkArea(corners: corners.map { Coordinate($0.0, $0.1) }) else {
                throw yaml.error("\"polygon\" needs at least three corners, longitude first, in degrees")
            }
            return area
        }
        guard let west = try yaml.number("west"), let south = try yaml.number("south"), let east = try yaml.number("east"),
            let north = try yaml.number("north")
        else { throw yaml.error("\"area\" needs west, south, east and north in degrees, or a polygon") }
        try yaml.finish()
        guard let area = LinkArea(west: west, south: south, east: east, north: north) else {
            throw yaml.error("\"area\": west has to be west of east, and south south of north, in degrees")
        }
        return area
    }
}
