internal import Foundation
internal import OreFeatures

/// The forms a list of records can take.
public enum RecordFormat: String, Sendable, Hashable, CaseIterable {
    case table, json, geojson, csv, gpkg, xlsx, kml, gpx

    /// Formats that cannot go to a terminal.
    public var isBinary: Bool { self == .gpkg || self == .xlsx }

    /// The format that a file name asks for; `nil` when its extension is unknown.
    public init?(path: String) {
        let suffix = URL(filePath: path).pathExtension.lowercased()
        if let format = suffix == "txt" ? .table : RecordFormat(rawValue: suffix) { self = format } else { return nil }
    }
}

extension RecordList {
    /// Writes the list whole, or nothing.
    /// - Parameters:
    ///   - path: `-` for standard output.
    ///   - title: of documents that have one (KML, GPX).
    ///   - isCut: see ``RecordTable``.
    /// - Throws: `OutputError`, and what the list itself throws.
    public func write(_ format: RecordFormat, to path: String, style: TextStyle, title: String, isCut: Bool = false) throws {
        switch format {
        case .table:
            let file = try AtomicFile(path)
            try file.write(try RecordTable.lines(self, style: style, isCut: isCut).joined(separator: "\n") + "\n")
            try file.commit()
        case .json: try writeJSON(to: path)
        case .geojson: try writeGeoJSON(to: path)
        case .csv: try writeCSV(to: path)
        case .gpkg: try writeGeoPackage(to: path)
        case .xlsx: try writeWorkbook(to: path)
        case .kml: try writeKML(to: path, title: title, style.language)
        case .gpx: try writeGPX(to: path, title: title, style.language)
        }
    }
}
