internal import OreGeometry

/// A corner table read to the end: one feature a licence, its coordinates easting or longitude first.
struct CornerTable {
    struct Feature {
        var licence: CornerLicence
        var geometry: Geometry?
        var defect: FeatureDefect?
    }

    private(set) var features: [Feature] = []
    private(set) var notation = CornerNotation.metres
    private(set) var declaredCRS: DeclaredCRS?
    private(set) var remarks: [String] = []
    let document: CornerDocument

    /// - Throws: `InputError.refused` with the line for cells that are no coordinates, mixed notations, minutes or seconds of 60 or more, axes
    ///   that cannot be told apart, rings given twice, and words of the file that contradict its eastings.
    /// - Parameter axisOrder: which column comes first, as somebody stated it; asked where the headings leave it open.
    init(_ document: CornerDocument, _ faults: CornerFaults, axisOrder: AxisOrder? = nil) throws(InputError) {
        self.document = document
        let cells = try Self.cells(document, faults)
        guard let first = cells.first?.first else {
            throw faults.refused(nil, nil, "the table has no corners", "each corner is a row of number and two coordinates")
        }
        notation = try Self.notation(cells, document, faults)
        var pairs: [[Coordinate]] = []
        for (licence, texts) in zip(document.licences, cells) {
            var values: [Coordinate] = []
            for (row, text) in zip(licence.rows, texts) { values.append(try Self.values(row, text, notation, document, faults)) }
            pairs.append(values)
        }
        let axes = try Self.axes(pairs, first, document, notation, axisOrder, faults)
        remarks.append("corner table in \(notation.name); axes \(axes.evidence)")
        if notation == .packed { remarks.append("packed angles: \(document.cornerCount) corners, all minutes and seconds below 60") }
        if !axes.firstIsX { pairs = pairs.map { $0.map { Coordinate($0.y, $0.x) } } }
        try decideCRS(pairs, faults)
        for (licence, positions) in zip(document.licences, pairs) { features.append(try feature(licence, positions, faults)) }
        remarks.append(ringCount)
        remarks += document.remarks
    }

    // MARK: Cells

    private typealias Cell = (first: CoordinateText, second: CoordinateText)

    private static func cells(_ document: CornerDocument, _ faults: CornerFaults) throws(InputError) -> [[Cell]] {
        var result: [[Cell]] = []
        for licence in document.licences {
            var cells: [Cell] = []
            for row in licence.rows {
                cells.append(
                    (
                        try read(row.first, row, document.headings.first, faults),
                        try read(row.second, row, document.headings.second, faults)
                    ))
            }
            result.append(cells)
        }
        return result.contains { !$0.isEmpty } ? result : []
    }

    private static func read(
        _ text: String, _ row: CornerRow, _ heading: String, _ faults: CornerFaults
    ) throws(InputError) -> CoordinateText {
        do {
            return try CoordinateText(text)
        } catch {
            throw self.fault(error, text, row, heading, faults)
        }
    }

    private static func fault(
        _ fault: CoordinateText.Fault, _ text: String, _ row: CornerRow, _ heading: String, _ faults: CornerFaults
    ) -> InputError {
        let cell = "\"\(text.prefix(40))\""
        return switch fault {
        case .unreadable:
            faults.refused(
                row.line, heading, "\(cell) is not a coordinate", "write metres, decimal degrees, or degrees, minutes and seconds")
        case .sixty(let what):
            faults.refused(row.line, heading, "\(cell) has \(what)", "minutes and seconds are below 60; correct the cell")
        case .ambiguousComma:
            faults.refused(row.line, heading, "the comma of \(cell) may mark decimals or thousands", "write a decimal point")
        }
    }

    // MARK: Notation

    private static func notation(
        _ cells: [[Cell]], _ document: CornerDocument, _ faults: CornerFaults
    ) throws(InputError) -> CornerNotation {
        let isAngular = (angular(document.roles.first), angular(document.roles.second))
        var known: (notation: CornerNotation, line: Int)?
        for (licence, texts) in zip(document.licences, cells) {
            for (row, cell) in zip(licence.rows, texts) {
                for (text, isAngular) in [(cell.first, isAngular.0), (cell.second, isAngular.1)] {
                    let notation = CornerNotation(text, isAngular: isAngular)
                    guard let first = known else {
                        known = (notation, row.line)
                        continue
                    }
                    if first.notation != notation {
                        throw faults.refused(
                            row.line, nil, "\(notation.name) here, \(first.notation.name) in line \(first.line)",
                            "write all corners in one notation"
                        )
                    }
                }
            }
        }
        return known?.notation ?? .metres
    }

    private static func angular(_ role: CoordinateRole) -> Bool { role == .longitude || role == .latitude }

    private static func values(
        _ row: CornerRow, _ cell: Cell, _ notation: CornerNotation, _ document: CornerDocument, _ faults: CornerFaults
    ) throws(InputError) -> Coordinate {
        func value(_ text: CoordinateText, _ raw: String, _ heading: String) throws(InputError) -> Double {
            let value: Double
            do { value = try notation.value(text) } catch { throw fault(error, raw, row, heading, faults) }
            if notation.isAngle, value.magnitude > 180 {
                throw faults.refused(
                    row.line, heading, "\"\(raw.prefix(40))\" is more than half a turn", "correct the cell, or name metres X and Y")
            }
            return value
        }
        return Coordinate(
            try value(cell.first, row.first, document.headings.first), try value(cell.second, row.second, document.headings.second))
    }

    // MARK: Axes and CRS

    private static func axes(
        _ pairs: [[Coordinate]], _ first: Cell, _ document: CornerDocument, _ notation: CornerNotation, _ order: AxisOrder?,
        _ faults: CornerFaults
    ) throws(InputError) -> CornerAxes {
        let line = document.licences.lazy.compactMap { $0.rows.first?.line }.first
        func isEast(_ letter: Character) -> Bool { letter == "E" || letter == "W" }
        var document = document
        if let a = first.first.hemisphere, let b = first.second.hemisphere {
            guard isEast(a) != isEast(b) else { throw faults.refused(line, nil, "both coordinates say \(a)", "correct the letters") }
            let said = isEast(a) ? (CoordinateRole.longitude, CoordinateRole.latitude) : (.latitude, .longitude)
            let isContrary = angular(document.roles.first) && document.roles != said
            if isContrary {
                throw faults.refused(line, nil, "the letters \(a) and \(b) contradict the headings", "exchange the headings or the letters")
            }
            document.roles = said
        }
        do {
            return try CornerAxes(pairs.flatMap { $0 }, document: document, notation: notation, order: order)
        } catch {
            throw faults.refused(line, nil, error.what, error.next)
        }
    }

    private mutating func decideCRS(_ pairs: [[Coordinate]], _ faults: CornerFaults) throws(InputError) {
        var prefixes: Set<Int> = []
        if !notation.isAngle {
            for pair in pairs { for c in pair { if let zone = NationalGrid.zone(ofEasting: c.x) { prefixes.insert(zone) } } }
        }
        do {
            declaredCRS = try document.crs.declared(isAngle: notation.isAngle, prefixes: prefixes)
        } catch {
            throw faults.refused(nil, nil, error.what, "correct the file, or split it by zone and datum")
        }
        if declaredCRS == nil, document.roles.first == .longitude || document.roles.second == .longitude,
            [document.headings.first, document.headings.second].allSatisfy({ $0.utf8.allSatisfy { $0 < 128 } && !$0.isEmpty })
        {
            let words = "headings \"\(document.headings.first)\" and \"\(document.headings.second)\", taken as WGS 84"
            declaredCRS = DeclaredCRS(definition: "EPSG:4326", evidence: words)
        }
        guard declaredCRS == nil else { return }
        if let unknown = document.crs.unknown { remarks.append("the coordinate system \"\(unknown)\" is not known") }
        if let zone = prefixes.first {
            let codes = NationalGrid.Datum.allCases.compactMap { datum in
                NationalGrid.code(datum, zone: zone, isPrefixed: true).map { "EPSG:\($0) (\(datum.rawValue))" }
            }
            remarks.append("eastings of zone \(zone), datum not stated: " + codes.joined(separator: ", "))
        }
    }

    // MARK: Geometry

    private func feature(
        _ licence: CornerLicence, _ positions: [Coordinate], _ faults: CornerFaults
    ) throws(InputError) -> Feature {
        if positions.isEmpty { return Feature(licence: licence) }
        let rings = try CornerRings(licence.rows, positions, isAngle: notation.isAngle, faults).rings
        if let short = rings.firstIndex(where: { $0.positions.count < 4 }) {
            return Feature(licence: licence, defect: .tooFewPositions(ring: short))
        }
        return Feature(licence: licence, geometry: try CornerAssembly.geometry(rings, faults))
    }

    private var ringCount: String {
        let polygons = features.compactMap(\.geometry).flatMap(\.polygons)
        let holes = polygons.reduce(0) { $0 + $1.holes.count }
        return "\(features.count) \(features.count == 1 ? "licence" : "licences"), \(polygons.count) exterior rings, \(holes) holes, "
            + "\(document.cornerCount) corners"
    }
}
