internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Incidents for programs: JSON with everything, GeoJSON (RFC 7946) with the fields, CSV (RFC 4180) without geometry.
public enum IncidentsText {
    /// A JSON array of objects, one a line: the members of ``IncidentField``, then `sightings`, `events`, `finding_ids`. A member without a
    /// value is null.
    public static func json(_ listings: [IncidentListing]) -> [UInt8] {
        var json = JSONBytes(capacity: listings.count * 2000 + 64)
        json.raw("[\n")
        for (row, listing) in listings.enumerated() {
            if row > 0 { json.raw(",\n") }
            json.raw("{")
            append(listing, to: &json)
            append(sightingsOf: listing.incident, to: &json)
            append(eventsOf: listing.incident, to: &json)
            json.raw(",\"finding_ids\":")
            json.strings(listing.incident.findingIDs)
            json.raw("}")
        }
        json.raw("\n]\n")
        return json.bytes
    }

    /// A FeatureCollection, a feature a line, WGS 84 lon/lat with at most 7 decimals, valid after rounding; `bbox` when there is geometry.
    public static func geoJSON(_ listings: [IncidentListing]) -> [UInt8] {
        let rounding = DecimalRounding(engine: TopologyEngine())
        var json = JSONBytes(capacity: listings.count * 2000 + 64)
        var rounded = GeometryColumns()
        var box = Envelope.empty
        json.raw("{\"type\":\"FeatureCollection\",\"features\":[\n")
        for (row, listing) in listings.enumerated() {
            if row > 0 { json.raw(",\n") }
            var columns = GeometryColumns()
            columns.append(listing.geometry)
            rounding.append(0, of: columns, to: &rounded)
            box.expand(toInclude: rounded.envelope(of: row))
            json.raw("{\"type\":\"Feature\",\"id\":")
            json.string(listing.incident.handle)
            json.raw(",\"geometry\":")
            json.append(geometry: row, of: rounded, decimals: FindingsEncoder.decimals)
            json.raw(",\"properties\":{")
            append(listing, to: &json)
            json.raw("}}")
        }
        json.raw("\n]")
        if !box.isEmpty {
            json.raw(",\"bbox\":")
            json.array([box.minX, box.minY, box.maxX, box.maxY]) { $0.number($1, decimals: FindingsEncoder.decimals) }
        }
        json.raw("}\n")
        return json.bytes
    }

    /// Header and rows, CRLF. Lists are joined by semicolons; a field without a value is empty.
    public static func csv(_ listings: [IncidentListing]) -> [UInt8] {
        var rows = CSVRow()
        for field in IncidentField.allCases { rows.append(field.rawValue) }
        rows.end()
        for listing in listings {
            for field in IncidentField.allCases { rows.append(field.value(of: listing).text) }
            rows.end()
        }
        return rows.bytes.bytes
    }

    private static func append(_ listing: IncidentListing, to json: inout JSONBytes) {
        for (index, field) in IncidentField.allCases.enumerated() {
            if index > 0 { json.raw(",") }
            json.append(string: field.rawValue)
            json.raw(":")
            json.append(field.value(of: listing))
        }
    }

    private static func append(sightingsOf incident: Incident, to json: inout JSONBytes) {
        json.raw(",\"sightings\":")
        json.array(incident.sightings) { json, sighting in
            json.raw("{\"scene\":")
            json.string(sighting.scene)
            json.raw(",\"kind\":")
            json.string(sighting.kind.rawValue)
            json.raw(",\"content\":")
            json.string(sighting.content.rawValue)
            json.raw(",\"from\":")
            json.day(sighting.period?.from)
            json.raw(",\"to\":")
            json.day(sighting.period?.to)
            json.raw(",\"sensor\":")
            json.string(sighting.sensor)
            json.raw(",\"area_m2\":")
            json.number(sighting.area, decimals: 3)
            json.raw(",\"standing_area_m2\":")
            json.number(sighting.standingArea, decimals: 3)
            json.raw(",\"parts\":")
            json.integer(sighting.parts)
            json.raw("}")
        }
    }

    private static func append(eventsOf incident: Incident, to json: inout JSONBytes) {
        json.raw(",\"events\":")
        json.array(incident.events) { json, event in
            json.raw("{\"kind\":")
            json.string(event.kind.rawValue)
            json.raw(",\"on\":")
            json.day(event.day)
            json.raw(",\"scene\":")
            json.string(event.scene)
            json.raw(",\"area_before_m2\":")
            json.number(event.areaBefore, decimals: 3)
            json.raw(",\"area_after_m2\":")
            json.number(event.areaAfter, decimals: 3)
            json.raw(",\"parts_before\":")
            json.integer(event.partsBefore)
            json.raw(",\"parts_after\":")
            json.integer(event.partsAfter)
            json.raw(",\"handles\":")
            json.strings(event.handles)
            json.raw("}")
        }
    }
}

extension JSONBytes {
    /// The value of a field as a member of an object.
    mutating func append(_ value: FieldValue) {
        switch value {
        case .none: null()
        case .text(let text): string(text)
        case .integer(let number): integer(number)
        case .number(let number, let decimals): self.number(number, decimals: decimals)
        case .texts(let texts): strings(texts)
        case .numbers(let numbers, let decimals): array(numbers) { $0.number($1, decimals: decimals) }
        }
    }
}
