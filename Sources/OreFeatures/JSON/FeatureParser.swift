internal import OreGeometry

/// Parses GeoJSON features from a window of bytes into a batch, strictly and in one pass.
///
/// A fault leaves the batch as it was before the feature, so that a feature cut by the end of a window is read again from its start.
struct FeatureParser {
    var scanner: JSONScanner
    var batch: FeatureBatch
    var droppedZ = false
    private let fields: [String]?
    private var table: PropertyTable
    private var geometryParser = GeometryParser()
    /// Numbers every attempt, for ``PropertyTable``.
    private var attempt = 0

    init(fields: [String]?) {
        scanner = JSONScanner(base: FeatureParser.nothing, count: 0, at: 0, isFinal: true)
        self.fields = fields
        batch = FeatureBatch(firstFeature: 0, columns: (fields ?? []).map { AttributeColumn(name: $0) })
        table = PropertyTable(fields: fields)
    }

    /// Zero bytes for a scanner that has no window yet; lives as long as the program.
    private nonisolated(unsafe) static let nothing: UnsafePointer<UInt8> = {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: JSONScanner.padding)
        memory.initialize(repeating: 0, count: JSONScanner.padding)
        return UnsafePointer(memory)
    }()

    /// Hands the batch over and starts an empty one.
    mutating func takeBatch() -> FeatureBatch {
        var full = FeatureBatch(firstFeature: 0, columns: (fields ?? []).map { AttributeColumn(name: $0) })
        swap(&full, &batch)
        if fields == nil { table = PropertyTable(fields: nil) }
        return full
    }

    // MARK: One document of a sequence

    /// A feature or a bare geometry at the present byte.
    mutating func document() throws(JSONFault) {
        try element(allowsGeometry: true)
    }

    /// A feature at the present byte.
    mutating func feature() throws(JSONFault) {
        try element(allowsGeometry: false)
    }

    private mutating func element(allowsGeometry: Bool) throws(JSONFault) {
        try taking { parser, row throws(JSONFault) in try parser.object(row: row, allowsGeometry: allowsGeometry) }
    }

    // MARK: One row of a table

    /// An object at the present byte whose members are attributes; it has no geometry.
    mutating func tableRow() throws(JSONFault) {
        try taking { parser, row throws(JSONFault) in
            guard parser.scanner.p.pointee == 0x7B else { throw parser.scanner.fault(.rowExpected) }
            try parser.properties(row: row)
            parser.close(row: row, outcome: GeometryOutcome(kind: nil), hasIdentifier: false)
        }
    }

    private mutating func taking(_ read: (inout FeatureParser, _ row: Int) throws(JSONFault) -> Void) throws(JSONFault) {
        let row = batch.count
        let defects = batch.defects.count
        attempt += 1
        do throws(JSONFault) {
            try read(&self, row)
        } catch {
            takeBack(to: row, defects: defects)
            throw error
        }
    }

    private mutating func takeBack(to row: Int, defects: Int) {
        batch.geometry.discardOpenGeometry()
        for i in batch.columns.indices where batch.columns[i].count > row { batch.columns[i].truncate(to: row) }
        if batch.identifiers.count > row { batch.identifiers.truncate(to: row) }
        batch.defects.removeLast(batch.defects.count - defects)
    }

    // MARK: The feature object

    private struct Members {
        var hasType = false
        var isFeature = false
        var hasProperties = false
        var hasIdentifier = false
        var hasGeometry = false
        var foreign: [[UInt8]] = []
    }

    private mutating func object(row: Int, allowsGeometry: Bool) throws(JSONFault) {
        let start = scanner.p
        try scanner.expect(0x7B, .featureExpected)
        var members = Members()
        var outcome = GeometryOutcome(kind: nil)
        if !scanner.isEmptyContainer(0x7D) {
            repeat {
                scanner.skipWhitespace()
                let nameStart = scanner.offset
                let name = try scanner.string(.keyExpected)
                try scanner.expectToken(0x3A, .colonExpected)
                scanner.skipWhitespace()
                if name.equals("type") {
                    try typeMember(&members, at: nameStart)
                    if allowsGeometry && !members.isFeature { return try bareGeometry(from: start, row: row) }
                } else if name.equals("geometry") {
                    guard !members.hasGeometry else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
                    members.hasGeometry = true
                    outcome = try geometryParser.parse(&scanner, into: &batch.geometry, depth: 3)
                } else if name.equals("properties") {
                    guard !members.hasProperties else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
                    members.hasProperties = true
                    try properties(row: row)
                } else if name.equals("id") {
                    guard !members.hasIdentifier else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
                    members.hasIdentifier = true
                    try FeatureParser.cell(&scanner, into: &batch.identifiers)
                } else {
                    let key = name.decoded()
                    guard !members.foreign.contains(key) else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
                    if members.foreign.count < 64 { members.foreign.append(key) }
                    try scanner.skipValue(depth: 3)
                }
            } while try scanner.continues(until: 0x7D)
        }
        if !members.isFeature {
            if allowsGeometry, !members.hasType { return try bareGeometry(from: start, row: row) }
            throw JSONFault(kind: .notAFeature, at: start - scanner.base)
        }
        close(row: row, outcome: outcome, hasIdentifier: members.hasIdentifier)
    }

    private mutating func typeMember(_ members: inout Members, at nameStart: Int) throws(JSONFault) {
        guard !members.hasType else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
        members.hasType = true
        let valueStart = scanner.offset
        guard scanner.p.pointee == 0x22 else {
            if scanner.isAtEnd { throw scanner.fault(.notAFeature) }
            throw JSONFault(kind: .notAFeature, at: valueStart)
        }
        members.isFeature = try scanner.string().equals("Feature")
    }

    /// The whole document is a geometry: read again from its opening brace.
    private mutating func bareGeometry(from start: UnsafePointer<UInt8>, row: Int) throws(JSONFault) {
        takeBack(to: row, defects: batch.defects.count)
        scanner.p = start
        let outcome = try geometryParser.parse(&scanner, into: &batch.geometry, depth: 0)
        if case .badValue = outcome.defect, outcome.kind == nil {
            throw JSONFault(kind: .badGeometry, at: start - scanner.base)
        }
        close(row: row, outcome: outcome, hasIdentifier: false)
    }

    private mutating func close(row: Int, outcome: GeometryOutcome, hasIdentifier: Bool) {
        if let defect = outcome.defect { batch.defects.append((row: row, defect: defect)) }
        if outcome.droppedZ { droppedZ = true }
        batch.geometry.closeGeometry(outcome.kind)
        if !hasIdentifier { batch.identifiers.appendEmpty(.missing) }
        for i in batch.columns.indices where batch.columns[i].count == row { batch.columns[i].appendEmpty(.missing) }
    }

    // MARK: Properties

    private mutating func properties(row: Int) throws(JSONFault) {
        if scanner.p.pointee != 0x7B {
            let start = scanner.offset
            guard scanner.p.pointee == UInt8(ascii: "n") else {
                if scanner.isAtEnd { throw scanner.fault(.badProperties) }
                throw JSONFault(kind: .badProperties, at: start)
            }
            return try scanner.literal("null")
        }
        scanner.p += 1
        if scanner.isEmptyContainer(0x7D) { return }
        var place = 0
        repeat {
            scanner.skipWhitespace()
            let nameStart = scanner.offset
            let name = try scanner.string(.keyExpected)
            try scanner.expectToken(0x3A, .colonExpected)
            scanner.skipWhitespace()
            let found = table.column(of: name, place: place, feature: attempt) { key in
                var column = AttributeColumn(name: String(decoding: key, as: UTF8.self))
                column.pad(to: row)
                batch.columns.append(column)
                return batch.columns.count - 1
            }
            guard let column = found else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
            if column < 0 {
                try scanner.skipValue(depth: 4)
            } else {
                try FeatureParser.cell(&scanner, into: &batch.columns[column])
            }
            place += 1
        } while try scanner.continues(until: 0x7D)
    }

    /// One value into a column: strings decoded, numbers and nested values as written.
    private static func cell(_ scanner: inout JSONScanner, into column: inout AttributeColumn) throws(JSONFault) {
        let start = scanner.p
        func written(_ scanner: JSONScanner) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: scanner.p - start) }
        switch start.pointee {
        case 0x22:
            let text = try scanner.string()
            if text.isEscaped { column.append(.string, utf8: text.decoded()) } else { column.append(.string, bytes: text.bytes) }
        case 0x2D, 0x30...0x39:
            try scanner.skipNumber()
            column.append(.number, bytes: written(scanner))
        case UInt8(ascii: "t"):
            try scanner.literal("true")
            column.append(.bool, bytes: written(scanner))
        case UInt8(ascii: "f"):
            try scanner.literal("false")
            column.append(.bool, bytes: written(scanner))
        case UInt8(ascii: "n"):
            try scanner.literal("null")
            column.appendEmpty(.null)
        default:
            try scanner.skipValue(depth: 4)
            column.append(.json, bytes: written(scanner))
        }
    }
}
