internal import CSQLite

/// One layer of a GeoPackage as its own tables describe it: what to select, and how the coordinates are to be understood.
struct GeoPackageLayer: Sendable {
    var table: String
    /// `nil` for an attribute table.
    var geometryColumn: String?
    /// The integer primary key, where the table has one; a view has none.
    var keyColumn: String?
    /// The other columns, in table order.
    var attributes: [Attribute]
    var declaredCRS: DeclaredCRS?

    struct Attribute: Sendable, Hashable {
        var name: String
        /// As declared, upper case: `INTEGER`, `TEXT(20)`, `BOOLEAN`, `DATE`.
        var type: String
    }

    /// The columns to select: key and geometry first, then the attributes wanted (`nil` for one that the layer does not have).
    func query(attributes wanted: [String?]) -> String {
        let columns = ([keyColumn, geometryColumn] + wanted).map { $0.map(SQLiteFile.quoted) ?? "NULL" }
        let order = keyColumn.map { " ORDER BY " + SQLiteFile.quoted($0) } ?? ""
        return "SELECT " + columns.joined(separator: ", ") + " FROM " + SQLiteFile.quoted(table) + order
    }

    /// The attributes to read: all of them, or those asked for, in that order; the key may be asked for by its name.
    func fields(_ wanted: [String]?) -> [GeoPackageField] {
        guard let wanted else { return attributes.map { GeoPackageField(name: $0.name, attribute: $0) } }
        return wanted.map { name in
            if name == keyColumn { return GeoPackageField(name: name, attribute: Attribute(name: name, type: "INTEGER")) }
            return GeoPackageField(name: name, attribute: attributes.first { $0.name == name })
        }
    }
}

/// One column of the batches: an attribute of the layer, or a name that was asked for and does not exist there.
struct GeoPackageField: Sendable {
    var name: String
    var attribute: GeoPackageLayer.Attribute?

    var isBoolean: Bool { attribute?.type == "BOOLEAN" }
}

/// Reads `gpkg_contents` and its companions.
struct GeoPackageCatalogue {
    let file: SQLiteFile

    /// Names of the vector layers (or attribute tables), in the order of `gpkg_contents`.
    func layers(includingTables: Bool) throws(InputError) -> [String] {
        guard try has(table: "gpkg_contents") else {
            throw refused("it is a SQLite database but not a GeoPackage (no gpkg_contents)", next: "convert it with ogr2ogr -f GPKG")
        }
        let kinds = includingTables ? "'features', 'attributes', 'aspatial'" : "'features'"
        let rows = try file.prepare("SELECT table_name FROM gpkg_contents WHERE data_type IN (\(kinds)) ORDER BY rowid")
        var names: [String] = []
        while try rows.step() {
            if let name = rows.text(0) { names.append(name) }
            if names.count > 10_000 { throw refused("it lists more than 10,000 layers") }
        }
        return names
    }

    /// - Throws: refused when the layer's table or view does not exist, or its registered geometry column is not one of its columns.
    func layer(named name: String) throws(InputError) -> GeoPackageLayer {
        let registered = try geometryColumn(of: name)
        let columns = try file.prepare("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?)")
        columns.rebind(name)
        var layer = GeoPackageLayer(table: name, geometryColumn: nil, keyColumn: nil, attributes: [], declaredCRS: nil)
        var keys = 0
        while try columns.step() {
            guard let column = columns.text(0) else { continue }
            let type = (columns.text(1) ?? "").uppercased()
            keys += columns.integer(2) > 0 ? 1 : 0
            if columns.integer(3) == 1 { continue }
            if let registered, registered.name.lowercased() == column.lowercased() {
                layer.geometryColumn = column
            } else if columns.integer(2) > 0 && type == "INTEGER" && layer.keyColumn == nil {
                layer.keyColumn = column
            } else {
                layer.attributes.append(.init(name: column, type: type))
            }
        }
        if let registered {
            guard layer.geometryColumn != nil else {
                throw refused(
                    "layer \"\(name)\" has no column \"\(registered.name)\", which its catalogue names", next: "rebuild it with ogr2ogr")
            }
            layer.declaredCRS = try declaredCRS(registered.srs)
        }
        if layer.geometryColumn == nil && layer.keyColumn == nil && layer.attributes.isEmpty {
            throw refused("layer \"\(name)\" is listed but its table does not exist", next: "rebuild it with ogr2ogr")
        }
        if keys > 1 { demoteKey(&layer) }
        return layer
    }

    /// A key of several columns identifies nothing alone: its first column is an attribute like the others.
    private func demoteKey(_ layer: inout GeoPackageLayer) {
        guard let key = layer.keyColumn else { return }
        layer.attributes.insert(.init(name: key, type: "INTEGER"), at: 0)
        layer.keyColumn = nil
    }

    private func geometryColumn(of table: String) throws(InputError) -> (name: String, srs: Int)? {
        guard try has(table: "gpkg_geometry_columns") else { return nil }
        let row = try file.prepare("SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)")
        row.rebind(table)
        guard try row.step(), let name = row.text(0) else { return nil }
        return (name, row.integer(1))
    }

    /// `nil` for the ids -1 and 0, which stand for undefined Cartesian and geographic systems.
    private func declaredCRS(_ id: Int) throws(InputError) -> DeclaredCRS? {
        if id == -1 || id == 0 { return nil }
        let evidence = "GeoPackage srs \(id)"
        guard try has(table: "gpkg_spatial_ref_sys") else { return nil }
        let row = try file.prepare(
            "SELECT organization, organization_coordsys_id, definition, * FROM gpkg_spatial_ref_sys WHERE srs_id = \(id)")
        guard try row.step() else {
            throw refused("srs_id \(id) is not in gpkg_spatial_ref_sys", next: "state the CRS with --crs, or rebuild the file with ogr2ogr")
        }
        let organization = (row.text(0) ?? "").uppercased()
        // WKT 2 of the extension that newer files carry; systems that WKT 1 cannot say are `undefined` in the plain column.
        let newer = (3..<row.columnCount).first { row.name($0) == "definition_12_063" }.flatMap { row.text($0) } ?? ""
        let plain = row.text(2) ?? ""
        let definition = plain.lowercased() == "undefined" || plain.isEmpty ? newer : plain
        if organization == "EPSG" || organization == "ESRI" || organization == "IGNF" {
            return DeclaredCRS(definition: "\(organization):\(row.integer(1))", evidence: evidence)
        }
        let isDefined = !definition.isEmpty && definition.lowercased() != "undefined"
        return isDefined ? DeclaredCRS(definition: definition, evidence: evidence + " (its WKT)") : nil
    }

    private func has(table: String) throws(InputError) -> Bool {
        let row = try file.prepare("SELECT 1 FROM sqlite_master WHERE lower(name) = ? AND type IN ('table', 'view')")
        row.rebind(table)
        return try row.step()
    }

    private func refused(_ what: String, next: String = "") -> InputError {
        .refused(file: file.shownPath, place: InputPlace(), what: what, next: next)
    }
}
