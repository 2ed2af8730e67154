internal import Foundation
internal import OreGeometry
internal import OreReferencing

extension InspectionReport {
    /// How many places, and CRSs of each, are printed; all of them are in the JSON.
    private static let printedGroups = 3
    private static let printedSiblings = 5

    /// Placement and candidates, for people.
    var placeLines: [String] {
        var lines: [String] = []
        for place in placement {
            let share = "\(Int((place.shareNear * 100).rounded())) % of the features within 5 km of \(place.name)"
            lines.append(
                "place     " + (place.isImplausible ? "implausible: " : "") + share + ", the median \(distance(place.medianMetres)) from it"
            )
        }
        lines += webMapEvidence.map { "web map   " + $0.words }
        guard let candidates else { return lines }
        lines.append(
            "could be  \(candidates.fitting) of \(candidates.tried) CRSs fit"
                + (candidates.hasContext ? "" : "; name layers with a known CRS with --against to tell more"))
        for group in 0..<Self.printedGroups { lines += self.lines(candidates.candidates.filter { $0.group == group }) }
        switch candidates.decision {
        case .accepted(let candidate, _): lines.append("          --crs auto would take \(candidate.definition)")
        case .refused(let reason): lines.append("          --crs auto would refuse: \(reason)")
        }
        return lines
    }

    /// One place: its best CRS with the evidence, then the others that put the layer there.
    private func lines(_ group: [CRSCandidate]) -> [String] {
        guard let best = group.first else { return [] }
        let box = best.extent
        let extent = String(format: "lon %.2f to %.2f, lat %.2f to %.2f", box.minX, box.maxX, box.minY, box.maxY)
        var lines = ["  \(confidence(best))    \(best.label), \(best.axisOrder.rawValue): \(extent)"]
        lines += best.evidence.map { "            " + $0 }
        lines += group.dropFirst().prefix(Self.printedSiblings).map { sibling in
            "  \(confidence(sibling))    \(sibling.label)" + (sibling.siblingWords.map { ": " + $0 } ?? "")
        }
        let rest = group.count - 1 - Self.printedSiblings
        if rest > 0 { lines.append("            and \(rest) more that put it there") }
        return lines
    }

    private func confidence(_ candidate: CRSCandidate) -> String { String(format: "%.2f", candidate.confidence) }

    private func distance(_ metres: Double) -> String {
        metres < 10_000 ? "\(Int(metres.rounded())) m" : "\(Int((min(metres, 1e9) / 1_000).rounded())) km"
    }

    /// The candidates as JSON values.
    var candidateValues: [String: Any]? {
        guard let candidates else { return nil }
        var auto: [String: Any] = [:]
        switch candidates.decision {
        case .accepted(let candidate, let reason): auto = ["accepted": candidate.definition, "reason": reason]
        case .refused(let reason): auto = ["accepted": NSNull(), "reason": reason]
        }
        return [
            "tried": candidates.tried, "fitting": candidates.fitting, "has_context": candidates.hasContext, "auto": auto,
            "candidates": candidates.candidates.map { candidate in
                [
                    "crs": candidate.definition, "name": candidate.name, "confidence": (candidate.confidence * 1e4).rounded() / 1e4,
                    "axis_order": candidate.axisOrder.rawValue, "group": candidate.group,
                    "metres_from_best": orNull(candidate.metresFromBest.map { ($0 * 100).rounded() / 100 }),
                    "unknown_datum_shift": candidate.hasUnknownShift, "outlines_speak_against": candidate.outlinesSpeakAgainst,
                    "share_in_area_of_use": candidate.shareInArea,
                    "extent": [candidate.extent.minX, candidate.extent.minY, candidate.extent.maxX, candidate.extent.maxY],
                    "evidence": candidate.evidence,
                ] as [String: Any]
            },
        ]
    }
}

extension CRSCandidate {
    /// How it differs from the best of its group; `nil` for the best itself.
    var siblingWords: String? {
        if hasUnknownShift { return "positions cannot tell it apart, and the shift of its datum is unknown" }
        guard let metresFromBest, metresFromBest > 0 else { return nil }
        if metresFromBest < 0.01 { return "the same" }
        let metres = String(format: metresFromBest < 10 ? "%.1f" : "%.0f", metresFromBest)
        return metres + " m off, " + (outlinesSpeakAgainst ? "which fits the outlines less well" : "which positions cannot tell")
    }
}
