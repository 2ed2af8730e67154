public import OreGeometry

/// Whether the positions of a file can be what its stated CRS says they are. Feed it batch by batch, then ask.
///
/// Counts features: one with any position out of range is out of range. A file is refused when most of its features are, or when the evidence
/// for swapped axes is that strong.
public struct RangeCheck: Sendable, Hashable {
    /// What the positions look like instead.
    public enum Suspicion: Sendable, Hashable {
        /// Latitude/northing first.
        case swappedAxes
        /// Degrees under a projected CRS.
        case degreesAsMetres
        /// Metres under a geographic CRS.
        case metresAsDegrees
        /// Eastings with the prefix of a Chinese zone; `swapped` when they come second, as national tables write them.
        case zonePrefix(GaussKruegerZone, swapped: Bool)
        /// Eastings without the zone prefix that the CRS asks for; `swapped` when they come second.
        case noZonePrefix(GaussKruegerZone, swapped: Bool)
    }

    public let limits: CoordinateLimits
    /// Features with at least one position.
    public private(set) var features = 0
    public private(set) var featuresOutOfRange = 0
    /// The row, counted from 0 over all batches, of the first feature out of range, and the position that is.
    public private(set) var first: (feature: Int, position: Coordinate)? {
        get { firstFeature.map { ($0, firstPosition) } }
        set { (firstFeature, firstPosition) = (newValue?.feature, newValue?.position ?? firstPosition) }
    }
    private var firstFeature: Int?
    private var firstPosition = Coordinate(0, 0)
    /// Rows added, those without positions included.
    public private(set) var rows = 0
    private var inArea = 0
    private var inAreaSwapped = 0
    private var looksLikeDegrees = 0
    /// Features by the zone prefix that all their first, or second, values carry.
    private var prefixes: [Int: Int] = [:]
    private var prefixesSwapped: [Int: Int] = [:]
    /// Features whose eastings would fit the zone but for its prefix.
    private var withoutPrefix = 0
    private var withoutPrefixSwapped = 0
    private var envelope = Envelope.empty

    public init(_ limits: CoordinateLimits) { self.limits = limits }

    /// Adds a batch. Cost: one pass over its positions.
    public mutating func add(_ columns: GeometryColumns) {
        for feature in 0..<columns.count {
            let positions = columns.positions(of: feature)
            if !positions.isEmpty { add(columns.coordinates[positions], row: rows + feature) }
        }
        rows += columns.count
    }

    /// Adds the positions of one feature; nothing happens when there are none.
    public mutating func add(_ positions: ArraySlice<Coordinate>) {
        if !positions.isEmpty { add(positions, row: rows) }
        rows += 1
    }

    /// Adds features that were seen to lie in range and in the area of use.
    public mutating func addInRange(rows count: Int) {
        features += count
        inArea += count
        rows += count
    }

    /// Adds what another check with the same limits saw of the features that follow these.
    public mutating func add(_ later: RangeCheck) {
        if first == nil, let found = later.first { first = (rows + found.feature, found.position) }
        features += later.features
        featuresOutOfRange += later.featuresOutOfRange
        rows += later.rows
        inArea += later.inArea
        inAreaSwapped += later.inAreaSwapped
        looksLikeDegrees += later.looksLikeDegrees
        prefixes.merge(later.prefixes, uniquingKeysWith: +)
        prefixesSwapped.merge(later.prefixesSwapped, uniquingKeysWith: +)
        withoutPrefix += later.withoutPrefix
        withoutPrefixSwapped += later.withoutPrefixSwapped
        envelope.expand(toInclude: later.envelope)
    }

    private mutating func add(_ positions: ArraySlice<Coordinate>, row: Int) {
        features += 1
        if let outside = positions.first(where: { !limits.contains($0) }) {
            featuresOutOfRange += 1
            if first == nil { first = (row, outside) }
        }
        let box = positions.reduce(into: Envelope.empty) { if $1.isFinite { $0.expand(toInclude: $1) } }
        guard !box.isEmpty else { return }
        envelope.expand(toInclude: box)
        if let area = limits.areaOfUse {
            if area.intersects(box) { inArea += 1 }
            if area.intersects(Envelope(minX: box.minY, minY: box.minX, maxX: box.maxY, maxY: box.maxX)) { inAreaSwapped += 1 }
        }
        countPrefixes(box)
        if !limits.crs.isGeographic, box.minX >= -180, box.maxX <= 180, box.minY >= -90, box.maxY <= 90 { looksLikeDegrees += 1 }
    }

    private mutating func countPrefixes(_ box: Envelope) {
        guard max(box.maxX, box.maxY) > 1e5 else { return }
        if let number = Self.prefix(box.minX, box.maxX) { prefixes[number, default: 0] += 1 }
        if let number = Self.prefix(box.minY, box.maxY) { prefixesSwapped[number, default: 0] += 1 }
        func isBare(_ low: Double, _ high: Double) -> Bool { low >= 100_000 && high <= 900_000 }
        func isNorthing(_ low: Double, _ high: Double) -> Bool { low >= limits.range.minY && high <= limits.range.maxY }
        if isBare(box.minX, box.maxX), isNorthing(box.minY, box.maxY) { withoutPrefix += 1 }
        if isBare(box.minY, box.maxY), isNorthing(box.minX, box.maxX) { withoutPrefixSwapped += 1 }
    }

    /// The zone number that both values carry.
    private static func prefix(_ low: Double, _ high: Double) -> Int? {
        guard let a = GaussKruegerZone(.cgcs2000, prefixedEasting: low), a == GaussKruegerZone(.cgcs2000, prefixedEasting: high) else {
            return nil
        }
        return a.number
    }

    /// The share of features out of range, 0...1; 0 without features.
    public var shareOutOfRange: Double { features == 0 ? 0 : Double(featuresOutOfRange) / Double(features) }

    /// What the positions look like instead of what is stated; `nil` while nothing points elsewhere.
    public var suspicion: Suspicion? {
        guard features > 0 else { return nil }
        if looksLikeDegrees == features { return .degreesAsMetres }
        let most = features / 2
        let isOff = featuresOutOfRange > most || (limits.areaOfUse != nil && inArea * 10 < features)
        guard isOff else { return nil }
        if let words = prefixSuspicion { return words }
        if limits.areaOfUse != nil, inAreaSwapped * 10 > features * 9, inArea * 10 < features { return .swappedAxes }
        if limits.crs.isGeographic {
            let isMetric = max(envelope.maxX.magnitude, envelope.minX.magnitude, envelope.maxY.magnitude, envelope.minY.magnitude) > 1_000
            if isMetric { return .metresAsDegrees }
            let swapped = Envelope(minX: envelope.minY, minY: envelope.minX, maxX: envelope.maxY, maxY: envelope.maxX)
            let fitsSwapped = limits.range.contains(swapped)
            if featuresOutOfRange > most, fitsSwapped { return .swappedAxes }
        }
        return nil
    }

    /// What the leading digits of the eastings of more than half of the features say against the CRS.
    private var prefixSuspicion: Suspicion? {
        let stated = GaussKruegerZone.of(limits.crs)
        func zone(_ votes: [Int: Int]) -> GaussKruegerZone? {
            guard let (number, count) = votes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), count * 2 > features else { return nil }
            let datum = GaussKruegerZone.Datum.allCases.first { limits.crs.datumName.contains($0.datumWords) } ?? .cgcs2000
            return GaussKruegerZone(datum, prefixedEasting: Double(number) * 1_000_000 + 500_000)
        }
        func isStated(_ zone: GaussKruegerZone) -> Bool { stated?.hasPrefix == true && stated?.zone == zone }
        if let seen = zone(prefixes), !isStated(seen) { return .zonePrefix(seen, swapped: false) }
        if let seen = zone(prefixesSwapped) { return isStated(seen) ? .swappedAxes : .zonePrefix(seen, swapped: true) }
        guard let stated, stated.hasPrefix else { return nil }
        if withoutPrefix * 2 > features { return .noZonePrefix(stated.zone, swapped: false) }
        if withoutPrefixSwapped * 2 > features { return .noZonePrefix(stated.zone, swapped: true) }
        return nil
    }

    /// The file is not what it claims: most features are out of range, or all evidence says swapped axes or other units.
    public var isRefused: Bool { shareOutOfRange > 0.5 || suspicion != nil }

    /// What, where, what next, in one line; `nil` when the file is not refused.
    public var message: String? {
        guard isRefused else { return nil }
        var words =
            featuresOutOfRange > 0
            ? "\(featuresOutOfRange) of \(features) features lie outside the range of \(limits.crs.label)"
            : "the positions of \(features) features do not fit \(limits.crs.label)"
        if let first { words += ", the first is feature \(first.feature) at (\(first.position))" }
        words += "; expected \(limits.expectation)"
        if !envelope.isEmpty {
            let (west, east) = (CoordinateLimits.text(envelope.minX), CoordinateLimits.text(envelope.maxX))
            words += ", seen \(west) to \(east) and \(CoordinateLimits.text(envelope.minY)) to \(CoordinateLimits.text(envelope.maxY))"
        }
        return words + "; " + (suspicion?.words(for: limits.crs) ?? "state the CRS the positions are in")
    }
}

extension RangeCheck.Suspicion {
    /// What the positions look like and what to do, for the second half of a message.
    func words(for crs: CoordinateReferenceSystem) -> String {
        switch self {
        case .swappedAxes:
            crs.isGeographic
                ? "they look like latitude first; state it with --axis-order latitude-longitude, or axis_order in a profile"
                : "they look like northing first; state it with --axis-order northing-easting, or axis_order in a profile"
        case .degreesAsMetres: "they look like degrees; state a geographic CRS such as EPSG:4490 or EPSG:4326"
        case .metresAsDegrees: "they look like metres; state the projected CRS"
        case .zonePrefix(let zone, let swapped):
            "the \(swapped ? "second" : "first") value looks like an easting of \(zone) (\(zone.prefixedDefinition))"
                + (swapped ? "; state that CRS, and --axis-order northing-easting" : "; state that CRS")
        case .noZonePrefix(let zone, let swapped):
            "the eastings carry no zone prefix; if they are of \(zone), state \(zone.meridianDefinition)"
                + (swapped ? ", and --axis-order northing-easting" : "")
        }
    }
}

extension GaussKruegerZone.Datum {
    /// A part of the datum's name in EPSG.
    fileprivate var datumWords: String {
        switch self {
        case .cgcs2000: "China 2000"
        case .xian1980: "Xian 1980"
        case .beijing1954: "Beijing 1954"
        case .newBeijing: "New Beijing"
        }
    }
}
