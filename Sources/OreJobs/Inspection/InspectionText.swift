internal import Foundation
internal import OreFeatures
internal import OreGeometry

extension InspectionReport {
    /// The report for people, a line each.
    public var lines: [String] {
        var lines = ["file      \(info.path)"]
        lines.append("format    \(info.format.rawValue), \(info.byteCount) bytes, SHA-256 \(sha256)")
        lines.append("encoding  \(info.encoding.rawValue)" + (info.encodingEvidence.isEmpty ? "" : " (\(info.encodingEvidence))"))
        if info.layers.count > 1 { lines.append("layers    " + info.layers.joined(separator: ", ") + "; the first is read") }
        lines.append("CRS       " + crsText)
        lines += info.remarks.map { "reader    " + $0 }
        lines.append("features  \(features)" + (features == 0 ? "" : ": " + kindText))
        if !extent.isEmpty { lines.append("extent    x \(extent.minX) to \(extent.maxX), y \(extent.minY) to \(extent.maxY)") }
        lines.append("range     " + rangeText)
        lines += linkLines + placeLines
        lines += validityLines
        if droppedZ { lines.append("heights   positions have a third value, which is not kept") }
        lines += fieldLines
        if let proposedProfile { lines += ["", "proposed profile:"] + proposedProfile.split(separator: "\n").map { "  " + $0 } }
        return lines
    }

    private var crsText: String {
        guard let declared = info.declaredCRS else { return crsProblem ?? "not stated" }
        let name = crsName ?? String(declared.definition.prefix(80))
        return "\(name), by \(declared.evidence)" + (crsProblem.map { "; \($0)" } ?? "")
    }

    private var kindText: String {
        let kinds = geometryKinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        return (kinds + (withoutGeometry > 0 ? ["\(withoutGeometry) without geometry"] : [])).joined(separator: ", ")
            + "; \(positions) positions"
    }

    private var rangeText: String {
        if let rangeProblem { return "implausible: " + rangeProblem }
        if crsName == nil { return "not checked without a CRS" }
        return featuresOutOfRange == 0 ? "every position can be in the CRS" : "\(featuresOutOfRange) features have positions out of range"
    }

    private var linkLines: [String] {
        let lines = links?.lines ?? (wereLinksGiven ? ["links cannot be tried without a CRS"] : [])
        return lines.enumerated().map { ($0 == 0 ? "datum     " : "          ") + $1 }
    }

    private var validityLines: [String] {
        func list(_ groups: [String: Int]) -> String {
            groups.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
        var lines = ["geometry  sound \(validity.sound), repairable \(validity.repairable), to be quarantined \(validity.quarantined)"]
        if !validity.repairs.isEmpty { lines.append("          repairs: " + list(validity.repairs)) }
        if !validity.faults.isEmpty { lines.append("          faults: " + list(validity.faults)) }
        lines += validity.examples.prefix(5).map { "          \($0.place): \($0.what)" }
        return lines
    }

    private var fieldLines: [String] {
        if fields.isEmpty { return ["fields    none"] }
        return ["fields    \(fields.count)"]
            + fields.map { field in
                let kinds = field.kinds.isEmpty ? "always empty" : field.kinds.keys.sorted().joined(separator: " or ")
                let empty = (field.nulls > 0 ? ", \(field.nulls) null" : "") + (field.missing > 0 ? ", \(field.missing) missing" : "")
                let samples = field.samples.isEmpty ? "" : ": " + field.samples.joined(separator: " | ")
                return "  \(field.name)  \(kinds)\(empty)\(samples.replacing("\n", with: " "))"
            }
    }

    /// The report for programs: one JSON object, members in alphabetic order; what is not known is null.
    /// - Throws: never for a report of ``Inspection``.
    public func json() throws -> String {
        let object: [String: Any] = [
            "file": info.path, "format": info.format.rawValue, "bytes": info.byteCount, "sha256": sha256,
            "encoding": info.encoding.rawValue, "encoding_evidence": info.encodingEvidence, "layers": info.layers,
            "remarks": info.remarks,
            "crs": [
                "definition": orNull(info.declaredCRS?.definition), "evidence": orNull(info.declaredCRS?.evidence), "name": orNull(crsName),
                "problem": orNull(crsProblem),
            ],
            "crs_candidates": orNull(candidateValues),
            "placement": placement.map {
                ["against": $0.name, "median_m": $0.medianMetres, "share_within_5_km": $0.shareNear, "implausible": $0.isImplausible]
                    as [String: Any]
            },
            "datum_links": orNull(links?.values),
            "web_map_offset": webMapEvidence.map(\.values), "features": features, "geometries": geometryKinds,
            "without_geometry": withoutGeometry, "positions": positions,
            "has_z": droppedZ, "extent": extent.isEmpty ? NSNull() : [extent.minX, extent.minY, extent.maxX, extent.maxY] as Any,
            "range": ["features_out_of_range": featuresOutOfRange, "problem": orNull(rangeProblem)],
            "validity": [
                "sound": validity.sound, "repairable": validity.repairable, "quarantined": validity.quarantined,
                "repairs": validity.repairs,
                "faults": validity.faults,
                "examples": validity.examples.map {
                    ["feature": orNull($0.place.feature), "line": orNull($0.place.line), "what": $0.what]
                },
            ],
            "fields": fields.map { field in
                ["name": field.name, "kinds": field.kinds, "nulls": field.nulls, "missing": field.missing, "samples": field.samples]
            },
            "proposed_profile": orNull(proposedProfile),
        ]
        let data = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}

/// A value for a JSON object, where `nil` is written as null.
func orNull(_ value: Any?) -> Any { value ?? NSNull() }
