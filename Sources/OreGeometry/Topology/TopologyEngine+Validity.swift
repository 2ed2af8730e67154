internal import CGEOS

extension TopologyEngine {
    /// The first defect of a geometry by OGC 06-103r4; `nil` when it is valid. Empty geometries are valid.
    ///
    /// Finiteness, closure, size and nesting are checked here, before GEOS looks at the rest.
    /// - Complexity: O(n log n) for n vertices.
    public func validity(of geometry: Geometry) -> ValidityDefect? {
        var columns = GeometryColumns()
        guard columns.appendFlattened(geometry) else {
            return ValidityDefect(kind: .nestedTooDeep, coordinate: nil, ring: nil, detail: "deeper than \(Self.maximumNesting)")
        }
        if columns.count == 1 { return validity(of: 0, in: columns) }
        for index in 0..<columns.count {
            if let defect = validity(of: index, in: columns) { return defect }
        }
        return nil
    }

    /// The first defect of geometry `index` of a batch; `nil` when it is valid, empty or absent.
    public func validity(of index: Int, in columns: GeometryColumns) -> ValidityDefect? {
        if let defect = DefectLocator.structuralDefect(of: index, in: columns) { return defect }
        do {
            let handle = try context.geometry(index, of: columns)
            return topologicalDefect(of: handle, index, in: columns)
        } catch {
            return ValidityDefect(kind: .other, coordinate: nil, ring: nil, detail: "\(error)")
        }
    }

    /// What GEOS finds in a geometry whose rings are closed, large enough and finite.
    func topologicalDefect(of handle: borrowing GEOSHandle, _ index: Int, in columns: GeometryColumns) -> ValidityDefect? {
        var reason: UnsafeMutablePointer<CChar>?
        var location: OpaquePointer?
        let code = GEOSisValidDetail_r(context.handle, handle.pointer, 0, &reason, &location)
        if code == 1 { return nil }
        defer {
            if let reason { GEOSFree_r(context.handle, reason) }
            if let location { GEOSGeom_destroy_r(context.handle, location) }
        }
        guard code == 0, let reason else { return ValidityDefect(kind: .other, coordinate: nil, ring: nil, detail: context.takeMessage()) }
        let detail = String(cString: reason)
        let coordinate = location.flatMap { context.positions($0).first }
        let kind = ValidityDefect.Kind(geos: detail)
        return ValidityDefect(
            kind: kind, coordinate: coordinate,
            ring: coordinate.flatMap { DefectLocator.ring(at: $0, kind: kind, of: index, in: columns) }, detail: detail)
    }
}

extension ValidityDefect.Kind {
    /// From the words of GEOS 3.11's `TopologyValidationError`.
    init(geos reason: String) {
        self =
            switch reason {
            case "Self-intersection": .selfIntersection
            case "Ring Self-intersection": .ringSelfIntersection
            case "Hole lies outside shell": .holeOutsideShell
            case "Holes are nested": .nestedHoles
            case "Nested shells": .nestedShells
            case "Interior is disconnected": .disconnectedInterior
            case "Duplicate Rings": .duplicateRings
            case "Too few points in geometry component": .tooFewPoints
            case "Ring is not closed": .ringNotClosed
            case "Invalid Coordinate": .nonFinite
            default: .other
            }
    }
}
