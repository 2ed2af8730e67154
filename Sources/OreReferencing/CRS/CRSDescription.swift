internal import CPROJ
internal import OreGeometry

extension ReferencingContext {
    /// The value that carries a CRS between contexts.
    func describe(_ read: ReadCRS) -> CoordinateReferenceSystem {
        let object = read.object
        let geodetic = object.derived { proj_crs_get_geodetic_crs($0, $1) }
        let isGeographic = isGeographic(object)
        let unit = unitFactor(of: object)
        let wkt = wkt(of: object, PJ_WKT2_2019) ?? object.name
        return CoordinateReferenceSystem(
            name: object.name, identifier: object.identifier, identification: read.identification, isGeographic: isGeographic, wkt: wkt,
            wkt1: self.wkt(of: object, PJ_WKT1_GDAL), ellipsoid: ellipsoid(of: object),
            datumName: geodetic.flatMap(datumName(of:)) ?? "unknown", areaOfUse: areaOfUse(of: object),
            metresPerUnit: isGeographic ? nil : unit, degreesPerUnit: isGeographic ? unit * 180 / .pi : nil,
            statesImplausibleNullShift: read.statesImplausibleNullShift, isBound: object.kind == PJ_TYPE_BOUND_CRS, webMap: nil,
            key: object.identifier ?? wkt)
    }

    func ellipsoid(of object: ProjObject) -> Ellipsoid {
        guard let ellipsoid = object.derived({ proj_get_ellipsoid($0, $1) }) else { return .wgs84 }
        var (major, inverseFlattening) = (0.0, 0.0)
        guard proj_ellipsoid_get_parameters(session.pointer, ellipsoid.pointer, &major, nil, nil, &inverseFlattening) != 0 else {
            return .wgs84
        }
        return Ellipsoid(semiMajorAxis: major, inverseFlattening: inverseFlattening == 0 ? .infinity : inverseFlattening)
    }

    private func isGeographic(_ object: ProjObject) -> Bool {
        switch object.kind {
        case PJ_TYPE_GEOGRAPHIC_2D_CRS, PJ_TYPE_GEOGRAPHIC_3D_CRS: true
        case PJ_TYPE_BOUND_CRS: object.derived { proj_get_source_crs($0, $1) }.map(isGeographic) ?? false
        default: false
        }
    }

    private func datumName(of geodetic: ProjObject) -> String? {
        if geodetic.kind == PJ_TYPE_BOUND_CRS {
            return geodetic.derived { proj_get_source_crs($0, $1) }.flatMap(datumName(of:))
        }
        return (geodetic.derived { proj_crs_get_datum($0, $1) } ?? geodetic.derived { proj_crs_get_datum_ensemble($0, $1) })?.name
    }

    /// Metres, or radians, in one unit of the first axis.
    private func unitFactor(of object: ProjObject) -> Double {
        let crs = object.kind == PJ_TYPE_BOUND_CRS ? object.derived { proj_get_source_crs($0, $1) } ?? object : object
        guard let system = crs.derived({ proj_crs_get_coordinate_system($0, $1) }) else { return 1 }
        var factor = 1.0
        guard proj_cs_get_axis_info(session.pointer, system.pointer, 0, nil, nil, nil, &factor, nil, nil, nil) != 0 else { return 1 }
        return factor
    }

    private func areaOfUse(of object: ProjObject) -> Envelope? {
        var (west, south, east, north) = (0.0, 0.0, 0.0, 0.0)
        guard proj_get_area_of_use(session.pointer, object.pointer, &west, &south, &east, &north, nil) != 0, west > -1_000 else {
            return nil
        }
        return Envelope(minX: west, minY: south, maxX: east < west ? east + 360 : east, maxY: north)
    }

    private func wkt(of object: ProjObject, _ flavour: PJ_WKT_TYPE) -> String? {
        let wkt = "MULTILINE=NO".withCString { line in
            var options: [UnsafePointer<CChar>?] = [line, nil]
            return text(proj_as_wkt(session.pointer, object.pointer, flavour, &options))
        }
        _ = session.takeMessage(otherwise: "")
        return wkt
    }
}
