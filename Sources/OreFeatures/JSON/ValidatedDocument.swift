/// The checks on a whole document: what stands around the features, and the features one after the other.
struct ValidatedDocument {
    private var cursor: WindowCursor
    private var result = GeoJSONValidation()
    private var members: Set<[UInt8]> = []
    private var identifiers = SeenIdentifiers()
    private var hasFeatures = false
    private var isCollection = false
    private var isWGS84 = true
    /// The first position outside the globe: a warning only when no `crs` member says that the numbers are something else.
    private var beyondGlobe: InputPlace?

    static func validate(_ reader: any ByteReader, windowCapacity: Int = 1 << 20) throws -> GeoJSONValidation {
        var document = ValidatedDocument(cursor: WindowCursor(ByteWindow(reader, capacity: windowCapacity), offset: 0))
        return try document.validate()
    }

    private init(cursor: WindowCursor) { self.cursor = cursor }

    private mutating func validate() throws -> GeoJSONValidation {
        do {
            try document()
        } catch let fault as GeoJSONFault {
            let place = InputPlace(feature: fault.feature, line: fault.line, byte: fault.byte)
            result.add(.error, JSONFault(kind: fault.kind, at: 0).what, at: place)
        }
        if isWGS84, let beyondGlobe {
            result.add(.warning, "a position lies outside the globe (longitude within 180, latitude within 90 degrees)", at: beyondGlobe)
        }
        return result
    }

    private mutating func report(_ severity: GeoJSONValidation.Severity, _ what: String, at offset: Int) {
        let line = cursor.fault(.badGeometry, at: offset).line
        result.add(severity, what, at: InputPlace(line: line, byte: offset))
    }

    private mutating func document() throws {
        while cursor.window.count < 3, !cursor.window.isFinal { try cursor.window.extend(keepingFrom: cursor.offset) }
        if cursor.window.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { cursor.offset = 3 }
        guard let first = try cursor.peek() else { throw cursor.fault(.noDocument) }
        if first == 0x1E { return try sequence() }
        let start = cursor.offset
        guard first == 0x7B else {
            report(.error, "the file does not hold an object", at: start)
            try cursor.skipValue(depth: 0)
            if try cursor.peek() != nil { throw cursor.fault(.trailingBytes) }
            return
        }
        cursor.pin = start
        defer { cursor.pin = nil }
        if try isCollectionAfterReading() {
            if !isCollection { report(.error, "the object with \"features\" does not say that it is a FeatureCollection", at: start) }
            if !hasFeatures { report(.error, "the FeatureCollection has no \"features\"", at: start) }
            if try cursor.peek() != nil { throw cursor.fault(.trailingBytes) }
        } else {
            members = []
            cursor.goBack(to: start)
            cursor.pin = nil
            try sequence()
        }
    }

    // MARK: Members of the collection

    /// False as soon as the object turns out to be something else than a collection: then it is to be read from its start.
    private mutating func isCollectionAfterReading() throws -> Bool {
        cursor.offset += 1
        if try cursor.peek() == 0x7D { return false }
        repeat {
            _ = try cursor.peek()
            let start = cursor.offset
            let name = try cursor.scan { s throws(JSONFault) in
                let name = try s.string(.keyExpected).decoded()
                try s.expectToken(0x3A, .colonExpected)
                return name
            }
            _ = try cursor.peek()
            if members.count < 10_000, !members.insert(name).inserted { report(.error, "the member occurs twice", at: start) }
            guard try isCollectionAfter(String(decoding: name, as: UTF8.self), at: start) else { return false }
        } while try cursor.scan { s throws(JSONFault) in try s.continues(until: 0x7D) }
        return isCollection || hasFeatures
    }

    private mutating func isCollectionAfter(_ name: String, at start: Int) throws -> Bool {
        switch name {
        case "type":
            let text = try cursor.peek() == 0x22 ? try cursor.scan { s throws(JSONFault) in try s.string().string } : nil
            if text == nil { try cursor.skipValue(depth: 1) }
            guard isCollection || hasFeatures || text == "FeatureCollection" else { return false }
            if text == "FeatureCollection" { isCollection = true }
            cursor.pin = nil
        case "features": try features(at: start)
        case "crs": try crs(at: start)
        case "bbox": try bounds()
        case "coordinates", "geometries", "geometry", "properties":
            if isCollection || hasFeatures { report(.error, "a FeatureCollection must not have the member \"\(name)\"", at: start) }
            try cursor.skipValue(depth: 1)
        default: try cursor.skipValue(depth: 1)
        }
        return true
    }

    private mutating func features(at start: Int) throws {
        hasFeatures = true
        guard try cursor.peek() == 0x5B else {
            report(.error, "\"features\" is not an array", at: start)
            return try cursor.skipValue(depth: 1)
        }
        cursor.pin = nil
        cursor.offset += 1
        if try cursor.peek() == 0x5D {
            cursor.offset += 1
            return
        }
        repeat { try element(isInCollection: true) } while try cursor.scan { s throws(JSONFault) in try s.continues(until: 0x5D) }
    }

    private mutating func crs(at start: Int) throws {
        let value = try cursor.scan { s throws(JSONFault) in try JSONValue(&s) }
        let name: String
        switch GeoJSONEnvelope.declared(value) {
        case .success(let crs?): name = crs.definition
        case .success(nil): return
        case .failure(let fault): return report(.error, fault.what, at: start)
        }
        isWGS84 = name.uppercased().hasSuffix("CRS84") || name.hasSuffix(":4326")
        guard !isWGS84 else { return }
        report(.warning, "the \"crs\" member (\(name.prefix(80))) is not part of RFC 7946; others will read WGS 84", at: start)
    }

    private mutating func bounds() throws {
        _ = cursor.countLines()
        let start = cursor.offset
        try cursor.scan(longest: ElementReader.longestFeature) { s throws(JSONFault) in try s.skipValue(depth: 1) }
        try check(from: start, feature: nil) { rules throws(JSONFault) in try rules.bounds(dimension: nil) }
    }

    // MARK: Features

    private mutating func sequence() throws {
        while case .next = try ElementReader.nextInSequence(&cursor) { try element(isInCollection: false) }
    }

    private mutating func element(isInCollection: Bool) throws {
        _ = try cursor.peek()
        _ = cursor.countLines()
        let start = cursor.offset
        let feature = result.featureCount
        do {
            try cursor.scan(longest: ElementReader.longestFeature) { s throws(JSONFault) in
                try s.skipValue(depth: isInCollection ? 2 : 0)
            }
        } catch var fault as GeoJSONFault {
            fault.feature = feature
            throw fault
        }
        result.featureCount += 1
        try check(from: start, feature: feature) { rules throws(JSONFault) in try rules.element(allowsGeometry: !isInCollection) }
    }

    /// Runs rules over a value that lies whole in the window and takes over what they found.
    private mutating func check(from start: Int, feature: Int?, _ body: (inout GeoJSONRules) throws(JSONFault) -> Void) throws {
        let window = cursor.window
        var rules = GeoJSONRules(window.scanner(at: start))
        do throws(JSONFault) { try body(&rules) } catch { throw cursor.fault(error.kind, at: window.start + error.at, feature: feature) }
        var line = cursor.fault(.badGeometry, at: start).line
        var counted = start
        func place(_ offset: Int, _ column: String?) -> InputPlace {
            let offset = window.start + offset
            // Most findings come in the order of the text: lines are counted on from the last one.
            let feeds = window.lineFeeds(from: min(counted, offset), to: max(counted, offset))
            line += offset >= counted ? feeds : -feeds
            counted = offset
            return InputPlace(feature: feature, identifier: rules.identifier, line: line, column: column, byte: offset)
        }
        for found in rules.found { result.add(found.severity, found.what, at: place(found.at, found.column)) }
        result.errorCount += rules.errorsNotKept
        if beyondGlobe == nil, let offset = rules.beyondGlobe { beyondGlobe = place(offset, nil) }
        if let key = rules.identifierKey, !identifiers.insert(key) {
            result.add(.warning, "the \"id\" occurred before in this file", at: place(rules.identifierAt, nil))
        }
    }
}

/// The identifiers met so far, as hashes, as long as they are few enough to be remembered.
private struct SeenIdentifiers {
    private static let limit = 2_000_000
    private var hashes: Set<Int> = []

    /// False when it was there.
    mutating func insert(_ key: [UInt8]) -> Bool {
        guard hashes.count < SeenIdentifiers.limit else { return true }
        return hashes.insert(key.hashValue).inserted
    }
}
