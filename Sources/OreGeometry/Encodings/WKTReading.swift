/// Well-known text (OGC 06-103r4 and EWKT) to values.
///
/// Keywords in any case; `Z`, `M` and `ZM` after the keyword or joined to it; positions of two to four numbers without a tag; `EMPTY`;
/// `SRID=n;` in front; multipoints with or without inner parentheses. Only x and y are kept. Depth is bounded.
extension Geometry {
    /// Reads one geometry that fills `text`, white space around it excepted.
    /// - Throws: ``GeometryEncodingError`` with the UTF-8 byte at which reading stopped and what was expected there.
    public init(wkt text: some StringProtocol) throws(GeometryEncodingError) {
        self = try Geometry.read(wkt: text).geometry
    }

    /// Reads one geometry that fills `text`, with what is said beside its positions.
    public static func read(wkt text: some StringProtocol) throws(GeometryEncodingError) -> (geometry: Geometry, traits: GeometryTraits) {
        var copy = String(text)
        let result = copy.withUTF8 { bytes in
            Result { () throws(GeometryEncodingError) in
                var parser = WKTParser(bytes)
                return (try parser.parse(), parser.traits)
            }
        }
        return try result.get()
    }

    /// Reads well-known text or hexadecimal well-known binary, whichever `text` is: binary starts with the digits 00 or 01.
    public init(wellKnown text: some StringProtocol) throws(GeometryEncodingError) {
        let start = text.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") }
        if start.first == UInt8(ascii: "0") {
            self = try Geometry(hexWKB: String(text).trimmingWhitespace())
        } else {
            self = try Geometry(wkt: text)
        }
    }
}

extension String {
    fileprivate func trimmingWhitespace() -> String {
        let isInk: (Character) -> Bool = { !$0.isWhitespace }
        guard let first = firstIndex(where: isInk), let last = lastIndex(where: isInk) else { return "" }
        return String(self[first...last])
    }
}

/// A recursive parser over UTF-8 bytes: one pass, depth-bounded.
struct WKTParser {
    private var scanner: WKTScanner
    private(set) var traits = GeometryTraits()
    /// How many ordinates every position of the geometry has; learnt from the tag or from the first position.
    private var ordinates: Int?

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        scanner = WKTScanner(bytes)
    }

    mutating func parse() throws(GeometryEncodingError) -> Geometry {
        try parsePrefix()
        let geometry = try tagged(depth: 1)
        try scanner.end()
        return geometry
    }

    private mutating func parsePrefix() throws(GeometryEncodingError) {
        var ahead = scanner
        guard ahead.word() == "SRID" else { return }
        try ahead.require("=")
        let value = try ahead.number()
        guard let srid = Int32(exactly: value) else { throw ahead.error(.syntax(expected: "a whole SRID")) }
        try ahead.require(";")
        traits.srid = srid
        scanner = ahead
    }

    private mutating func tagged(depth: Int) throws(GeometryEncodingError) -> Geometry {
        let start = scanner.place()
        guard depth <= GeometryEncodingError.maximumDepth else { throw GeometryEncodingError(.nestedTooDeep, at: start) }
        guard let (kind, joined) = scanner.word().flatMap(Self.kind(of:)) else {
            throw GeometryEncodingError(.syntax(expected: "a geometry type"), at: start)
        }
        var ahead = scanner
        var tag = joined
        if tag.isEmpty, let word = ahead.word(), word == "Z" || word == "M" || word == "ZM" {
            tag = word
            scanner = ahead
        }
        if tag.contains("Z") { traits.hasZ = true }
        if tag.contains("M") { traits.hasM = true }
        ordinates = tag.isEmpty ? nil : 2 + tag.count
        ahead = scanner
        if ahead.word() == "EMPTY" {
            scanner = ahead
            return Self.empty(kind)
        }
        return try body(kind, depth: depth)
    }

    private mutating func body(_ kind: GeometryKind, depth: Int) throws(GeometryEncodingError) -> Geometry {
        switch kind {
        case .point:
            try scanner.require("(")
            let c = try position()
            try scanner.require(")")
            return .point(c)
        case .lineString: return .lineString(try positions())
        case .polygon: return .polygon(try polygon())
        case .multiPoint: return .multiPoint(try points())
        case .multiLineString: return .multiLineString(try list { (p) throws(GeometryEncodingError) in try p.positionsOrEmpty() })
        case .multiPolygon:
            return .multiPolygon(
                MultiPolygon(
                    try list { (p) throws(GeometryEncodingError) in
                        p.scanner.acceptEmpty() ? Polygon(exterior: Ring([])) : try p.polygon()
                    }))
        case .geometryCollection:
            return .geometryCollection(try list { (p) throws(GeometryEncodingError) in try p.tagged(depth: depth + 1) })
        }
    }

    private mutating func polygon() throws(GeometryEncodingError) -> Polygon {
        let rings = try list { (p) throws(GeometryEncodingError) in Ring(try p.positionsOrEmpty()) }
        guard let exterior = rings.first, !exterior.coordinates.isEmpty else { return Polygon(exterior: Ring([])) }
        return Polygon(exterior: exterior, holes: rings.dropFirst().filter { !$0.coordinates.isEmpty })
    }

    /// `(1 2, 3 4)` and `((1 2), (3 4))`; empty members are left out.
    private mutating func points() throws(GeometryEncodingError) -> [Coordinate] {
        try list { (p) throws(GeometryEncodingError) -> Coordinate? in
            if p.scanner.acceptEmpty() { return nil }
            guard p.scanner.accept("(") else { return try p.position() }
            let c = try p.position()
            try p.scanner.require(")")
            return c
        }.compactMap { $0 }
    }

    private mutating func positionsOrEmpty() throws(GeometryEncodingError) -> [Coordinate] {
        scanner.acceptEmpty() ? [] : try positions()
    }

    private mutating func positions() throws(GeometryEncodingError) -> [Coordinate] {
        try list { (p) throws(GeometryEncodingError) in try p.position() }
    }

    private mutating func list<Item>(
        _ item: (inout WKTParser) throws(GeometryEncodingError) -> Item
    ) throws(GeometryEncodingError) -> [Item] {
        try scanner.require("(")
        var items: [Item] = []
        repeat { items.append(try item(&self)) } while scanner.accept(",")
        try scanner.require(")")
        return items
    }

    private mutating func position() throws(GeometryEncodingError) -> Coordinate {
        let x = try scanner.number()
        let y = try scanner.number()
        var count = 2
        while count < (ordinates ?? 4), scanner.isAtNumber {
            _ = try scanner.number()
            count += 1
        }
        if let ordinates, count != ordinates { throw scanner.error(.syntax(expected: "\(ordinates) numbers in each position")) }
        if ordinates == nil {
            ordinates = count
            if count > 2 { traits.hasZ = true }
            if count > 3 { traits.hasM = true }
        }
        return Coordinate(x, y)
    }

    /// The kind that an upper-case keyword names, and the dimension tag joined to it (`POINTZM`).
    private static func kind(of word: String) -> (GeometryKind, String)? {
        for suffix in ["", "ZM", "Z", "M"] where word.hasSuffix(suffix) {
            let name = word.dropLast(suffix.count)
            if let kind = GeometryKind.allCases.first(where: { $0.name.uppercased() == name }) { return (kind, suffix) }
        }
        return nil
    }

    private static func empty(_ kind: GeometryKind) -> Geometry {
        switch kind {
        case .point: .point(nil)
        case .lineString: .lineString([])
        case .polygon: .polygon(Polygon(exterior: Ring([])))
        case .multiPoint: .multiPoint([])
        case .multiLineString: .multiLineString([])
        case .multiPolygon: .multiPolygon(MultiPolygon([]))
        case .geometryCollection: .geometryCollection([])
        }
    }
}
