public import OreGeometry

/// Whether a layer lies beside another one as a web map's offset would put it (``WebMapOffset``), judged from features that both layers show.
///
/// The middles of the features' boxes are paired, each feature with the nearest one of the other layer of like size. This is done once with the
/// layer as it stands and once for each way it could be displaced, undoing that offset first: the layer traced on a web map, or the other layer.
/// A pairing scores `1 / (1 + (r / s)^2)` a feature, r being the distance left and s 30 m plus a quarter of the smaller diagonal: the reading under
/// which features meet best scores highest. An offset is only named when
///
/// - at least ``fewestPairs`` features have a partner,
/// - it scores higher than the layer as it stands by ``neededZ`` standard errors of the differences between the features' scores; or the pairs
///   of the layer as it stands, which pull towards no displacement, show the offset itself, five standard errors (of at least 15 m) from none,
/// - what is left after undoing it is below 60 m, or below three of its standard errors and a third of the offset.
///
/// Features need not be equal: a working lies somewhere in its licence, which widens the estimate's error but does not move it unless all
/// workings lie on one side. Source of the expected offset: ``WebMapOffset/expected(at:)``.
public struct WebMapEvidence: Sendable, Hashable {
    /// A displacement, metres to the east and north, with the standard error of each.
    public struct Displacement: Sendable, Hashable {
        public let eastMetres: Double
        public let northMetres: Double
        public let eastErrorMetres: Double
        public let northErrorMetres: Double
    }

    public enum Verdict: Sendable, Hashable {
        /// Too few features have a partner to tell.
        case tooFewPairs(Int)
        /// No offset explains the positions better than none.
        case noOffset(Displacement)
        /// The layer looks as if traced on this web map; with the offset that it would have there.
        case looksLike(WebMapOffset, Displacement, expectedEastMetres: Double, expectedNorthMetres: Double)
        /// The other layer looks as if traced on this web map; the displacement is still this layer's against it.
        case otherLooksLike(WebMapOffset, Displacement, expectedEastMetres: Double, expectedNorthMetres: Double)
    }

    /// The other layer.
    public let name: String
    /// Features with a partner under the best reading.
    public let pairs: Int
    public let verdict: Verdict

    public static let fewestPairs = 8
    public static let neededZ = 4.0

    /// - Parameters:
    ///   - features: boxes of features of the layer in question, lon/lat degrees.
    /// - Returns: `nil` when less than half of them lie in ``WebMapOffset/area``.
    /// - Complexity: some microseconds a feature and reading.
    public init?(_ features: [Envelope], against known: KnownPlaces) {
        let inside = features.filter { !$0.isEmpty && WebMapOffset.area.contains($0.center) }
        guard !inside.isEmpty, inside.count * 2 >= features.count else { return nil }
        name = known.name
        let readings = PairingReading.all.map { OutlinePairing($0, inside, known) }
        let asItStands = readings[0]
        let best = readings.dropFirst().max { $0.total < $1.total }
        if let best, best.pairs.count >= Self.fewestPairs, best.leavesLittle, let offset = best.reading.offset,
            best.z(over: asItStands) >= Self.neededZ || asItStands.shows(best.meanExpected(offset), isOther: best.reading.isOther)
        {
            pairs = best.pairs.count
            let expected = best.meanExpected(offset)
            verdict =
                best.reading.isOther
                ? .otherLooksLike(offset, best.displacement, expectedEastMetres: -expected.x, expectedNorthMetres: -expected.y)
                : .looksLike(offset, best.displacement, expectedEastMetres: expected.x, expectedNorthMetres: expected.y)
            return
        }
        pairs = asItStands.pairs.count
        verdict = pairs < Self.fewestPairs ? .tooFewPairs(pairs) : .noOffset(asItStands.displacement)
    }
}
