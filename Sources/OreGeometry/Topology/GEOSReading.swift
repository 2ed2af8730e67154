internal import CGEOS

/// GEOS results to values and columns. Polygons come out with the exterior ring counter-clockwise and the holes clockwise.
extension GEOSContext {
    func value(of geometry: OpaquePointer) -> Geometry {
        switch GEOSGeomTypes(UInt32(bitPattern: GEOSGeomTypeId_r(handle, geometry))) {
        case GEOS_POINT: .point(positions(geometry).first)
        case GEOS_LINESTRING, GEOS_LINEARRING: .lineString(positions(geometry))
        case GEOS_POLYGON: .polygon(polygon(geometry))
        case GEOS_MULTIPOINT: .multiPoint(members(of: geometry).flatMap(positions))
        case GEOS_MULTILINESTRING: .multiLineString(members(of: geometry).map(positions))
        case GEOS_MULTIPOLYGON: .multiPolygon(MultiPolygon(members(of: geometry).map(polygon)))
        default: .geometryCollection(members(of: geometry).map(value))
        }
    }

    /// Appends the area parts of a result as one polygon or multipolygon and drops its points and lines.
    /// - Returns: false when there is no area; then nothing was appended.
    func appendPolygons(of geometry: OpaquePointer, to columns: inout GeometryColumns) -> Bool {
        var parts = 0
        forEachPolygon(in: geometry) { polygon in
            appendRing(GEOSGetExteriorRing_r(handle, polygon), exterior: true, to: &columns)
            for hole in 0..<max(0, GEOSGetNumInteriorRings_r(handle, polygon)) {
                appendRing(GEOSGetInteriorRingN_r(handle, polygon, hole), exterior: false, to: &columns)
            }
            columns.closePart()
            parts += 1
        }
        if parts > 0 { columns.closeGeometry(parts == 1 ? .polygon : .multiPolygon) }
        return parts > 0
    }

    /// The area parts of a result as a polygon or multipolygon value; the empty polygon when it has none.
    func polygonalValue(of geometry: OpaquePointer) -> Geometry {
        var polygons: [Polygon] = []
        forEachPolygon(in: geometry) { polygons.append(polygon($0)) }
        if polygons.count == 1 { return .polygon(polygons[0]) }
        return polygons.isEmpty ? .polygon(Polygon(exterior: Ring([]))) : .multiPolygon(MultiPolygon(polygons))
    }

    /// Calls `body` with each polygon that is not empty, at any nesting that GEOS itself makes.
    func forEachPolygon(in geometry: OpaquePointer, _ body: (OpaquePointer) -> Void) {
        switch GEOSGeomTypes(UInt32(bitPattern: GEOSGeomTypeId_r(handle, geometry))) {
        case GEOS_POLYGON: if GEOSisEmpty_r(handle, geometry) == 0 { body(geometry) }
        case GEOS_MULTIPOLYGON, GEOS_GEOMETRYCOLLECTION:
            for member in members(of: geometry) { forEachPolygon(in: member, body) }
        default: break
        }
    }

    /// Borrowed members of a collection.
    private func members(of geometry: OpaquePointer) -> [OpaquePointer] {
        (0..<max(0, GEOSGetNumGeometries_r(handle, geometry))).compactMap { GEOSGetGeometryN_r(handle, geometry, $0) }
    }

    func polygon(_ geometry: OpaquePointer) -> Polygon {
        guard GEOSisEmpty_r(handle, geometry) == 0 else { return Polygon(exterior: Ring([])) }
        let holes = (0..<max(0, GEOSGetNumInteriorRings_r(handle, geometry))).map {
            ring(GEOSGetInteriorRingN_r(handle, geometry, $0), exterior: false)
        }
        return Polygon(exterior: ring(GEOSGetExteriorRing_r(handle, geometry), exterior: true), holes: holes)
    }

    private func ring(_ geometry: OpaquePointer?, exterior: Bool) -> Ring {
        guard let geometry else { return Ring([]) }
        let found = positions(geometry)
        return Ring(isCounterClockwise(geometry) == exterior ? found : found.reversed())
    }

    private func appendRing(_ geometry: OpaquePointer?, exterior: Bool, to columns: inout GeometryColumns) {
        guard let geometry else { return }
        let found = positions(geometry)
        if isCounterClockwise(geometry) == exterior {
            columns.coordinates.append(contentsOf: found)
        } else {
            columns.coordinates.append(contentsOf: found.reversed())
        }
        columns.closeRing()
    }

    private func isCounterClockwise(_ ring: OpaquePointer) -> Bool {
        var result: CChar = 0
        return GEOSCoordSeq_isCCW_r(handle, GEOSGeom_getCoordSeq_r(handle, ring), &result) == 1 && result == 1
    }

    /// The positions of a point, line or ring.
    func positions(_ geometry: OpaquePointer) -> [Coordinate] {
        var size: UInt32 = 0
        guard GEOSisEmpty_r(handle, geometry) == 0, let sequence = GEOSGeom_getCoordSeq_r(handle, geometry),
            GEOSCoordSeq_getSize_r(handle, sequence, &size) == 1, size > 0
        else { return [] }
        return [Coordinate](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            let doubles = UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: Double.self)
            count = GEOSCoordSeq_copyToBuffer_r(handle, sequence, doubles, 0, 0) == 1 ? Int(size) : 0
        }
    }
}
