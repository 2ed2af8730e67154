import OreGeometry

/// Well-known binary, as GeoPackage blobs and `geometry batch` carry it: any bytes give a geometry or a typed error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    if let geometry = try? Geometry(wkb: input) {
        guard let again = try? Geometry(wkb: geometry.wkb()), again == geometry else { fatalError("WKB does not survive a round trip") }
    }
    var columns = GeometryColumns()
    try? columns.append(geoPackageBlob: input)
    return 0
}
