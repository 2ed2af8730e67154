internal import CPROJ
internal import OreGeometry

/// A CRS as read: reduced to its horizontal part, identified where it carried no authority.
struct ReadCRS {
    var object: ProjObject
    var identification: CoordinateReferenceSystem.Identification?
    var statesImplausibleNullShift = false
}

extension ReferencingContext {
    func readHorizontalCRS(_ definition: CRSDefinition) throws(ReferencingError) -> ReadCRS {
        let object = try create(definition.canonical)
        if definition.isName, !isSameName(object.name, definition.canonical) {
            let message = "no CRS has this name (the nearest is \"\(object.name)\")"
            throw .unknownCRS(definition: excerpt(definition.canonical), message: message)
        }
        var read = ReadCRS(object: try horizontalPart(of: object))
        dropImplausibleNullShift(&read)
        identify(&read)
        return read
    }

    /// The horizontal CRS inside a compound, three-dimensional or bound one.
    private func horizontalPart(of object: ProjObject) throws(ReferencingError) -> ProjObject {
        switch object.kind {
        case PJ_TYPE_GEOGRAPHIC_2D_CRS: return object
        case PJ_TYPE_PROJECTED_CRS, PJ_TYPE_GEOGRAPHIC_3D_CRS:
            guard axisCount(of: object) == 3 else { return object }
            return object.derived { proj_crs_demote_to_2D($0, nil, $1) } ?? object
        case PJ_TYPE_COMPOUND_CRS:
            guard let part = object.derived({ proj_crs_get_sub_crs($0, $1, 0) }) else { break }
            return try horizontalPart(of: part)
        case PJ_TYPE_BOUND_CRS:
            if let base = object.derived({ proj_get_source_crs($0, $1) }) { _ = try horizontalPart(of: base) }
            return object
        default: break
        }
        throw .notHorizontal(name: object.name, kind: kindName(object.kind))
    }

    /// A classical datum (Krasovsky, IAG 75, International ellipsoid ...) is tens to hundreds of metres from WGS 84: a stated shift of zero
    /// means "unknown". On the ellipsoids of geocentric datums zero is plausible and kept.
    private func dropImplausibleNullShift(_ read: inout ReadCRS) {
        guard read.object.kind == PJ_TYPE_BOUND_CRS,
            let shift = read.object.derived({ proj_crs_get_coordoperation($0, $1) }),
            let base = read.object.derived({ proj_get_source_crs($0, $1) })
        else { return }
        var values = [Double](repeating: .nan, count: 7)
        guard proj_coordoperation_get_towgs84_values(session.pointer, shift.pointer, &values, 7, 0) != 0 else { return }
        let ellipsoid = ellipsoid(of: base)
        let isGeocentric =
            abs(ellipsoid.semiMajorAxis - 6_378_137) < 0.5 && abs(ellipsoid.inverseFlattening - 298.2572) < 0.001
        guard values.allSatisfy({ $0 == 0 }), !isGeocentric else { return }
        read.object = base
        read.statesImplausibleNullShift = true
    }

    /// Matches a definition without authority to the EPSG database: the entry with PROJ's highest confidence, at least 90, or the only one
    /// with 70.
    private func identify(_ read: inout ReadCRS) {
        guard read.object.identifier == nil, read.object.kind != PJ_TYPE_BOUND_CRS else { return }
        var confidences: UnsafeMutablePointer<Int32>?
        guard let list = proj_identify(session.pointer, read.object.pointer, "EPSG", nil, &confidences) else { return }
        defer {
            proj_list_destroy(list)
            proj_int_list_destroy(confidences)
        }
        let count = Int(proj_list_get_count(list))
        guard count > 0, let confidences else { return }
        let best = confidences[0]
        let isAmbiguous = best < 90 && count > 1 && confidences[1] == best
        guard best >= 70, !isAmbiguous, let match = ProjObject(proj_list_get(session.pointer, list, 0), of: session) else { return }
        read.identification = .init(confidence: Int(best), statedName: read.object.name)
        read.object = match
        _ = session.takeMessage(otherwise: "")
    }

    /// Equal but for case, spaces and punctuation.
    private func isSameName(_ a: String, _ b: String) -> Bool {
        func letters(_ s: String) -> String { String(s.lowercased().filter { $0.isLetter || $0.isNumber }) }
        return letters(a) == letters(b)
    }

    private func axisCount(of object: ProjObject) -> Int32 {
        guard let system = object.derived({ proj_crs_get_coordinate_system($0, $1) }) else { return 2 }
        return proj_cs_get_axis_count(session.pointer, system.pointer)
    }

    private func kindName(_ kind: PJ_TYPE) -> String {
        switch kind {
        case PJ_TYPE_VERTICAL_CRS: "a vertical CRS"
        case PJ_TYPE_GEOCENTRIC_CRS: "a geocentric CRS"
        case PJ_TYPE_ENGINEERING_CRS: "a local engineering CRS"
        case PJ_TYPE_TEMPORAL_CRS: "a time CRS"
        case PJ_TYPE_CONVERSION, PJ_TYPE_TRANSFORMATION, PJ_TYPE_CONCATENATED_OPERATION, PJ_TYPE_OTHER_COORDINATE_OPERATION:
            "a coordinate operation"
        case PJ_TYPE_ELLIPSOID: "an ellipsoid"
        case PJ_TYPE_GEODETIC_REFERENCE_FRAME, PJ_TYPE_DYNAMIC_GEODETIC_REFERENCE_FRAME, PJ_TYPE_DATUM_ENSEMBLE: "a datum"
        default: "of another kind"
        }
    }
}
