internal import OreGeometry

/// What became of one geometry: its kind as the columns keep it, and the reason when it could not be read.
struct GeometryOutcome {
    var kind: GeometryKind?
    var defect: FeatureDefect?
    var droppedZ = false
}

/// Reads a GeoJSON geometry into the open geometry of ``GeometryColumns``.
///
/// Syntax faults are thrown. Faults of the geometry (wrong nesting, too few positions, numbers outside the doubles) become a defect: the
/// value is passed over, still strictly, and the columns get a geometry without parts.
struct GeometryParser {
    /// Collections within collections beyond this are refused as too deep.
    static let maximumCollectionDepth = 32

    private var positions: [Coordinate] = []
    private var hasZ = false
    private var isFinite = true
    private var ringNumber = 0
    private var ringDefect: FeatureDefect?

    /// A geometry object or null at the present byte. Does not close the geometry.
    mutating func parse(_ s: inout JSONScanner, into columns: inout GeometryColumns, depth: Int) throws(JSONFault) -> GeometryOutcome {
        hasZ = false
        isFinite = true
        ringNumber = 0
        ringDefect = nil
        let start = s.p
        if start.pointee == UInt8(ascii: "n") {
            try s.literal("null")
            return GeometryOutcome(kind: nil)
        }
        do throws(JSONFault) {
            var outcome = GeometryOutcome(kind: try object(&s, into: &columns, depth: depth, nesting: 0))
            outcome.droppedZ = hasZ
            outcome.defect = isFinite ? ringDefect : .nonFiniteCoordinate
            if outcome.defect == nil, outcome.kind != .geometryCollection, !columns.hasOpenParts { outcome.defect = .emptyGeometry }
            if outcome.defect != nil { columns.discardOpenGeometry() }
            return outcome
        } catch {
            guard let defect = GeometryParser.defect(error, in: s) else { throw error }
            columns.discardOpenGeometry()
            s.p = start
            try s.skipValue(depth: depth)
            return GeometryOutcome(kind: nil, defect: defect, droppedZ: hasZ)
        }
    }

    /// Faults that belong to the feature, not to the file.
    private static func defect(_ fault: JSONFault, in s: JSONScanner) -> FeatureDefect? {
        switch fault.kind {
        case .badGeometry: .badValue(column: "geometry", value: excerpt(fault.at, s), expected: "a GeoJSON geometry")
        case .badCoordinates: .badValue(column: "coordinates", value: excerpt(fault.at, s), expected: "the nesting of the geometry's type")
        default: nil
        }
    }

    private static func excerpt(_ at: Int, _ s: JSONScanner) -> String {
        let count = min(24, max(0, s.end - s.base - at))
        return String(decoding: UnsafeBufferPointer(start: s.base + at, count: count).prefix { $0 >= 0x20 }, as: UTF8.self)
    }

    // MARK: The geometry object

    private mutating func object(
        _ s: inout JSONScanner, into columns: inout GeometryColumns, depth: Int, nesting: Int
    ) throws(JSONFault) -> GeometryKind {
        guard nesting < GeometryParser.maximumCollectionDepth else { throw s.fault(.tooDeep) }
        let start = s.offset
        try s.expect(0x7B, .badGeometry)
        var kind: GeometryKind?
        var isRead = false
        var hasType = false
        var contents: (coordinates: UnsafePointer<UInt8>?, geometries: UnsafePointer<UInt8>?)
        guard !s.isEmptyContainer(0x7D) else { throw JSONFault(kind: .badGeometry, at: start) }
        repeat {
            s.skipWhitespace()
            let nameStart = s.offset
            let name = try s.string(.keyExpected)
            try s.expectToken(0x3A, .colonExpected)
            s.skipWhitespace()
            if name.equals("type") {
                guard !hasType else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
                hasType = true
                let valueStart = s.offset
                kind = GeometryParser.kind(try s.string(.badGeometry))
                if kind == nil { throw JSONFault(kind: .badGeometry, at: valueStart) }
            } else if name.equals("coordinates") {
                guard contents.coordinates == nil else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
                contents.coordinates = s.p
                if let kind, kind != .geometryCollection {
                    try coordinates(&s, kind, into: &columns)
                    isRead = true
                } else {
                    try s.skipValue(depth: depth)
                }
            } else if name.equals("geometries") {
                guard contents.geometries == nil else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
                contents.geometries = s.p
                try s.skipValue(depth: depth)
            } else {
                try s.skipValue(depth: depth)
            }
        } while try s.continues(until: 0x7D)
        guard let kind else { throw JSONFault(kind: .badGeometry, at: start) }
        if isRead { return kind }
        let member = kind == .geometryCollection ? contents.geometries : contents.coordinates
        return try deferred(&s, kind, at: member, start, into: &columns, nesting)
    }

    /// The member that stood before `type`, or the members of a collection: read again now that the kind is known.
    private mutating func deferred(
        _ s: inout JSONScanner, _ kind: GeometryKind, at member: UnsafePointer<UInt8>?, _ start: Int, into columns: inout GeometryColumns,
        _ nesting: Int
    ) throws(JSONFault) -> GeometryKind {
        guard let member else { throw JSONFault(kind: .badGeometry, at: start) }
        let end = s.p
        defer { s.p = end }
        s.p = member
        guard kind == .geometryCollection else {
            try coordinates(&s, kind, into: &columns)
            return kind
        }
        return try collection(&s, into: &columns, nesting: nesting)
    }

    private static func kind(_ text: JSONText) -> GeometryKind? {
        if text.equals("Polygon") { return .polygon }
        if text.equals("MultiPolygon") { return .multiPolygon }
        if text.equals("Point") { return .point }
        return GeometryKind.allCases.first { $0.name == text.string }
    }

    /// Polygonal members go on as the parts of one multipolygon; other members are read just as strictly and left out.
    private mutating func collection(
        _ s: inout JSONScanner, into columns: inout GeometryColumns, nesting: Int
    ) throws(JSONFault) -> GeometryKind {
        var hasPolygons = false
        guard s.p.pointee == 0x5B else { throw JSONFault(kind: .badGeometry, at: s.offset) }
        s.p += 1
        if s.isEmptyContainer(0x5D) { return .geometryCollection }
        repeat {
            s.skipWhitespace()
            var member = GeometryColumns()
            let kind = try object(&s, into: &member, depth: nesting + 4, nesting: nesting + 1)
            member.closeGeometry(kind)
            guard kind.isPolygonal, !member.parts(of: 0).isEmpty else { continue }
            hasPolygons = true
            columns.appendParts(of: member)
        } while try s.continues(until: 0x5D)
        return hasPolygons ? .multiPolygon : .geometryCollection
    }

    // MARK: Coordinates

    private mutating func coordinates(
        _ s: inout JSONScanner, _ kind: GeometryKind, into columns: inout GeometryColumns
    ) throws(JSONFault) {
        switch kind {
        case .polygon: try polygon(&s, into: &columns)
        case .multiPolygon: try list(&s) { parser, s throws(JSONFault) in try parser.polygon(&s, into: &columns) }
        case .point:
            guard try !isEmptyArray(&s) else { return }
            try position(&s)
            flush(into: &columns)
            columns.closePart()
        case .multiPoint:
            try list(&s) { parser, s throws(JSONFault) in
                try parser.position(&s)
                parser.flush(into: &columns)
                columns.closePart()
            }
        case .lineString: try line(&s, into: &columns)
        case .multiLineString: try list(&s) { parser, s throws(JSONFault) in try parser.line(&s, into: &columns) }
        case .geometryCollection: throw s.fault(.badGeometry)
        }
    }

    private func isEmptyArray(_ s: inout JSONScanner) throws(JSONFault) -> Bool {
        let start = s.p
        try s.expect(0x5B, .badCoordinates)
        if s.isEmptyContainer(0x5D) { return true }
        if s.isAtEnd { throw s.fault(.valueExpected) }
        s.p = start
        return false
    }

    private mutating func list(
        _ s: inout JSONScanner, _ element: (inout GeometryParser, inout JSONScanner) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        try s.expect(0x5B, .badCoordinates)
        if s.isEmptyContainer(0x5D) { return }
        repeat {
            s.skipWhitespace()
            try element(&self, &s)
        } while try s.continues(until: 0x5D)
    }

    private mutating func polygon(_ s: inout JSONScanner, into columns: inout GeometryColumns) throws(JSONFault) {
        try s.expect(0x5B, .badCoordinates)
        if s.isEmptyContainer(0x5D) { return }
        var isExterior = true
        repeat {
            s.skipWhitespace()
            try ring(&s)
            examineRing(isExterior: isExterior)
            flush(into: &columns)
            isExterior = false
        } while try s.continues(until: 0x5D)
        columns.closePart()
    }

    /// An open ring stays as it is when the gap may be within the metre that is repaired, whatever the CRS: that is decided in metres later.
    private mutating func examineRing(isExterior: Bool) {
        defer { ringNumber += 1 }
        guard ringDefect == nil else { return }
        guard let first = positions.first, let last = positions.last else {
            ringDefect = isExterior ? .emptyGeometry : .tooFewPositions(ring: ringNumber)
            return
        }
        if positions.count < 4 {
            // Three corners that were left open by mistake are still counted as too few: which corner is missing is unknown.
            ringDefect = .tooFewPositions(ring: ringNumber)
        } else if first != last, isFinite {
            let gap = ((last.x - first.x) * (last.x - first.x) + (last.y - first.y) * (last.y - first.y)).squareRoot()
            if gap > 1 { ringDefect = .ringNotClosed(ring: ringNumber, gap: gap) }
        }
    }

    private mutating func line(_ s: inout JSONScanner, into columns: inout GeometryColumns) throws(JSONFault) {
        try ring(&s)
        if positions.count == 1, ringDefect == nil { ringDefect = .tooFewPositions(ring: ringNumber) }
        ringNumber += 1
        guard !positions.isEmpty else { return }
        flush(into: &columns)
        columns.closePart()
    }

    private mutating func flush(into columns: inout GeometryColumns) {
        columns.coordinates.append(contentsOf: positions)
        columns.closeRing()
        positions.removeAll(keepingCapacity: true)
    }

    /// An array of positions.
    private mutating func ring(_ s: inout JSONScanner) throws(JSONFault) {
        positions.removeAll(keepingCapacity: true)
        try s.expect(0x5B, .badCoordinates)
        if s.isEmptyContainer(0x5D) { return }
        repeat {
            s.skipWhitespace()
            try position(&s)
        } while try s.continues(until: 0x5D)
    }

    @inline(__always)
    private mutating func position(_ s: inout JSONScanner) throws(JSONFault) {
        let start = s.p
        try s.expect(0x5B, .badCoordinates)
        s.skipWhitespace()
        let x = try ordinate(&s, start)
        s.skipWhitespace()
        guard s.p.pointee == 0x2C else { throw notAPosition(s, start) }
        s.p += 1
        s.skipWhitespace()
        let y = try ordinate(&s, start)
        s.skipWhitespace()
        if s.p.pointee == 0x5D { s.p += 1 } else { try furtherOrdinates(&s, start) }
        positions.append(Coordinate(x, y))
    }

    @inline(__always)
    private mutating func ordinate(_ s: inout JSONScanner, _ start: UnsafePointer<UInt8>) throws(JSONFault) -> Double {
        let byte = s.p.pointee
        guard byte &- 0x30 < 10 || byte == 0x2D else { throw notAPosition(s, start) }
        let value = try s.number()
        if !value.isFinite { isFinite = false }
        return value
    }

    private mutating func furtherOrdinates(_ s: inout JSONScanner, _ start: UnsafePointer<UInt8>) throws(JSONFault) {
        while s.p.pointee == 0x2C {
            s.p += 1
            s.skipWhitespace()
            hasZ = true
            _ = try ordinate(&s, start)
            s.skipWhitespace()
        }
        guard s.p.pointee == 0x5D else { throw s.fault(.commaOrEndExpected) }
        s.p += 1
    }

    @inline(never)
    private func notAPosition(_ s: JSONScanner, _ start: UnsafePointer<UInt8>) -> JSONFault {
        s.isAtEnd ? s.fault(.badCoordinates) : JSONFault(kind: .badCoordinates, at: start - s.base)
    }
}

extension GeometryColumns {
    /// The geometry that is being built has at least one part.
    fileprivate var hasOpenParts: Bool { ringOffsets.count - 1 > Int(partOffsets[partOffsets.count - 1]) }

    /// Adds the parts of the only geometry of another batch to the geometry that is being built.
    fileprivate mutating func appendParts(of other: GeometryColumns) {
        for part in other.parts(of: 0) {
            for ring in other.rings(ofPart: part) {
                coordinates.append(contentsOf: other.coordinates[other.positions(ofRing: ring)])
                closeRing()
            }
            closePart()
        }
    }
}
