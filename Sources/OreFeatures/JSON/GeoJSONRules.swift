/// The rules of RFC 7946 for one feature, geometry or bounding box that lies whole in memory and is known to be JSON.
struct GeoJSONRules {
    struct Found {
        let severity: GeoJSONValidation.Severity
        let what: String
        /// Offset in the window.
        let at: Int
        let column: String?
    }

    /// A member of an object: the places of its name and its value.
    struct Member {
        let name: [UInt8]
        let at: Int
        let value: UnsafePointer<UInt8>
    }

    var scanner: JSONScanner
    private(set) var found: [Found] = []
    private(set) var errorsNotKept = 0
    private(set) var identifier: String?
    /// The `id` as it is written, so that the number 1 and the text "1" differ.
    private(set) var identifierKey: [UInt8]?
    private(set) var identifierAt = 0
    /// The first position that cannot be longitude and latitude.
    var beyondGlobe: Int?

    init(_ scanner: JSONScanner) { self.scanner = scanner }

    mutating func report(_ what: String, at offset: Int? = nil, column: String? = nil) {
        guard found.count < GeoJSONValidation.keptFindings else { return errorsNotKept += 1 }
        found.append(Found(severity: .error, what: what, at: offset ?? scanner.offset, column: column))
    }

    mutating func warn(_ what: String, at offset: Int) {
        guard found.count < GeoJSONValidation.keptFindings else { return }
        found.append(Found(severity: .warning, what: what, at: offset, column: nil))
    }

    // MARK: Objects

    /// The members of the object at the present byte; the scanner stands behind it afterwards. Members that come twice are reported.
    private mutating func members() throws(JSONFault) -> [Member] {
        var members: [Member] = []
        var names: Set<[UInt8]> = []
        scanner.p += 1
        if scanner.isEmptyContainer(0x7D) { return members }
        repeat {
            scanner.skipWhitespace()
            let at = scanner.offset
            let name = try scanner.string(.keyExpected).decoded()
            try scanner.expectToken(0x3A, .colonExpected)
            scanner.skipWhitespace()
            let value = scanner.p
            try scanner.skipValue(depth: 0)
            if names.insert(name).inserted {
                members.append(Member(name: name, at: at, value: value))
            } else {
                let name = String(decoding: name, as: UTF8.self)
                report("a member occurs twice in one object", at: at, column: name)
            }
        } while try scanner.continues(until: 0x7D)
        return members
    }

    private func value(_ name: String, _ members: [Member]) -> Member? { members.first { $0.name.elementsEqual(name.utf8) } }

    /// The text of a string member, `nil` when it is something else.
    private func text(_ member: Member) throws(JSONFault) -> String? {
        guard member.value.pointee == 0x22 else { return nil }
        var scanner = scanner
        scanner.p = member.value
        return try scanner.string().string
    }

    private mutating func forbid(_ names: [String], in kind: String, _ members: [Member]) {
        for name in names {
            guard let member = value(name, members) else { continue }
            report("a \(kind) must not have the member \"\(name)\"", at: member.at)
        }
    }

    /// Runs `body` with the scanner at a member's value, and puts it back.
    private mutating func inside(_ member: Member, _ body: (inout GeoJSONRules) throws(JSONFault) -> Void) throws(JSONFault) {
        let place = scanner.p
        scanner.p = member.value
        try body(&self)
        scanner.p = place
    }

    // MARK: Features

    /// A feature, or a geometry where that is allowed.
    mutating func element(allowsGeometry: Bool) throws(JSONFault) {
        scanner.skipWhitespace()
        let start = scanner.offset
        guard scanner.p.pointee == 0x7B else { return report("a feature is not an object", at: start) }
        let members = try members()
        guard let type = value("type", members) else { return report("the object has no \"type\"", at: start) }
        let name = try text(type)
        if name == "Feature" { return try feature(members, at: start) }
        if allowsGeometry, let name, let kind = GeometryType(rawValue: name) { return try geometry(kind, members, at: start) }
        let expected = allowsGeometry ? "neither Feature nor a geometry type" : "not Feature"
        report("the object's \"type\" is \(expected)", at: type.at)
    }

    private mutating func feature(_ members: [Member], at start: Int) throws(JSONFault) {
        if let id = value("id", members) { try self.id(id) }
        forbid(["coordinates", "geometries", "features"], in: "Feature", members)
        if let properties = value("properties", members) {
            try self.properties(properties)
        } else {
            report("the feature has no \"properties\"", at: start)
        }
        if let geometry = value("geometry", members) {
            if geometry.value.pointee != UInt8(ascii: "n") {
                try inside(geometry) { rules throws(JSONFault) in try rules.geometry(isInCollection: false) }
            }
        } else {
            report("the feature has no \"geometry\"", at: start)
        }
        if let bounds = value("bbox", members) { try inside(bounds) { rules throws(JSONFault) in try rules.bounds(dimension: nil) } }
    }

    private mutating func id(_ member: Member) throws(JSONFault) {
        let first = member.value.pointee
        guard first == 0x22 || first == 0x2D || JSONScanner.isDigit(first) else {
            return report("the \"id\" is neither text nor a number", at: member.at)
        }
        var end = scanner
        end.p = member.value
        try end.skipValue(depth: 0)
        let written = Array(UnsafeBufferPointer(start: member.value, count: end.p - member.value))
        identifierKey = written
        identifierAt = member.at
        identifier = try text(member) ?? String(decoding: written, as: UTF8.self)
    }

    private mutating func properties(_ member: Member) throws(JSONFault) {
        switch member.value.pointee {
        case 0x7B: try inside(member) { rules throws(JSONFault) in _ = try rules.members() }
        case UInt8(ascii: "n"): return
        default: report("\"properties\" is neither an object nor null", at: member.at)
        }
    }

    // MARK: Geometries

    private mutating func geometry(isInCollection: Bool) throws(JSONFault) {
        let start = scanner.offset
        guard scanner.p.pointee == 0x7B else { return report("a geometry is not an object", at: start) }
        let members = try members()
        guard let type = value("type", members) else { return report("the geometry has no \"type\"", at: start) }
        guard let name = try text(type), let kind = GeometryType(rawValue: name) else {
            return report("the geometry's \"type\" is none of the seven geometry types", at: type.at)
        }
        if isInCollection, kind == .geometryCollection { report("a GeometryCollection stands within another", at: start) }
        try geometry(kind, members, at: start)
    }

    private mutating func geometry(_ kind: GeometryType, _ members: [Member], at start: Int) throws(JSONFault) {
        forbid(["geometry", "features"], in: "geometry", members)
        // The standard forbids this one as well; it occurs in official files, and no reader takes it for anything.
        if let properties = value("properties", members) { warn("a geometry must not have the member \"properties\"", at: properties.at) }
        var dimension: Int?
        if kind == .geometryCollection {
            try collection(members, at: start)
        } else if let coordinates = value("coordinates", members) {
            let place = scanner.p
            scanner.p = coordinates.value
            dimension = try self.coordinates(of: kind)
            scanner.p = place
        } else {
            report("the geometry has no \"coordinates\"", at: start)
        }
        if let bounds = value("bbox", members) { try inside(bounds) { rules throws(JSONFault) in try rules.bounds(dimension: dimension) } }
    }

    private mutating func collection(_ members: [Member], at start: Int) throws(JSONFault) {
        guard let geometries = value("geometries", members), geometries.value.pointee == 0x5B else {
            return report("the GeometryCollection has no array \"geometries\"", at: start)
        }
        try inside(geometries) { rules throws(JSONFault) in
            rules.scanner.p += 1
            if rules.scanner.isEmptyContainer(0x5D) { return }
            repeat {
                rules.scanner.skipWhitespace()
                let value = rules.scanner.p
                try rules.geometry(isInCollection: true)
                rules.scanner.p = value
                try rules.scanner.skipValue(depth: 0)
            } while try rules.scanner.continues(until: 0x5D)
        }
    }
}

/// The seven geometry types, as they are written.
enum GeometryType: String {
    case point = "Point"
    case multiPoint = "MultiPoint"
    case lineString = "LineString"
    case multiLineString = "MultiLineString"
    case polygon = "Polygon"
    case multiPolygon = "MultiPolygon"
    case geometryCollection = "GeometryCollection"
}
