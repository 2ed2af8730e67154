internal import OreGeometry

/// A CRS tried on a layer in one axis order: where the layer would lie, and what speaks for it.
struct CandidateTrial {
    let entry: CatalogueEntry
    let order: CRSCandidate.AxisOrder
    /// The sampled features as read, easting first.
    let source: [Coordinate]
    /// The same in degrees on the CRS's own datum.
    let places: [Coordinate]
    let shareInArea: Double
    /// Mean closeness to the context, 0...1; 1 without context.
    var closeness = 1.0
    var contextWords: [String] = []
    var support: TextHints.Support?
    /// How likely the outlines of the context make it against the best of its group, 0...1; 1 where they cannot tell.
    var outlineWeight = 1.0
    var outlineWords: String?

    /// Degrees beyond the area of use that still count as within: areas are rounded, and registers reach over zone borders.
    static let margin = 0.25

    /// `nil` when less than half of the sample lies within the area of use.
    init?(_ entry: CatalogueEntry, _ order: CRSCandidate.AxisOrder, source: [Coordinate], places: [Coordinate]) {
        let inside = places.count { $0.isFinite && entry.covers($0, margin: Self.margin) }
        guard inside * 2 >= places.count, inside > 0 else { return nil }
        self.entry = entry
        self.order = order
        self.source = source
        self.places = places
        shareInArea = Double(inside) / Double(places.count)
    }

    /// Prior weight times likelihood; see ``CRSDetective``.
    var score: Double { CandidateTrial.prevalence(entry) * orderWeight * areaWeight * closeness * (support?.factor ?? 1) * outlineWeight }

    /// Files with the northing first are the minority, though national tables write them.
    private var orderWeight: Double { order == .eastingFirst ? 1 : 0.3 }
    /// Each tenth of the layer beyond the area of use makes the CRS half as likely.
    private var areaWeight: Double { max(0.001, 1 - 5 * (1 - shareInArea) * (1 - shareInArea) - (1 - shareInArea)) }

    var extent: Envelope { places.reduce(into: Envelope.empty) { if $1.isFinite { $0.expand(toInclude: $1) } } }

    /// How common a CRS is among files of its place, relative to WGS 84's: a judgement, not a count.
    ///
    /// Geocentric datums lie within metres of WGS 84. Classical datums are superseded nearly everywhere, so they weigh little; where PROJ
    /// cannot compute their shift (China), they weigh five times as much, because old registers abound and a mistake cannot be bounded.
    static func prevalence(_ entry: CatalogueEntry) -> Double {
        let isChineseClassical = entry.areaName.contains("China") && ["Xian 1980", "Beijing 1954", "New Beijing"].contains(entry.datumName)
        let classical = isChineseClassical ? 0.25 : 0.05
        guard entry.projection != nil else {
            if entry.code == "EPSG:4326" { return 10 }
            return entry.isGeocentric ? 0.5 : classical
        }
        switch entry.code {
        case "EPSG:3857": return 1
        case "EPSG:3395", "EPSG:5041", "EPSG:5042", "EPSG:32661", "EPSG:32761": return 0.02
        default: break
        }
        if entry.datumName.hasPrefix("WGS 72") { return 0.005 }
        guard entry.isGeocentric else { return classical }
        if entry.datumName == "WGS 84" { return entry.name.contains("UTM zone") && !entry.name.contains("(") ? 1 : 0.1 }
        if entry.datumName == "CGCS2000" { return entry.name.contains("3-degree") ? 1 : 0.5 }
        return 0.5
    }

    /// What speaks for the CRS, a sentence each.
    var evidence: [String] {
        var lines: [String] = []
        if let support { lines.append("the words around the file name it: \(support.words)") }
        lines += contextWords
        if let outlineWords { lines.append(outlineWords) }
        lines.append(
            shareInArea == 1
                ? "every sampled feature lies within its area of use"
                : "\(Int((shareInArea * 100).rounded(.down))) % of the sampled features lie within its area of use")
        return lines
    }

    /// Rough metres between the images of two positions of the sample under two trials.
    func distance(to other: CandidateTrial) -> Double {
        let last = places.count - 1
        return Set([0, last / 2, last]).map { i in
            let (a, b) = (places[i], other.places[i])
            guard a.isFinite, b.isFinite else { return a.isFinite == b.isFinite ? 0 : Double.infinity }
            let metric = LocalMetric(.wgs84, latitude: a.y)
            let turns = ((a.x - b.x) / 360).rounded()
            return metric.distance(a, Coordinate(b.x + 360 * turns, b.y))
        }.max() ?? 0
    }
}
