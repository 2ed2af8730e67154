internal import OreGeometry

/// Reads the geometry of one record after the other into columns.
struct CSVGeometryParser {
    let layout: CSVLayout
    let file: String
    private(set) var columns = GeometryColumns()
    private(set) var droppedZ = false
    private let srid: Int?

    init(layout: CSVLayout, file: String) {
        self.layout = layout
        self.file = file
        self.srid = layout.srid
    }

    /// Appends the geometry of a record; none where its cells are empty.
    /// - Returns: why the record's geometry cannot be used, although the table can.
    /// - Throws: `InputError.refused` for cells that are no geometry at all, and for a CRS that differs from the first row's.
    mutating func append(
        _ fields: [CSVRecordReader.Field], _ bytes: UnsafeRawBufferPointer, place: InputPlace
    ) throws(InputError) -> FeatureDefect? {
        if let crs = layout.crsColumn { try checkCRS(fields[crs].text(in: bytes), crs, place) }
        switch layout.geometry {
        case .none:
            columns.closeGeometry(nil)
            return nil
        case .position(let x, let y): return try appendPosition(fields, bytes, x, y, place)
        case .text(let column): return try appendText(fields[column], bytes, column, place)
        }
    }

    private func checkCRS(_ text: [UInt8], _ column: Int, _ place: InputPlace) throws(InputError) {
        if text == layout.crsText || text.isEmpty { return }
        var place = place
        place.column = layout.headings[column]
        throw .refused(
            file: file, place: place,
            what:
                "\"\(String(decoding: text, as: UTF8.self))\" differs from \"\(String(decoding: layout.crsText, as: UTF8.self))\" of the first row",
            next: "split the table into one file per CRS")
    }

    private mutating func appendPosition(
        _ fields: [CSVRecordReader.Field], _ bytes: UnsafeRawBufferPointer, _ x: Int, _ y: Int, _ place: InputPlace
    ) throws(InputError) -> FeatureDefect? {
        let (xField, yField) = (fields[x], fields[y])
        if xField.start == xField.end, yField.start == yField.end {
            columns.closeGeometry(nil)
            return nil
        }
        let c = Coordinate(x: try number(xField, bytes, x, place), y: try number(yField, bytes, y, place))
        guard c.x.isFinite, c.y.isFinite else {
            columns.closeGeometry(.point)
            return .nonFiniteCoordinate
        }
        columns.appendPosition(c)
        columns.closeRing()
        columns.closePart()
        columns.closeGeometry(.point)
        return nil
    }

    private func number(
        _ field: CSVRecordReader.Field, _ bytes: UnsafeRawBufferPointer, _ column: Int, _ place: InputPlace
    ) throws(InputError) -> Double {
        let cell = UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.end])
        if let value = CellNumber.value(cell) { return value }
        if ["nan", "inf", "-inf", "infinity", "-infinity"].contains(String(decoding: cell, as: UTF8.self).lowercased()) { return .nan }
        var place = place
        place.column = layout.headings[column]
        throw .refused(
            file: file, place: place,
            what: "\"\(String(decoding: cell.prefix(60), as: UTF8.self))\" is not a coordinate (a decimal number)",
            next: cell.contains(UInt8(ascii: ","))
                ? "write a decimal point, not a comma" : "correct the cell, or leave both coordinates empty")
    }

    private mutating func appendText(
        _ field: CSVRecordReader.Field, _ bytes: UnsafeRawBufferPointer, _ column: Int, _ place: InputPlace
    ) throws(InputError) -> FeatureDefect? {
        guard field.end > field.start else {
            columns.closeGeometry(nil)
            return nil
        }
        guard field.hasDoubledQuotes else {
            return try appendGeometry(UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.end]), column, place)
        }
        return try field.text(in: bytes).withRawBytes { (text) throws(InputError) in try appendGeometry(text, column, place) }
    }

    private mutating func appendGeometry(
        _ text: UnsafeRawBufferPointer, _ column: Int, _ place: InputPlace
    ) throws(InputError) -> FeatureDefect? {
        var fast = WKTFastPath(text)
        if fast.append(to: &columns) { return nil }
        let traits: GeometryTraits
        do throws(GeometryEncodingError) {
            traits = try appendFully(text)
        } catch {
            columns.closeGeometry(nil)
            if error.reason == .nonFinite { return .nonFiniteCoordinate }
            throw refused(error, text, column, place)
        }
        droppedZ = droppedZ || traits.hasZ || traits.hasM
        if let stated = traits.srid.map(Int.init), stated != srid, stated != 0 || srid != nil {
            throw differingSRID(stated, column, place)
        }
        return nil
    }

    private mutating func appendFully(_ text: UnsafeRawBufferPointer) throws(GeometryEncodingError) -> GeometryTraits {
        if let binary = Self.hexadecimal(text) { return try columns.append(wkb: binary) }
        let read = try Geometry.read(wkt: String(decoding: text, as: UTF8.self))
        columns.append(read.geometry)
        return read.traits
    }

    /// The bytes that hexadecimal digits spell; `nil` for any other text.
    static func hexadecimal(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count >= 10, text.count % 2 == 0, text[0] == UInt8(ascii: "0") else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 2)
        func value(_ digit: UInt8) -> UInt8? {
            if digit &- 48 < 10 { return digit &- 48 }
            let letter = (digit | 0x20) &- 97
            return letter < 6 ? letter + 10 : nil
        }
        for i in stride(from: 0, to: text.count, by: 2) {
            guard let high = value(text[i]), let low = value(text[i + 1]) else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }

    private func refused(
        _ error: GeometryEncodingError, _ text: UnsafeRawBufferPointer, _ column: Int, _ place: InputPlace
    ) -> InputError {
        var place = place
        place.column = layout.headings[column]
        return .refused(
            file: file, place: place, what: "\"\(String(decoding: text.prefix(40), as: UTF8.self))\": not WKT or hexadecimal WKB, \(error)",
            next: "correct the cell, or leave it empty")
    }

    private func differingSRID(_ stated: Int, _ column: Int, _ place: InputPlace) -> InputError {
        var place = place
        place.column = layout.headings[column]
        return .refused(
            file: file, place: place, what: "SRID \(stated) differs from \(srid.map { "SRID \($0)" } ?? "no SRID") of the first row",
            next: "split the table into one file per CRS")
    }
}
