import OreGeometry

/// Well-known text: any bytes give a geometry or a typed error, and what is read survives a round trip.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    if let geometry = try? Geometry(wkt: text) {
        guard let again = try? Geometry(wkt: geometry.wkt()), again == geometry else { fatalError("WKT does not survive a round trip") }
    }
    return 0
}
