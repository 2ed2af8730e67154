internal import OreCases
internal import OreDetection
public import OreFeatures
internal import OreGeometry

/// Incidents as files for people's programs. Every function writes its file whole, or nothing, and throws `OutputError`.
public enum IncidentExports {
    /// For QGIS: one layer `incidents` with typed columns; lists joined with `;`.
    public static func geoPackage(_ listings: [IncidentListing], to path: String) throws {
        try GeoPackageWriter.write([layer(listings)], to: path)
    }

    /// The layer `incidents` of a GeoPackage.
    public static func layer(_ listings: [IncidentListing]) -> GeoPackageWriter.Layer {
        GeoPackageWriter.Layer(name: "incidents", fields: IncidentField.allCases.map(field), style: LayerStyles.incidents) { append in
            for listing in listings {
                var columns = GeometryColumns()
                columns.append(listing.geometry)
                try append(columns, 0, IncidentField.allCases.map { cell($0.value(of: listing)) })
            }
        }
    }

    private static func field(_ field: IncidentField) -> GeoPackageWriter.Field {
        switch field {
        case .severity, .seen, .clear, .cloudy, .unsuspected, .findings, .place: .init(field.rawValue, .integer)
        case .probability, .area, .areaBeyondTolerance, .maximumArea, .growth, .expectedArea: .init(field.rawValue, .real)
        case .group: .init("holder_group", .text)  // "group" is a word of SQL.
        default: .init(field.rawValue, .text)
        }
    }

    private static func cell(_ value: FieldValue) -> GeoPackageWriter.Value {
        switch value {
        case .none: .null
        case .text(let text): .text(text)
        case .integer(let number): .integer(number)
        case .number(let number, _): .real(number)
        case .texts, .numbers: value.joined.map { .text($0) } ?? .null
        }
    }

    /// For the office: sheets `incidents`, `sightings` and `events`.
    public static func workbook(_ listings: [IncidentListing], to path: String) throws {
        let incidents = XLSXWriter.Sheet(name: "incidents", columns: IncidentField.allCases.map(column)) { append in
            for listing in listings { try append(IncidentField.allCases.map { value($0, listing) }) }
        }
        try XLSXWriter.write([incidents, sightings(listings), events(listings)], to: path)
    }

    static func column(_ field: IncidentField) -> XLSXWriter.Column {
        switch field {
        case .area, .areaBeyondTolerance, .maximumArea, .growth, .expectedArea: .init(field.rawValue, width: 18, format: .whole)
        case .probability: .init(field.rawValue, width: 12, format: .twoDecimals)
        case .severity, .seen, .clear, .cloudy, .unsuspected, .findings, .place: .init(field.rawValue, width: 10)
        case .labelPoint, .earliestFindingID, .holder: .init(field.rawValue, width: 26)
        default: .init(field.rawValue)
        }
    }

    static func value(_ field: IncidentField, _ listing: IncidentListing) -> XLSXWriter.Value {
        if field.isDay { return field.day(of: listing.incident).map { .date($0) } ?? .empty }
        let value = field.value(of: listing)
        switch value {
        case .none: return .empty
        case .text(let text): return .text(text)
        case .integer(let number): return .integer(number)
        case .number(let number, _): return .number(number)
        case .texts, .numbers: return value.joined.map { .text($0) } ?? .empty
        }
    }

    private static func sightings(_ listings: [IncidentListing]) -> XLSXWriter.Sheet {
        let columns: [XLSXWriter.Column] = [
            .init("handle"), .init("scene", width: 26), .init("kind"), .init("content"), .init("from"), .init("to"), .init("sensor"),
            .init("area_m2", width: 18, format: .whole), .init("standing_area_m2", width: 18, format: .whole), .init("parts", width: 8),
        ]
        return XLSXWriter.Sheet(name: "sightings", columns: columns) { append in
            for incident in listings.map(\.incident) {
                for sighting in incident.sightings {
                    try append([
                        .text(incident.handle), .text(sighting.scene), .text(sighting.kind.rawValue), .text(sighting.content.rawValue),
                        sighting.period.map { .date($0.from) } ?? .empty, sighting.period.map { .date($0.to) } ?? .empty,
                        sighting.sensor.map { .text($0) } ?? .empty, .number(sighting.area), .number(sighting.standingArea),
                        .integer(sighting.parts),
                    ])
                }
            }
        }
    }

    private static func events(_ listings: [IncidentListing]) -> XLSXWriter.Sheet {
        let columns: [XLSXWriter.Column] = [
            .init("handle"), .init("event"), .init("on"), .init("scene", width: 26), .init("area_before_m2", width: 18, format: .whole),
            .init("area_after_m2", width: 18, format: .whole), .init("parts_before", width: 8), .init("parts_after", width: 8),
            .init("handles", width: 26),
        ]
        return XLSXWriter.Sheet(name: "events", columns: columns) { append in
            for incident in listings.map(\.incident) {
                for event in incident.events {
                    try append([
                        .text(incident.handle), .text(event.kind.rawValue), event.day.map { .date($0) } ?? .empty, .text(event.scene),
                        .number(event.areaBefore), .number(event.areaAfter), .integer(event.partsBefore), .integer(event.partsAfter),
                        event.handles.isEmpty ? .empty : .text(event.handles.joined(separator: ";")),
                    ])
                }
            }
        }
    }

    /// For phones and globe viewers: KML 2.2, a folder a state, coloured by the first rule.
    /// - Parameter words: of names and headings; the values stay as they are.
    public static func kml(_ listings: [IncidentListing], language words: Language, to path: String) throws {
        let styles = RuleName.allCases.map { rule in
            let colour = UInt32(rule.colours.light.description.dropFirst(), radix: 16) ?? 0
            return KMLWriter.Style(identifier: rule.rawValue, line: colour << 8 | 0xFF, fill: colour << 8 | 0x66)
        }
        let writer = KMLWriter(
            try AtomicFile(path), title: words.heading(.incidents), note: words(.notALegalFinding), styles: styles)
        let rounding = DecimalRounding(engine: TopologyEngine())
        for state in Incident.State.allCases {
            let own = listings.filter { $0.incident.state == state }
            guard !own.isEmpty else { continue }
            writer.beginFolder(words.name(of: state))
            for listing in own {
                var columns = GeometryColumns()
                columns.append(listing.geometry ?? listing.incident.labelPoint.map { .point($0) })
                try writer.append(
                    geometry: 0, of: rounding.rounded(0, of: columns), name: listing.incident.handle, fields: fields(listing, words),
                    style: listing.incident.rules.first?.land?.rawValue)
            }
        }
        try writer.finish()
    }

    private static func fields(_ listing: IncidentListing, _ words: Language) -> [(name: String, value: String)] {
        let readable = [
            (name: words.heading(.verdict), value: words.name(of: listing.incident.verdict)),
            (name: words.heading(.area), value: QuantityText.area(listing.incident.area, words)),
        ]
        return readable
            + IncidentField.allCases.filter { $0 != .aliases }.map { (name: $0.rawValue, value: $0.value(of: listing).text) }
            .filter { !$0.value.isEmpty }
    }

    /// For hand-held receivers: GPX 1.1, the point inside each incident as a waypoint. Incidents without one are left out.
    public static func gpx(_ listings: [IncidentListing], language words: Language, to path: String) throws {
        let file = try AtomicFile(path)
        var gpx = JSONBytes(capacity: listings.count * 300 + 400)
        gpx.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"orewatch \(RunRecord.programVersion)\"")
        gpx.append(" xmlns=\"http://www.topografix.com/GPX/1/1\">\n<metadata><name>")
        gpx.append(xml: words.heading(.incidents))
        gpx.append("</name><desc>")
        gpx.append(xml: words(.notALegalFinding))
        gpx.append("</desc></metadata>\n")
        for listing in listings {
            guard let point = listing.incident.labelPoint else { continue }
            gpx.append("<wpt lat=\"")
            gpx.append(point.y, decimals: 7)
            gpx.append("\" lon=\"")
            gpx.append(point.x, decimals: 7)
            gpx.append("\"><name>")
            gpx.append(xml: listing.place.map { "\($0) " } ?? "")
            gpx.append(xml: listing.incident.handle)
            gpx.append("</name><desc>")
            gpx.append(xml: IncidentTable.sentence(listing.incident, words))
            gpx.append("</desc></wpt>\n")
        }
        gpx.append("</gpx>\n")
        try file.write(draining: &gpx)
        try file.commit()
    }
}
