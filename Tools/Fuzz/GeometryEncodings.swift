/// libFuzzer target for the readers of well-known binary, GeoPackage blobs and well-known text; compiled together with the readers' sources
/// by `Tools/fuzz`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGeometryEncodings(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    var columns = GeometryColumns()
    let value = try? Geometry.read(wkb: bytes).geometry
    let isAppended = (try? columns.append(wkb: bytes)) != nil
    precondition(isAppended == (value != nil) && columns.count == (isAppended ? 1 : 0), "the two readers disagree")
    if let value {
        precondition((try? Geometry(wkb: value.wkb(byteOrder: .big))) == value, "binary does not read back")
        precondition((try? Geometry(wkt: value.wkt())) == value, "text does not read back")
    }
    _ = try? columns.append(geoPackageBlob: bytes)
    if let value = try? Geometry(wellKnown: String(decoding: bytes, as: UTF8.self)) {
        precondition((try? Geometry(wkt: value.wkt())) == value, "text does not read back")
    }
    return 0
}
