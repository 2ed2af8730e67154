public import OreDetection
public import OreGeometry

/// Register records in the store's bytes, on their way into it.
public struct EncodedRegisterRows: Sendable {
    struct Row: Sendable {
        var key: String
        var content: UInt64
        var box: Envelope?
        var row: Int
        var attributes: [UInt8]
        var geometry: [UInt8]?
        var original: [UInt8]?
        var extra: [UInt8]?
        var repair: String?
        var wasRepaired: Bool
        /// `nil` for other kinds.
        var licence: LicenceFacts?
    }

    var rows: [Row] = []

    public var count: Int { rows.count }

    public init() {}

    /// - Parameters:
    ///   - geometry: `nil`, or a geometry without parts, for a record that is not spatial.
    ///   - extra: a second geometry that belongs to it (the clouds of a scene).
    ///   - row: position in the file, from 0.
    public mutating func append(
        _ licence: Licence, geometry: Geometry?, original: Geometry? = nil, repair: String? = nil, wasRepaired: Bool = false, row: Int
    ) { append(value: licence, geometry, original, repair, wasRepaired, row, nil) }

    public mutating func append(
        _ zone: Zone, geometry: Geometry?, original: Geometry? = nil, repair: String? = nil, wasRepaired: Bool = false, row: Int
    ) {
        append(value: zone, geometry, original, repair, wasRepaired, row, nil)
    }

    public mutating func append(
        _ district: District, geometry: Geometry?, original: Geometry? = nil, repair: String? = nil, wasRepaired: Bool = false, row: Int
    ) {
        append(value: district, geometry, original, repair, wasRepaired, row, nil)
    }

    public mutating func append(_ scene: Scene, coverage: Geometry?, clouds: Geometry?, row: Int) {
        append(value: scene, coverage, nil, nil, false, row, clouds)
    }

    public mutating func append(_ event: LicenceEventTable.Row, row: Int) { append(value: event, nil, nil, nil, false, row, nil) }

    private mutating func append(
        value: some RegisterValue, _ geometry: Geometry?, _ original: Geometry?, _ repair: String?, _ wasRepaired: Bool, _ row: Int,
        _ extra: Geometry?
    ) {
        var writer = RecordWriter()
        value.write(to: &writer)
        var encoded = Row(
            key: value.key, content: ContentHash.of(writer.bytes), row: row, attributes: writer.bytes, repair: repair,
            wasRepaired: wasRepaired)
        if let licence = value as? Licence { encoded.licence = LicenceFacts(licence, geometry) }
        if let geometry, !geometry.isEmpty {
            let bytes = Self.bytes(of: geometry)
            encoded.geometry = bytes
            encoded.content = ContentHash.of(bytes, seed: encoded.content)
            encoded.box = geometry.envelope
        }
        if let extra, !extra.isEmpty {
            let bytes = Self.bytes(of: extra)
            encoded.extra = bytes
            encoded.content = ContentHash.of(bytes, seed: encoded.content ^ 1)
        }
        encoded.original = original.map(Self.bytes)
        rows.append(encoded)
    }

    private static func bytes(of geometry: Geometry) -> [UInt8] {
        var writer = RecordWriter()
        GeometryBytes.append(geometry, to: &writer)
        return writer.bytes
    }
}
