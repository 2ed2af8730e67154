internal import OreGeometry

/// Splits edges that are straight in the source CRS until their images deviate less than a tolerance from straight lines in the target.
///
/// Each edge is halved from its lexicographically smaller end, by a test that sees nothing but the edge itself. Two polygons that share an edge
/// therefore share every inserted position bit for bit, whichever way round and in whichever batch they come. The deviation is tested at the
/// quarters of the edge, one level of halving at a time, one call of the transform per level for all edges of the batch.
struct EdgeSplitter {
    /// An edge of 1,000 km whose image bends by 100 km needs 12 halvings; more than this is a singularity.
    static let maximumDepth = 20

    /// A position to be put into the edge that starts at position `edge` of the batch, `order` along the edge in the edge's own direction.
    struct Insertion {
        var edge: Int
        var order: Int
        var image: Coordinate
    }

    /// An edge, or a piece of one, from its lexicographically smaller end to its larger.
    struct Piece {
        var feature: Int
        var edge: Int
        var isReversed: Bool
        /// Place of the two ends on the edge, in units of 2^-20 of it.
        var start: Int
        var end: Int
        var a: Coordinate
        var b: Coordinate
        var imageA: Coordinate
        var imageB: Coordinate
    }

    let toleranceMetres: Double
    let target: TargetMetric
    /// Longitudes jump by a turn at the 180th meridian of a geographic target; not a bend.
    let jump: Double?
    /// Longer pieces are halved untested; `nil` when there are none.
    let longestTrustedEdgeMetres: Double?
    /// Transforms in place; positions without an image become infinite.
    let images: (inout [Coordinate]) -> Void

    private(set) var insertions: [Insertion] = []
    private(set) var faults: [Int: GeometryTransformFault] = [:]

    init(
        toleranceMetres: Double, target: TargetMetric, sourceIsAngular: Bool, longestTrustedEdgeMetres: Double? = nil,
        images: @escaping (inout [Coordinate]) -> Void
    ) {
        self.toleranceMetres = toleranceMetres
        self.target = target
        self.jump = sourceIsAngular ? nil : target.halfTurn
        self.longestTrustedEdgeMetres = longestTrustedEdgeMetres
        self.images = images
    }

    /// A whole edge as a piece; `nil` when its ends are equal.
    static func piece(
        feature: Int, edge: Int, _ a: Coordinate, _ b: Coordinate, _ imageA: Coordinate, _ imageB: Coordinate
    ) -> Piece? {
        if a == b { return nil }
        let whole = 1 << maximumDepth
        if Coordinate.lexicographicallyPrecedes(a, b) {
            return Piece(feature: feature, edge: edge, isReversed: false, start: 0, end: whole, a: a, b: b, imageA: imageA, imageB: imageB)
        }
        return Piece(feature: feature, edge: edge, isReversed: true, start: 0, end: whole, a: b, b: a, imageA: imageB, imageB: imageA)
    }

    /// Splits all pieces. `limit` bounds the positions that may be inserted.
    mutating func split(_ pieces: [Piece], limit: Int) {
        var open = pieces
        var depth = 0
        while !open.isEmpty {
            open = halve(open, isLast: depth == EdgeSplitter.maximumDepth - 1 || insertions.count > limit)
            depth += 1
        }
        insertions.sort { ($0.edge, $0.order) < ($1.edge, $1.order) }
    }

    /// One level: the pieces that are not yet straight enough, halved.
    private mutating func halve(_ pieces: [Piece], isLast: Bool) -> [Piece] {
        var tests: [Coordinate] = []
        tests.reserveCapacity(3 * pieces.count)
        for piece in pieces {
            let middle = midpoint(piece.a, piece.b)
            tests.append(midpoint(piece.a, middle))
            tests.append(middle)
            tests.append(midpoint(middle, piece.b))
        }
        var tested = tests
        images(&tested)
        var open: [Piece] = []
        for (index, piece) in pieces.enumerated() where faults[piece.feature] == nil {
            let probes = (tested[3 * index], tested[3 * index + 1], tested[3 * index + 2])
            if let fault = fault(of: piece, probes) {
                faults[piece.feature] = fault
            } else if isBent(piece, probes) {
                guard !isLast else {
                    faults[piece.feature] = .edgeDoesNotSettle(from: piece.a, to: piece.b)
                    continue
                }
                cut(piece, at: tests[3 * index + 1], image: probes.1, into: &open)
            }
        }
        return open
    }

    private func isBent(_ piece: Piece, _ probes: (Coordinate, Coordinate, Coordinate)) -> Bool {
        if let longest = longestTrustedEdgeMetres, target.distance(of: piece.imageB, from: piece.imageA, to: piece.imageA) > longest {
            return true
        }
        return target.distance(of: probes.1, from: piece.imageA, to: piece.imageB) >= toleranceMetres
            || target.distance(of: probes.0, from: piece.imageA, to: piece.imageB) >= toleranceMetres
            || target.distance(of: probes.2, from: piece.imageA, to: piece.imageB) >= toleranceMetres
    }

    private func fault(of piece: Piece, _ probes: (Coordinate, Coordinate, Coordinate)) -> GeometryTransformFault? {
        for (probe, next) in [(piece.imageA, probes.0), (probes.0, probes.1), (probes.1, probes.2), (probes.2, piece.imageB)] {
            guard probe.isFinite, next.isFinite else { return .edgeDoesNotSettle(from: piece.a, to: piece.b) }
            if target.isPole(next) { return .containsPole }
            if let jump, (probe.x - next.x).magnitude > jump { return .crossesAntimeridian(from: probe, to: next) }
        }
        return nil
    }

    private mutating func cut(_ piece: Piece, at middle: Coordinate, image: Coordinate, into open: inout [Piece]) {
        let place = (piece.start + piece.end) / 2
        let order = piece.isReversed ? (1 << EdgeSplitter.maximumDepth) - place : place
        insertions.append(Insertion(edge: piece.edge, order: order, image: image))
        var (near, far) = (piece, piece)
        (near.end, near.b, near.imageB) = (place, middle, image)
        (far.start, far.a, far.imageA) = (place, middle, image)
        open.append(near)
        open.append(far)
    }

    private func midpoint(_ a: Coordinate, _ b: Coordinate) -> Coordinate {
        Coordinate(x: (a.x + b.x) * 0.5, y: (a.y + b.y) * 0.5)
    }
}
