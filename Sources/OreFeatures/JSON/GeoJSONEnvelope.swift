/// A fault at a place of the whole input, with the line it lies on.
struct GeoJSONFault: Error {
    var kind: JSONFault.Kind
    var byte: Int
    var line: Int
    var feature: Int?

    func refused(_ file: String) -> InputError {
        let next =
            switch kind {
            case .linkedCRS, .badCRS: "state the system with --crs"
            case .rowExpected: "a table is an array of objects, one for each row"
            case .needMore, .endOfInput: "the file may be cut off: fetch it again"
            case .notAFeature, .otherTopLevel, .featureExpected, .featuresWithoutType: "is it GeoJSON? try \"orewatch inspect\""
            default: "fix the source, or see \"orewatch validate\""
            }
        let place = InputPlace(feature: feature, line: line, byte: byte)
        return .refused(file: file, place: place, what: JSONFault(kind: kind, at: 0).what, next: next)
    }
}

/// What stands around the features: the byte order mark, the members of the collection before and after `features`.
///
/// Members may be of any size: they are passed over window by window.
struct GeoJSONEnvelope {
    enum Shape: Hashable, Sendable {
        /// The elements of the `features` array.
        case collection
        /// Features or geometries one after the other, one of them in the plainest case.
        case sequence
        /// The objects of an array at the top: rows of a table without geometry.
        case table
    }

    /// Whether an array at the top is taken as a table.
    var allowsTable = false

    private(set) var shape = Shape.collection
    /// Offset of the first element; of the closing bracket when there is none.
    private(set) var firstElement = 0
    private(set) var hasByteOrderMark = false
    private(set) var crs: DeclaredCRS?
    /// `"crs": null`: the system is said to be unknown.
    private(set) var deniesCRS = false
    private var type: String?
    private var members: Set<String> = []

    // MARK: Before the features

    /// Reads up to the first feature.
    mutating func readHead(_ cursor: inout WindowCursor) throws {
        try skipMark(&cursor)
        let first = try cursor.peek()
        guard let first else { throw cursor.fault(.noDocument) }
        if first == 0x1E { return sequence(from: cursor.offset) }
        if first == 0x5B && allowsTable { return try table(&cursor) }
        guard first == 0x7B else { throw cursor.fault(.otherTopLevel) }
        let documentStart = cursor.offset
        cursor.pin = documentStart
        defer { cursor.pin = nil }
        cursor.offset += 1
        if try cursor.peek() == 0x7D { throw cursor.fault(.otherTopLevel) }
        repeat {
            if try isFirstFeatureAfterMember(&cursor) { return }
        } while try cursor.scan { s throws(JSONFault) in try s.continues(until: 0x7D) }
        throw cursor.fault(.otherTopLevel)
    }

    private mutating func sequence(from offset: Int) {
        shape = .sequence
        firstElement = offset
        crs = nil
        deniesCRS = false
    }

    private mutating func table(_ cursor: inout WindowCursor) throws {
        shape = .table
        deniesCRS = true
        cursor.offset += 1
        _ = try cursor.peek()
        firstElement = cursor.offset
    }

    private mutating func skipMark(_ cursor: inout WindowCursor) throws {
        while cursor.window.count < 3, !cursor.window.isFinal { try cursor.window.extend(keepingFrom: cursor.offset) }
        guard cursor.window.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
        hasByteOrderMark = true
        cursor.offset = 3
    }

    /// Reads one member; true when the first feature is found.
    private mutating func isFirstFeatureAfterMember(_ cursor: inout WindowCursor) throws -> Bool {
        switch try memberName(&cursor) {
        case "type":
            try readType(&cursor)
            if type == "FeatureCollection" {
                cursor.pin = nil
                return false
            }
            // A feature or geometry: whatever it is, its own parser starts at the brace.
            if let start = cursor.pin { cursor.goBack(to: start) }
            sequence(from: cursor.offset)
            return true
        case "features":
            guard try cursor.peek() == 0x5B else { throw cursor.fault(.otherTopLevel) }
            cursor.offset += 1
            _ = try cursor.peek()
            firstElement = cursor.offset
            return true
        case "crs": try readCRS(&cursor)
        default: try cursor.skipValue(depth: 1)
        }
        return false
    }

    private mutating func memberName(_ cursor: inout WindowCursor) throws -> String {
        _ = try cursor.peek()
        let start = cursor.offset
        let name = try cursor.scan { s throws(JSONFault) in
            let name = try s.string(.keyExpected).string
            try s.expectToken(0x3A, .colonExpected)
            return name
        }
        _ = try cursor.peek()
        guard members.count < 10_000, members.insert(name).inserted else { throw cursor.fault(.duplicateMember, at: start) }
        return name
    }

    private mutating func readType(_ cursor: inout WindowCursor) throws {
        guard try cursor.peek() == 0x22 else { throw cursor.fault(.otherTopLevel) }
        type = try cursor.scan { s throws(JSONFault) in try s.string().string }
    }

    // MARK: Behind the features

    /// Reads from behind the closing bracket of `features` to the end of the input.
    mutating func readTail(_ cursor: inout WindowCursor) throws {
        if shape == .table, try cursor.peek() != nil { throw cursor.fault(.trailingBytes) }
        guard shape == .collection else { return }
        while try cursor.scan({ s throws(JSONFault) in try s.continues(until: 0x7D) }) {
            switch try memberName(&cursor) {
            case "type": try readType(&cursor)
            case "crs": try readCRS(&cursor)
            default: try cursor.skipValue(depth: 1)
            }
        }
        guard type == "FeatureCollection" else { throw cursor.fault(.featuresWithoutType) }
        if try cursor.peek() != nil { throw cursor.fault(.trailingBytes) }
    }

    // MARK: The older crs member (GeoJSON 2008)

    private mutating func readCRS(_ cursor: inout WindowCursor) throws {
        let start = cursor.offset
        let value = try cursor.scan { s throws(JSONFault) in try JSONValue(&s) }
        switch GeoJSONEnvelope.declared(value) {
        case .success(let found?): crs = found
        case .success(nil): deniesCRS = true
        case .failure(let fault): throw cursor.fault(fault.kind, at: start)
        }
    }

    /// What a `crs` member names; nil when it is null. The fault has no place.
    static func declared(_ value: JSONValue) -> Result<DeclaredCRS?, JSONFault> {
        let bad = Result<DeclaredCRS?, JSONFault>.failure(JSONFault(kind: .badCRS, at: 0))
        func named(_ text: String) -> Result<DeclaredCRS?, JSONFault> {
            .success(DeclaredCRS(definition: text, evidence: "crs member"))
        }
        switch (value, value["type"]?.text) {
        case (.null, _): return .success(nil)
        case (.string(let text), _): return named(text)
        case (_, "name"), (_, "Name"):
            guard let text = value["properties"]?["name"]?.text, !text.isEmpty else { return bad }
            return named(text)
        case (_, "EPSG"):
            guard let code = value["properties"]?["code"]?.text else { return bad }
            return named("EPSG:" + code)
        case (_, "link"): return .failure(JSONFault(kind: .linkedCRS, at: 0))
        default: return bad
        }
    }

    /// The system that holds when the file says nothing: WGS 84, longitude first (RFC 7946, section 4).
    static let defaultCRS = DeclaredCRS(definition: "OGC:CRS84", evidence: "RFC 7946 default")

    var declaredCRS: DeclaredCRS? { crs ?? (deniesCRS ? nil : GeoJSONEnvelope.defaultCRS) }
}
