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
        case .geoJSON, .geoJSONSequence, .geoPackage, .csv: nil
        }
    }
}
