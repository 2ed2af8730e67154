internal import OreGeometry

extension CoordinateReferenceSystem {
    /// A web map's coordinates as a geographic CRS: longitude and latitude that are not those of any datum.
    ///
    /// The WKT is that of a local system, which other programs cannot mistake for WGS 84; this program knows it again by its name.
    init(_ offset: WebMapOffset) {
        let name = "\(offset.rawValue) (\(offset.nature))"
        let wkt1 = "LOCAL_CS[\"\(name)\",LOCAL_DATUM[\"\(offset.rawValue)\",0],UNIT[\"degree\",0.0174532925199433],"
        let wkt2 = "ENGCRS[\"\(name)\",EDATUM[\"\(offset.rawValue)\"],CS[Cartesian,2],"
        let unit = "ANGLEUNIT[\"degree\",0.0174532925199433]"
        self.init(
            name: name, identifier: nil, identification: nil, isGeographic: true,
            wkt: wkt2 + "AXIS[\"longitude\",east,ORDER[1]],AXIS[\"latitude\",north,ORDER[2]],\(unit)]",
            wkt1: wkt1 + "AXIS[\"longitude\",EAST],AXIS[\"latitude\",NORTH]]", ellipsoid: .wgs84, datumName: offset.rawValue,
            areaOfUse: WebMapOffset.area, metresPerUnit: nil, degreesPerUnit: 1, statesImplausibleNullShift: false, isBound: false,
            webMap: offset, key: offset.rawValue)
    }
}

extension WebMapOffset {
    /// What the system is, for its label.
    var nature: String { self == .gcj02 ? "web-map offset of WGS 84" : "Baidu's offset of GCJ-02" }

    /// The system that a definition means: its name, or the WKT that this program writes for it.
    init?(definition: String) {
        if let named = WebMapOffset(named: definition) {
            self = named
            return
        }
        for offset in WebMapOffset.allCases {
            let name = "[\"\(offset.rawValue) (\(offset.nature))\""
            if definition.hasPrefix("LOCAL_CS" + name) || definition.hasPrefix("ENGCRS" + name) {
                self = offset
                return
            }
        }
        return nil
    }
}
