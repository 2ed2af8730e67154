public import OreDetection
public import OreFeatures
public import OreGeometry

/// The GeoJSON text of one batch of findings, ready to be appended to a file in input order.
public struct EncodedFindings: Sendable {
    /// Features, each on its own line; lines separated, not ended, by the encoder's separator.
    public var bytes: [UInt8]
    /// Of the rounded coordinates.
    public var envelope: Envelope
    public var count: Int
    public var tally: FindingTally
}

/// Turns batches of findings into GeoJSON features (RFC 7946). Pure, so that workers encode concurrently and a consumer appends in order.
///
/// Input: lon/lat degrees of the monitoring CRS. Output: at most 7 decimals, exterior rings counter-clockwise, holes clockwise, positions that
/// coincide after rounding written once, and still valid after rounding (see ``DecimalRounding``). A finding whose whole geometry rounding flattens
/// has a null geometry. Properties stand in the order of ``FindingField``; a member without a value is null.
/// Cost: one pass over the positions.
public struct FindingsEncoder: Sendable {
    /// How features are separated.
    public enum Framing: Sendable, Hashable {
        /// Members of the `features` array of a collection: `,` and a new line between them.
        case collection
        /// One feature per line, each ended by a new line (newline-delimited GeoJSON).
        case lines
        /// RFC 8142: each feature preceded by the record separator U+001E and ended by a new line.
        case textSequence
    }

    /// Decimals of a degree: 1e-7 degrees are about 1 cm.
    static let decimals = 7

    public let framing: Framing

    public init(framing: Framing = .collection) {
        self.framing = framing
    }

    /// - Parameter rounding: of the worker, with 7 decimals; keeps rounded geometry valid. `nil` makes one for this batch.
    public func encode(_ batch: FindingBatch, rounding: DecimalRounding? = nil) -> EncodedFindings {
        let rounding = rounding ?? DecimalRounding(engine: TopologyEngine())
        var json = JSONBytes(capacity: batch.findings.count * 1100 + batch.geometry.coordinates.count * 30)
        var (envelope, tally) = (Envelope.empty, FindingTally())
        envelope.expand(toInclude: append(batch.findings.indices, of: batch, rounding: rounding, to: &json))
        for finding in batch.findings { tally.add(finding) }
        return EncodedFindings(bytes: json.bytes, envelope: envelope, count: batch.findings.count, tally: tally)
    }

    /// Appends the features of some findings of a batch, with what separates them in between, to text that the caller keeps.
    /// - Returns: the box around the rounded coordinates.
    public func append(
        _ rows: Range<Int>, of batch: FindingBatch, rounding: DecimalRounding, to json: inout JSONBytes
    ) -> Envelope {
        var envelope = Envelope.empty
        for row in rows {
            let finding = batch.findings[row]
            if framing == .collection && row > rows.lowerBound { json.raw(",\n") }
            if framing == .textSequence { json.raw("\u{1E}") }
            json.raw("{\"type\":\"Feature\",\"id\":")
            json.string(finding.id)
            json.raw(",\"geometry\":")
            if row < batch.geometry.count {
                let box = json.append(rounding: row, of: batch.geometry, by: rounding, decimals: Self.decimals)
                envelope.expand(toInclude: box)
            } else {
                json.null()
            }
            json.raw(",\"properties\":{")
            Self.append(finding, to: &json)
            json.raw("}}")
            if framing != .collection { json.raw("\n") }
        }
        return envelope
    }

    /// The properties, straight in the order of ``FindingField`` (without `id`, which is the feature's own member).
    private static func append(_ finding: Finding, to json: inout JSONBytes) {
        json.raw("\"rule\":\"")
        json.append(finding.rule.rawValue)
        json.raw("\",\"verdict\":\"")
        json.append(finding.verdict.rawValue)
        json.raw("\",\"probability\":")
        json.number(finding.probability, decimals: 4)
        json.raw(",\"reasons\":")
        json.array(finding.reasons) { $0.append(string: $1.rawValue) }
        json.raw(",\"severity\":")
        json.integer(finding.severity)
        json.raw(",\"footprint_id\":")
        json.string(finding.footprintID)
        json.raw(",\"observed_at\":")
        json.day(finding.observedAt)
        json.raw(",\"observed_from\":")
        json.day(finding.observedFrom)
        json.raw(",\"observed_to\":")
        json.day(finding.observedTo)
        json.raw(",\"class\":")
        json.string(finding.footprintClass)
        json.raw(",\"confidence\":")
        json.number(finding.confidence, decimals: 6)
        appendPlace(of: finding, to: &json)
        appendMeasures(of: finding, to: &json)
    }

    private static func appendPlace(of finding: Finding, to json: inout JSONBytes) {
        json.raw(",\"licence_ids\":")
        json.strings(finding.licenceIDs)
        json.raw(",\"other_licence_ids\":")
        json.strings(finding.otherLicenceIDs)
        json.raw(",\"nearest_licence_id\":")
        json.string(finding.nearestLicenceID)
        json.raw(",\"nearest_licence_m\":")
        json.number(finding.nearestLicenceMetres, decimals: 3)
        json.raw(",\"holder\":")
        json.string(finding.holder)
        json.raw(",\"zone_id\":")
        json.string(finding.zoneID)
        json.raw(",\"district\":")
        json.string(finding.district)
    }

    private static func appendMeasures(of finding: Finding, to json: inout JSONBytes) {
        json.raw(",\"area_m2\":")
        json.number(finding.area, decimals: 3)
        json.raw(",\"footprint_area_m2\":")
        json.number(finding.footprintArea, decimals: 3)
        json.raw(",\"outside_area_m2\":")
        json.number(finding.outsideArea, decimals: 3)
        json.raw(",\"outside_area_beyond_tolerance_m2\":")
        json.number(finding.outsideAreaBeyondTolerance, decimals: 3)
        json.raw(",\"outside_area_interval_m2\":")
        if let interval = finding.outsideAreaInterval {
            json.array([interval.lowerBound, interval.upperBound]) { $0.number($1, decimals: 3) }
        } else {
            json.null()
        }
        json.raw(",\"max_depth_m\":")
        json.number(finding.maximumDepthMetres, decimals: 3)
        json.raw(",\"tolerance_m\":")
        json.number(finding.toleranceMetres, decimals: 3)
        json.raw(",\"label_point\":")
        if let point = finding.labelPoint {
            json.array([point.x, point.y]) { $0.number($1, decimals: 7) }
        } else {
            json.null()
        }
    }
}
