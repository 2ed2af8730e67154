internal import Foundation
internal import GRDB
public import OreGeometry

/// Writes GeoPackages (OGC 12-128r17, version 1.3) that GDAL and QGIS open: feature layers, each with a spatial index,
/// and tables of attributes alone.
///
/// The database is built beside the target without a journal, in one transaction, and put in place at the end; nothing of it
/// remains after an error.
public enum GeoPackageWriter {
    /// A column of a layer. Values that do not fit the type are stored as text, which SQLite allows.
    public struct Field: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable {
            case text = "TEXT"
            case integer = "INTEGER"
            case real = "REAL"
            case boolean = "BOOLEAN"
            case date = "DATE"
        }
        public var name: String
        public var kind: Kind

        public init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// The CRS of a layer as `gpkg_spatial_ref_sys` states it.
    public struct SpatialReference: Sendable, Hashable {
        public var code: Int
        public var organization: String
        public var name: String
        /// WKT 1 (OGC 01-009).
        public var wkt: String

        public init(code: Int, organization: String = "EPSG", name: String, wkt: String) {
            self.code = code
            self.organization = organization
            self.name = name
            self.wkt = wkt
        }

        public static let wgs84 = SpatialReference(
            code: 4326, name: "WGS 84 geodetic",
            wkt: """
                GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],\
                AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,\
                AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]
                """)
    }

    /// One value of an attribute.
    public enum Value: Sendable, Hashable {
        case null
        case text(String)
        case integer(Int)
        case real(Double)
        case boolean(Bool)
    }

    /// A layer and how its rows are produced.
    public struct Layer {
        public var name: String
        public var fields: [Field]
        public var crs: SpatialReference
        /// False for a table of attributes: the geometry of its rows is not looked at.
        public var hasGeometry: Bool
        /// How QGIS draws it (QML); `nil` leaves that to QGIS.
        public var style: String?
        /// Calls its argument once for each row: geometry and one value a field. Throwing leaves no file.
        public var rows: ((_ geometry: GeometryColumns, _ index: Int, _ values: [Value]) throws -> Void) throws -> Void

        public init(
            name: String, fields: [Field], crs: SpatialReference = .wgs84, hasGeometry: Bool = true, style: String? = nil,
            rows: @escaping ((_ geometry: GeometryColumns, _ index: Int, _ values: [Value]) throws -> Void) throws -> Void
        ) {
            self.name = name
            self.fields = fields
            self.crs = crs
            self.hasGeometry = hasGeometry
            self.style = style
            self.rows = rows
        }
    }

    /// The `last_change` of every layer when the caller states none.
    public static let unstatedChange = "1970-01-01T00:00:00.000Z"

    /// Writes all layers to `path`. The same layers and `lastChange` give the same bytes: no clock is read.
    /// - Parameter lastChange: ISO 8601 in UTC with milliseconds, as the standard asks: `2025-06-30T00:00:00.000Z`.
    /// - Throws: ``OutputError``, or what a layer's `rows` throws.
    public static func write(_ layers: [Layer], to path: String, lastChange: String = unstatedChange) throws {
        try AtomicFile.make(path) { partial in
            do {
                var configuration = Configuration()
                configuration.foreignKeysEnabled = false
                let queue = try DatabaseQueue(path: partial, configuration: configuration)
                try queue.writeWithoutTransaction { db in
                    try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
                    try db.inTransaction {
                        try GeoPackageSchema.create(db)
                        for layer in layers { try write(layer, lastChange: lastChange, db) }
                        try GeoPackageSchema.addStyles(of: layers, lastChange: lastChange, db)
                        return .commit
                    }
                }
                try queue.close()
            } catch let error as DatabaseError {
                throw OutputError.writeFailed(
                    file: path, reason: error.message ?? "SQLite error \(error.resultCode.rawValue)", next: "nothing was left behind")
            }
        }
    }

    private static func write(_ layer: Layer, lastChange: String, _ db: Database) throws {
        try GeoPackageSchema.register(layer, lastChange: lastChange, db)
        let columns = (layer.hasGeometry ? ["geom"] : []) + layer.fields.map(\.name)
        let names = columns.map(SQLiteFile.quoted).joined(separator: ",")
        let marks = Array(repeating: "?", count: columns.count).joined(separator: ",")
        let values = columns.isEmpty ? "DEFAULT VALUES" : "(\(names)) VALUES (\(marks))"
        let insert = try db.makeStatement(sql: "INSERT INTO \(SQLiteFile.quoted(layer.name)) \(values)")
        let index = try layer.hasGeometry ? GeoPackageIndex(layer, db) : nil
        var extent = Envelope.empty
        try layer.rows { geometry, i, values in
            var arguments: [(any DatabaseValueConvertible)?] = []
            if layer.hasGeometry {
                let blob = geometry.kinds[i] == nil ? nil : geometry.geoPackageBlob(of: i, srid: Int32(layer.crs.code))
                arguments.append(blob.map { Data($0) })
            }
            for n in layer.fields.indices { arguments.append(n < values.count ? values[n].databaseValue : nil) }
            try insert.execute(arguments: StatementArguments(arguments))
            guard let index else { return }
            let box = geometry.envelope(of: i)
            if box.isEmpty { return }
            extent.expand(toInclude: box)
            try index.insert(db.lastInsertedRowID, box)
        }
        if layer.hasGeometry { try GeoPackageSchema.finish(layer, extent: extent, db) }
    }
}

/// The spatial index of a layer under construction.
private struct GeoPackageIndex {
    private let statement: Statement

    init(_ layer: GeoPackageWriter.Layer, _ db: Database) throws {
        statement = try db.makeStatement(sql: "INSERT INTO \(SQLiteFile.quoted("rtree_\(layer.name)_geom")) VALUES (?,?,?,?,?)")
    }

    func insert(_ row: Int64, _ box: Envelope) throws {
        try statement.execute(arguments: [row, box.minX, box.maxX, box.minY, box.maxY])
    }
}

extension GeoPackageWriter.Value {
    fileprivate var databaseValue: (any DatabaseValueConvertible)? {
        switch self {
        case .null: nil
        case .text(let text): text
        case .integer(let number): number
        case .real(let number): number.isFinite ? number : nil
        case .boolean(let flag): flag
        }
    }
}
