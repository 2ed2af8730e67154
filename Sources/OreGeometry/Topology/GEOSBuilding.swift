internal import CGEOS

/// Values and columns to GEOS. Coordinates go straight from our contiguous buffer; non-finite positions are refused on the way.
extension GEOSContext {
    func geometry(_ value: Geometry) throws(TopologyError) -> GEOSHandle {
        GEOSHandle(try build(value, depth: 0), in: self)
    }

    /// Geometry `index` of a batch. A feature without geometry becomes the empty collection.
    func geometry(_ index: Int, of columns: GeometryColumns) throws(TopologyError) -> GEOSHandle {
        GEOSHandle(
            try columns.coordinates.withUnsafeBufferPointer { (all) throws(TopologyError) in try build(index, of: columns, positions: all)
            },
            in: self)
    }

    /// A collection that owns `members`, of GEOS type `type`; frees them when it cannot be made.
    func collection(_ members: [OpaquePointer], type: GEOSGeomTypes) throws(TopologyError) -> OpaquePointer {
        var members: [OpaquePointer?] = members
        let made = members.withUnsafeMutableBufferPointer {
            GEOSGeom_createCollection_r(handle, Int32(type.rawValue), $0.baseAddress, UInt32($0.count))
        }
        return try built(made)
    }

    // MARK: Values

    private func build(_ value: Geometry, depth: Int) throws(TopologyError) -> OpaquePointer {
        guard depth < TopologyEngine.maximumNesting else { throw .nestedTooDeep(limit: TopologyEngine.maximumNesting) }
        switch value {
        case .point(nil): return try built(GEOSGeom_createEmptyPoint_r(handle))
        case .point(let c?): return try point(c)
        case .lineString(let cs): return try line(cs)
        case .polygon(let p): return try polygon(p)
        case .multiPoint(let cs): return try collect(cs, GEOS_MULTIPOINT) { (c) throws(TopologyError) in try point(c) }
        case .multiLineString(let ls): return try collect(ls, GEOS_MULTILINESTRING) { (l) throws(TopologyError) in try line(l) }
        case .multiPolygon(let m):
            return try collect(m.polygons, GEOS_MULTIPOLYGON) { (p) throws(TopologyError) in try polygon(p) }
        case .geometryCollection(let gs):
            return try collect(gs, GEOS_GEOMETRYCOLLECTION) { (g) throws(TopologyError) in try build(g, depth: depth + 1) }
        }
    }

    private func polygon(_ p: Polygon) throws(TopologyError) -> OpaquePointer {
        try polygon(
            rings: p.rings.count,
            { (i) throws(TopologyError) in
                let ring = i == 0 ? p.exterior : p.holes[i - 1]
                return try ring.coordinates.withUnsafeBufferPointer { (b) throws(TopologyError) in try linearRing(b) }
            })
    }

    private func line(_ cs: [Coordinate]) throws(TopologyError) -> OpaquePointer {
        try cs.withUnsafeBufferPointer { (b) throws(TopologyError) in try line(b) }
    }

    // MARK: Columns

    private func build(
        _ index: Int, of columns: GeometryColumns, positions: UnsafeBufferPointer<Coordinate>
    ) throws(TopologyError) -> OpaquePointer {
        func ring(_ r: Int) -> UnsafeBufferPointer<Coordinate> { UnsafeBufferPointer(rebasing: positions[columns.positions(ofRing: r)]) }
        func polygon(part: Int) throws(TopologyError) -> OpaquePointer {
            let rings = columns.rings(ofPart: part)
            return try self.polygon(
                rings: rings.count,
                { (i) throws(TopologyError) in try linearRing(ring(rings.lowerBound + i)) })
        }
        let parts = columns.parts(of: index)
        switch columns.kinds[index] {
        case nil, .geometryCollection: return try built(GEOSGeom_createEmptyCollection_r(handle, Int32(GEOS_GEOMETRYCOLLECTION.rawValue)))
        case .point:
            guard let c = positions[columns.positions(of: index)].first else { return try built(GEOSGeom_createEmptyPoint_r(handle)) }
            return try point(c)
        case .lineString:
            guard let first = columns.rings(of: index).first else { return try built(GEOSGeom_createEmptyLineString_r(handle)) }
            return try line(ring(first))
        case .polygon:
            guard let first = parts.first else { return try built(GEOSGeom_createEmptyPolygon_r(handle)) }
            return try polygon(part: first)
        case .multiPoint:
            return try collect(positions[columns.positions(of: index)], GEOS_MULTIPOINT) { (c) throws(TopologyError) in try point(c) }
        case .multiLineString:
            return try collect(columns.rings(of: index), GEOS_MULTILINESTRING) { (r) throws(TopologyError) in try line(ring(r)) }
        case .multiPolygon: return try collect(parts, GEOS_MULTIPOLYGON) { (p) throws(TopologyError) in try polygon(part: p) }
        }
    }

    // MARK: Pieces

    private func point(_ c: Coordinate) throws(TopologyError) -> OpaquePointer {
        try c.requireTractable()
        return try built(GEOSGeom_createPointFromXY_r(handle, c.x, c.y))
    }

    private func line(_ positions: UnsafeBufferPointer<Coordinate>) throws(TopologyError) -> OpaquePointer {
        if positions.isEmpty { return try built(GEOSGeom_createEmptyLineString_r(handle)) }
        return try built(GEOSGeom_createLineString_r(handle, try sequence(positions)))
    }

    private func linearRing(_ positions: UnsafeBufferPointer<Coordinate>) throws(TopologyError) -> OpaquePointer {
        try built(GEOSGeom_createLinearRing_r(handle, try sequence(positions)))
    }

    private func sequence(_ positions: UnsafeBufferPointer<Coordinate>) throws(TopologyError) -> OpaquePointer {
        for c in positions where !c.isTractable { try c.requireTractable() }
        guard let base = positions.baseAddress, let count = UInt32(exactly: positions.count), count > 0 else {
            return try built(GEOSCoordSeq_create_r(handle, 0, 2))
        }
        // A coordinate is two doubles without padding, x first: the buffer is what GEOS expects of two dimensions.
        let doubles = UnsafeRawPointer(base).assumingMemoryBound(to: Double.self)
        return try built(GEOSCoordSeq_copyFromBuffer_r(handle, doubles, count, 0, 0))
    }

    /// The first ring is the exterior; an empty exterior or none makes the empty polygon.
    private func polygon(rings: Int, _ ring: (Int) throws(TopologyError) -> OpaquePointer) throws(TopologyError) -> OpaquePointer {
        guard rings > 0 else { return try built(GEOSGeom_createEmptyPolygon_r(handle)) }
        var shell = GEOSHandle(try ring(0), in: self)
        guard rings > 1 else { return try built(GEOSGeom_createPolygon_r(handle, shell.take(), nil, 0)) }
        var holes = try gather(1..<rings, ring).map(Optional.some)
        let made = holes.withUnsafeMutableBufferPointer {
            GEOSGeom_createPolygon_r(handle, shell.take(), $0.baseAddress, UInt32($0.count))
        }
        return try built(made)
    }

    private func collect<S: Sequence>(
        _ items: S, _ type: GEOSGeomTypes, _ make: (S.Element) throws(TopologyError) -> OpaquePointer
    ) throws(TopologyError) -> OpaquePointer {
        try collection(try gather(items, make), type: type)
    }

    /// Makes one geometry per item; frees those made when a later one fails.
    private func gather<S: Sequence>(
        _ items: S, _ make: (S.Element) throws(TopologyError) -> OpaquePointer
    ) throws(TopologyError) -> [OpaquePointer] {
        var made: [OpaquePointer] = []
        for item in items {
            do {
                made.append(try make(item))
            } catch {
                for pointer in made { GEOSGeom_destroy_r(handle, pointer) }
                throw error
            }
        }
        return made
    }

    private func built(_ pointer: OpaquePointer?) throws(TopologyError) -> OpaquePointer {
        guard let pointer else { throw .malformed(reason: takeMessage()) }
        return pointer
    }
}
