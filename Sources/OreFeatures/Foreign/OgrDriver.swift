internal import Glibc

/// The foreign formats that are read through `ogr2ogr`, each with the GDAL drivers that may open it.
enum OgrDriver {
    /// Nothing else of GDAL's many drivers gets to see the file.
    static func names(_ format: FileFormat) -> [String]? {
        switch format {
        case .shapefile: ["ESRI Shapefile"]
        case .kml, .kmz: ["LIBKML", "KML"]
        case .fileGDB: ["OpenFileGDB"]
        case .dxf: ["DXF"]
        case .flatGeobuf: ["FlatGeobuf"]
        case .gml: ["GML"]
        case .gpx: ["GPX"]
        case .geoJSON, .geoJSONSequence, .jsonTable, .geoPackage, .csv, .cornerTable, .surveyText, .cornerWorkbook: nil
        }
    }

    /// The extension by which GDAL knows a format of one file; `nil` for formats of several files.
    static func fileExtension(_ format: FileFormat) -> String? {
        switch format {
        case .kml: "kml"
        case .kmz: "kmz"
        case .dxf: "dxf"
        case .flatGeobuf: "fgb"
        case .gml: "gml"
        case .gpx: "gpx"
        case .shapefile, .fileGDB, .geoJSON, .geoJSONSequence, .jsonTable, .geoPackage, .csv, .cornerTable, .surveyText, .cornerWorkbook:
            nil
        }
    }
}

/// Where GDAL's programs are looked for, and what they may use up.
struct OgrConfinement: Sendable {
    /// Folders separated by colons; the caller's own `PATH`.
    var searchPath = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    var limits = ConfinedCommand.Limits()
    /// Where the private folder is made that holds the converted file.
    var temporaryFolder = OutputPlace.temporaryFolder
}
