internal import GRDB
internal import OreGeometry

/// The tables that make a SQLite database a GeoPackage.
enum GeoPackageSchema {
    /// `GPKG` as a number, and version 1.3.
    static let header = "PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;"

    static let tables = """
        CREATE TABLE gpkg_spatial_ref_sys (
            srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
            definition TEXT NOT NULL, description TEXT);
        CREATE TABLE gpkg_contents (
            table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
            last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
            min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
            CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
        CREATE TABLE gpkg_geometry_columns (
            table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
            z TINYINT NOT NULL, m TINYINT NOT NULL,
            CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
            CONSTRAINT uk_gc_table_name UNIQUE (table_name),
            CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
            CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
        CREATE TABLE gpkg_extensions (
            table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
            CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
        """

    static func create(_ db: Database) throws {
        try db.execute(sql: header)
        try db.execute(sql: tables)
        let insert = "INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)"
        try db.execute(sql: insert, arguments: ["Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian system"])
        try db.execute(sql: insert, arguments: ["Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic system"])
        try add(.wgs84, db)
    }

    private static func add(_ crs: GeoPackageWriter.SpatialReference, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,NULL)",
            arguments: [crs.name, crs.code, crs.organization, crs.code, crs.wkt])
    }

    static func register(_ layer: GeoPackageWriter.Layer, lastChange: String, _ db: Database) throws {
        if layer.hasGeometry { try add(layer.crs, db) }
        let fields = layer.fields.map { ", " + SQLiteFile.quoted($0.name) + " " + $0.kind.rawValue }.joined()
        let geometry = layer.hasGeometry ? ", geom GEOMETRY" : ""
        let table = SQLiteFile.quoted(layer.name)
        try db.execute(sql: "CREATE TABLE \(table) (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL\(geometry)\(fields))")
        try db.execute(
            sql: "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                layer.name, layer.hasGeometry ? "features" : "attributes", layer.name, lastChange, layer.hasGeometry ? layer.crs.code : nil,
            ])
        guard layer.hasGeometry else { return }
        try registerGeometry(layer, db)
    }

    private static func registerGeometry(_ layer: GeoPackageWriter.Layer, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)", arguments: [layer.name, layer.crs.code])
        let index = SQLiteFile.quoted("rtree_\(layer.name)_geom")
        try db.execute(sql: "CREATE VIRTUAL TABLE \(index) USING rtree(id, minx, maxx, miny, maxy)")
    }

    /// The extent, and the index with the triggers that keep it true when another program edits the layer (GeoPackage annex F.3).
    static func finish(_ layer: GeoPackageWriter.Layer, extent: Envelope, _ db: Database) throws {
        if !extent.isEmpty {
            try db.execute(
                sql: "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?",
                arguments: [extent.minX, extent.minY, extent.maxX, extent.maxY, layer.name])
        }
        try db.execute(
            sql: """
                INSERT INTO gpkg_extensions
                VALUES (?, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')
                """, arguments: [layer.name])
        for trigger in triggers(layer.name) { try db.execute(sql: trigger) }
    }

    /// The table from which QGIS takes styles, when a layer has one: an ordinary table of attributes by the standard, its columns as QGIS makes them.
    static func addStyles(of layers: [GeoPackageWriter.Layer], lastChange: String, _ db: Database) throws {
        let styled = layers.filter { $0.style != nil }
        guard !styled.isEmpty else { return }
        try db.execute(
            sql: """
                CREATE TABLE layer_styles (
                    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
                    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
                    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
                """)
        try db.execute(
            sql: """
                INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', ?)
                """, arguments: [lastChange])
        for layer in styled {
            try db.execute(
                sql: """
                    INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD,
                    useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', NULL, ?)
                    """, arguments: [layer.name, layer.name, layer.style, lastChange])
        }
    }

    private static func triggers(_ layer: String) -> [String] {
        let table = SQLiteFile.quoted(layer)
        let index = SQLiteFile.quoted("rtree_\(layer)_geom")
        func name(_ event: String) -> String { SQLiteFile.quoted("rtree_\(layer)_geom_\(event)") }
        let box = "ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)"
        let put = "INSERT OR REPLACE INTO \(index) VALUES (NEW.fid, \(box));"
        let filled = "(NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))"
        let void = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
        let drop = "DELETE FROM \(index) WHERE id = OLD.fid;"
        return [
            "CREATE TRIGGER \(name("insert")) AFTER INSERT ON \(table) WHEN \(filled) BEGIN \(put) END",
            "CREATE TRIGGER \(name("update1")) AFTER UPDATE OF geom ON \(table) WHEN OLD.fid = NEW.fid AND \(filled) BEGIN \(put) END",
            "CREATE TRIGGER \(name("update2")) AFTER UPDATE OF geom ON \(table) WHEN OLD.fid = NEW.fid AND \(void) BEGIN \(drop) END",
            "CREATE TRIGGER \(name("update3")) AFTER UPDATE ON \(table) WHEN OLD.fid != NEW.fid AND \(filled) BEGIN \(drop) \(put) END",
            "CREATE TRIGGER \(name("update4")) AFTER UPDATE ON \(table) WHEN OLD.fid != NEW.fid AND \(void) "
                + "BEGIN DELETE FROM \(index) WHERE id IN (OLD.fid, NEW.fid); END",
            "CREATE TRIGGER \(name("delete")) AFTER DELETE ON \(table) WHEN OLD.geom NOT NULL BEGIN \(drop) END",
        ]
    }
}
