internal import OreGeometry
internal import OreReferencing

extension LinkInquiry {
    /// For people, a line each, without heading.
    var lines: [String] {
        guard isShiftUnknown else { return ["no link is needed: the shift from \(crs) is known (\(operation))"] }
        var lines = candidates.map(words)
        if !candidates.contains(where: \.leads) {
            lines.append("the shift from \(crs) is unknown, and none of the links fits: verdicts on it stay undecidable")
        } else if outside > 0 {
            lines.append("\(outside) of \(tried) features lie in the area of no link: their shift stays unknown")
        }
        return lines
    }

    private func words(_ candidate: Candidate) -> String {
        let link = candidate.link
        guard candidate.leads else {
            let only = link.appliesTo.isEmpty ? "the datum of \(link.source)" : link.appliesTo.joined(separator: ", ")
            return "link \(link.name) does not fit: it is for \(only)"
        }
        let isIdle = candidate.features == 0
        let use = isIdle ? "would not be used: no feature lies in its area" : "would move \(candidate.features) of \(tried) features"
        let sigma = (candidate.sigmaMetres * 1_000).rounded() / 1_000
        return "link \(link.name) \(use); \(link.method.words), sigma \(sigma) m, area \(link.area)"
    }

    /// For programs.
    var values: [String: Any] {
        [
            "shift_known": !isShiftUnknown, "operation": operation, "features_tried": tried, "features_outside": outside,
            "links": candidates.map { candidate in
                let box = candidate.link.area.envelope
                return [
                    "name": candidate.link.name, "fits": candidate.leads, "features": candidate.features, "sigma_m": candidate.sigmaMetres,
                    "area": [box.minX, box.minY, box.maxX, box.maxY],
                ] as [String: Any]
            },
        ]
    }
}
