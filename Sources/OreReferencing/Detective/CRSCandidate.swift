public import OreGeometry

/// A CRS that the positions of a layer may be in, with the evidence for it.
public struct CRSCandidate: Sendable, Hashable {
    public enum AxisOrder: String, Sendable, Hashable {
        /// First value easting or longitude: the order this program works in.
        case eastingFirst = "easting first"
        /// First value northing or latitude: the columns have to be swapped.
        case northingFirst = "northing first"
    }

    /// `EPSG:32717`, for ``ReferencingContext/crs(_:)`` and `--crs`.
    public let definition: String
    /// `WGS 84 / UTM zone 17S`.
    public let name: String
    public let axisOrder: AxisOrder
    /// 0...1: that the positions come to lie right, to within ``CRSInvestigation/sameMetres``, when read as this CRS. CRSs that mean the
    /// same to within that distance share one confidence.
    public internal(set) var confidence: Double
    /// Where the layer would lie, lon/lat degrees.
    public let extent: Envelope
    /// Candidates of one group put the layer at the same place but for their datums and scales; groups are counted from 0, the best first.
    public internal(set) var group: Int
    /// How far the layer would move against the best of its group, metres; `nil` when that was not computed or cannot be.
    public internal(set) var metresFromBest: Double?
    /// The shift between its datum and WGS 84 is not known to PROJ: how far the layer would move cannot be said.
    public internal(set) var hasUnknownShift: Bool
    /// Outlines of other layers fit another of its group better.
    public internal(set) var outlinesSpeakAgainst: Bool
    /// The share of the sampled features within the area of use.
    public let shareInArea: Double
    /// How near the layer would lie to the context, 0...1; 1 without context. See ``CRSDetective``.
    public let closeness: Double
    /// What speaks for and against it, a sentence each.
    public internal(set) var evidence: [String]

    /// `EPSG:32717 (WGS 84 / UTM zone 17S)`.
    public var label: String { "\(definition) (\(name))" }
}

/// What an investigation found: candidates in order, and whether one of them can be taken without asking.
public struct CRSInvestigation: Sendable, Hashable {
    /// Positions that differ by no more than this are taken as the same: the largest sigma of the published accepted null shifts.
    public static let sameMetres = 3.0

    /// Best first: by group, in a group by confidence and prevalence. At most ``CRSDetective/maximumCandidates``.
    public let candidates: [CRSCandidate]
    /// How many CRSs had their area of use where the layer would lie, listed or not.
    public let fitting: Int
    /// How many CRSs were tried.
    public let tried: Int
    /// Other layers were there to compare with.
    public let hasContext: Bool

    /// Why no candidate may be used unasked, or the one that may.
    public enum Decision: Sendable, Hashable {
        case accepted(CRSCandidate, because: String)
        case refused(because: String)
    }

    /// The least confidence of a candidate that is accepted unasked.
    public static let acceptedConfidence = 0.9
    /// The greatest confidence that any other candidate, of another place or datum, may then have.
    public static let toleratedRival = 0.06

    /// The least closeness to the context: the context must not speak against what words say.
    public static let acceptedCloseness = 0.1

    /// Whether the best candidate is accepted without being stated (`--crs auto`).
    ///
    /// It is when all of this holds: there is context, and the layer is as close to it as ``acceptedCloseness``; its confidence is at least
    /// ``acceptedConfidence``; no candidate that would put the layer
    /// elsewhere (farther than ``sameMetres``, or by an unknown shift) has more than ``toleratedRival``; and its axes are easting first.
    public var decision: Decision {
        guard let best = candidates.first else { return .refused(because: "no CRS of the EPSG database fits the positions") }
        guard hasContext else {
            return .refused(because: "there is no other layer with a known CRS to compare with, and ranges alone do not decide")
        }
        let rivals = candidates.dropFirst().filter { $0.group != best.group || $0.isElsewhere }
        if best.confidence < Self.acceptedConfidence {
            return .refused(because: "the best candidate has a confidence of only \(best.confidence.twoDecimals)")
        }
        if let rival = rivals.max(by: { $0.confidence < $1.confidence }), rival.confidence > Self.toleratedRival {
            return .refused(because: "\(rival.label) fits too, with a confidence of \(rival.confidence.twoDecimals)")
        }
        guard best.closeness >= Self.acceptedCloseness else {
            return .refused(because: "as \(best.label) it would lie far from everything it is compared with")
        }
        guard best.axisOrder == .eastingFirst else {
            return .refused(because: "the first value is the northing or latitude; say --axis-order northing-easting")
        }
        let evidence = best.evidence.prefix(3).joined(separator: "; ")
        return .accepted(best, because: "confidence \(best.confidence.twoDecimals): \(evidence)")
    }

    /// The best three that differ by more than ``sameMetres``, in one line, for a refusal.
    public var bestThree: String {
        let groups = Set(candidates.map(\.group))
        let heads = groups.compactMap { group in candidates.first { $0.group == group } }
        let others = candidates.filter { candidate in
            candidate.isElsewhere && !heads.contains(candidate)
        }
        return (heads + others).sorted { ($1.confidence, $0.group) < ($0.confidence, $1.group) }.prefix(3).map {
            "\($0.label) \($0.confidence.twoDecimals)"
        }.joined(separator: ", ")
    }
}

extension CRSCandidate {
    /// Not the same as the best of its group to within ``CRSInvestigation/sameMetres``.
    var isElsewhere: Bool { hasUnknownShift || (metresFromBest ?? .infinity) > CRSInvestigation.sameMetres }
}

extension Double {
    /// `0.93`.
    var twoDecimals: String {
        let hundredths = Int((self * 100).rounded())
        return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
    }
}
