import ArgumentParser
import Foundation

/// The forms a list of findings can take.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case geojson, geojsonseq, csv, table, gpkg, xlsx, kml

    /// Written feature by feature while the run goes on; the others need all findings first.
    var isStreamed: Bool { self == .geojson || self == .geojsonseq || self == .csv }

    /// The format that a file name asks for; `nil` when its extension is unknown.
    init?(path: String) {
        switch URL(filePath: path).pathExtension.lowercased() {
        case "geojson", "json": self = .geojson
        case "geojsonl", "geojsons", "ndjson", "geojsonseq": self = .geojsonseq
        case "csv": self = .csv
        case "txt": self = .table
        case "gpkg": self = .gpkg
        case "xlsx": self = .xlsx
        case "kml": self = .kml
        default: return nil
        }
    }
}
