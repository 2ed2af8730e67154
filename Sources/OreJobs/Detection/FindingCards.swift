public import OreDetection
internal import OreFeatures
public import OreGeometry
internal import OreReferencing
public import OreReporting

/// Gathers what the maps of single findings show: licences around, the zone, and the label point in the national grid.
public struct FindingCards {
    private let result: DetectionResult
    private let licenceTree: PackedRTree
    private let zoneRows: [String: Int]
    private let showsHolders: Bool
    private let context = ReferencingContext()
    /// Licences drawn on one map; the nearest come first.
    private static let maximumLicences = 40

    /// - Parameter showsHolders: whether the licences on the maps name their holders.
    public init(_ result: DetectionResult, showsHolders: Bool = true) {
        self.result = result
        self.showsHolders = showsHolders
        licenceTree = PackedRTree((0..<result.licences.count).map { result.licences.geometry.envelope(of: $0) })
        zoneRows = Dictionary(result.zones.rows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameters:
    ///   - geometry: of the finding, lon/lat degrees.
    ///   - footprint: the whole footprint.
    public func card(_ finding: Finding, geometry: Geometry, footprint: Geometry?) -> FindingCard {
        let shown = (footprint ?? geometry).envelope
        var card = FindingCard(finding: finding, geometry: geometry, footprint: footprint, licences: licences(around: shown, finding))
        card.zone = finding.zoneID.flatMap { zoneRows[$0] }.flatMap(zone)
        card.projected = finding.labelPoint.flatMap(inGaussKrueger)
        return card
    }

    private func licences(around box: Envelope, _ finding: Finding) -> [ContextArea] {
        let window = box.expanded(by: max(box.width, box.height))
        var rows = licenceTree.query(window).filter { result.licences.isSpatial($0) }
        if let nearest = finding.nearestLicenceID, !rows.contains(where: { result.licences.rows[$0].id == nearest }),
            (finding.nearestLicenceMetres ?? .infinity) < 5000, let row = result.licences.rows.firstIndex(where: { $0.id == nearest })
        {
            rows.append(row)
        }
        let day = finding.observedAt ?? finding.observedTo
        return rows.sorted().prefix(Self.maximumLicences).compactMap { row in
            let licence = result.licences.rows[row]
            guard let geometry = result.licences.geometry.geometry(at: row) else { return nil }
            let isInForce = !finding.otherLicenceIDs.contains(licence.id) && day.map { licence.covers($0) } ?? true
            return ContextArea(
                id: licence.id, geometry: geometry, label: showsHolders ? licence.holder : nil, validity: licence.validity,
                isInForce: isInForce)
        }
    }

    private func zone(_ row: Int) -> ContextArea? {
        result.zones.geometry.geometry(at: row).map { geometry in
            let zone = result.zones.rows[row]
            return ContextArea(id: zone.id, geometry: geometry, label: zone.name, validity: zone.since.map { "since \($0)" })
        }
    }

    /// The label point in the 3-degree Gauss-Krueger zone of CGCS2000 it lies in; `nil` outside China's zones.
    private func inGaussKrueger(_ point: Coordinate) -> ProjectedPosition? {
        guard let zone = GaussKruegerZone.cgcs2000(forLongitude: point.x),
            let target = try? context.crs(zone.prefixedDefinition), let source = try? context.crs(MonitoringReference.monitoringCRS),
            let transform = try? context.transform(from: source, to: target, area: nil), let position = try? transform(point)
        else { return nil }
        func metres(_ value: Double) -> String {
            var text = JSONBytes(capacity: 32)
            text.append(value, decimals: 2, trimmed: false)
            return text.text
        }
        return ProjectedPosition(crs: target.label, easting: metres(position.x), northing: metres(position.y))
    }
}

extension Licence {
    /// By the plain dates; for the line style of a map only.
    fileprivate func covers(_ day: Day) -> Bool { validFrom.map { $0 <= day } ?? true && validTo.map { day <= $0 } ?? true }

    fileprivate var validity: String? {
        guard validFrom != nil || validTo != nil else { return nil }
        return (validFrom?.description ?? "") + " - " + (validTo?.description ?? "")
    }
}
