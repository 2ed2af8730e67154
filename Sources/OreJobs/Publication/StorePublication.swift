internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreReporting
public import OreStorage

/// The current state of a store as one GeoPackage that others open: licences, zones, findings, incidents and, when asked for, footprints.
public struct StorePublication {
    private let store: Store
    private let includesFootprints: Bool

    public init(_ store: Store, includesFootprints: Bool = false) {
        (self.store, self.includesFootprints) = (store, includesFootprints)
    }

    /// Writes the file whole, or nothing. Geometries are lon/lat and keep their full doubles.
    /// - Returns: the rows of each layer, in the order of the layers.
    /// - Throws: `OutputError`, `StoreError`.
    public func write(to path: String) throws -> [(layer: String, rows: Int)] {
        let licences = try store.licences(asOf: nil)
        let zones = try store.zones(asOf: nil)
        let incidents = try store.incidents(CaseFilter())
        var counts: [String: Int] = [:]
        var layers = [licenceLayer(licences), zoneLayer(zones)]
        if includesFootprints { layers.append(footprintLayer { counts["footprints", default: 0] += 1 }) }
        layers.append(findingLayer { counts["findings", default: 0] += 1 })
        layers.append(incidentLayer(incidents))
        try GeoPackageWriter.write(layers, to: path)
        counts["licences"] = licences.count
        counts["zones"] = zones.count
        counts["incidents"] = incidents.count
        return layers.map { ($0.name, counts[$0.name] ?? 0) }
    }

    private func licenceLayer(_ table: LicenceTable) -> GeoPackageWriter.Layer {
        let fields: [GeoPackageWriter.Field] =
            ["licence_id", "holder", "holder_group", "mineral", "method", "status", "capacity"].map { .init($0, .text) }
            + [.init("valid_from", .date), .init("valid_to", .date), .init("position_sigma_m", .real), .init("events", .text)]
        return GeoPackageWriter.Layer(name: "licences", fields: fields, style: LayerStyles.licences) { append in
            for (i, licence) in table.rows.enumerated() {
                let texts = [licence.id, licence.holder, licence.group, licence.mineral, licence.method, licence.status, licence.capacity]
                let events = licence.events.map { "\($0.kind.rawValue) \($0.day)" }.joined(separator: "; ")
                try append(
                    table.geometry, i,
                    texts.map(Self.cell) + [
                        Self.cell(licence.validFrom?.description), Self.cell(licence.validTo?.description),
                        Self.cell(licence.positionSigma),
                        Self.cell(events.isEmpty ? nil : events),
                    ])
            }
        }
    }

    private func zoneLayer(_ table: ZoneTable) -> GeoPackageWriter.Layer {
        let fields: [GeoPackageWriter.Field] =
            ["zone_id", "name", "kind", "authority"].map { .init($0, .text) } + [.init("since", .date), .init("until", .date)]
        return GeoPackageWriter.Layer(name: "zones", fields: fields, style: LayerStyles.zones) { append in
            for (i, zone) in table.rows.enumerated() {
                let texts = [zone.id, zone.name, zone.kind.rawValue, zone.authority, zone.since?.description, zone.until?.description]
                try append(table.geometry, i, texts.map(Self.cell))
            }
        }
    }

    private func footprintLayer(_ wrote: @escaping () -> Void) -> GeoPackageWriter.Layer {
        let fields: [GeoPackageWriter.Field] =
            ["footprint_id", "scene_id", "source", "class"].map { .init($0, .text) }
            + [.init("observed_from", .date), .init("observed_to", .date), .init("confidence", .real)]
        let store = store
        return GeoPackageWriter.Layer(name: "footprints", fields: fields, style: LayerStyles.footprints) { append in
            for unit in try store.footprintUnits() {
                let found = try store.footprints(in: unit)
                for row in 0..<found.batch.count {
                    let footprint = found.batch.footprint(at: row)
                    let texts = [
                        footprint.id, found.scenes[row], footprint.source, footprint.footprintClass,
                        footprint.observed?.from.description, footprint.observed?.to.description,
                    ]
                    try append(found.batch.geometry, row, texts.map(Self.cell) + [Self.cell(footprint.confidence)])
                    wrote()
                }
            }
        }
    }

    private func findingLayer(_ wrote: @escaping () -> Void) -> GeoPackageWriter.Layer {
        let store = store
        let shape = FindingsGeoPackage.fields + [GeoPackageWriter.Field("scene", .text), .init("incident", .text)]
        return GeoPackageWriter.Layer(name: "findings", fields: shape, style: LayerStyles.findings) { append in
            try store.forEachFinding(CaseFilter()) { stored in
                var columns = GeometryColumns()
                columns.append(stored.geometry)
                try append(columns, 0, FindingsGeoPackage.values(of: stored.finding) + [.text(stored.scene), Self.cell(stored.incident)])
                wrote()
            }
        }
    }

    /// On the ground of the last sighting where it can be told, else the label point.
    private func incidentLayer(_ incidents: [Incident]) -> GeoPackageWriter.Layer {
        IncidentExports.layer(incidents.map { IncidentListing($0, geometry: $0.labelPoint.map { .point($0) }) })
    }

    private static func cell(_ text: String?) -> GeoPackageWriter.Value { text.map { .text($0) } ?? .null }
    private static func cell(_ number: Double?) -> GeoPackageWriter.Value { number.map { .real($0) } ?? .null }
}
