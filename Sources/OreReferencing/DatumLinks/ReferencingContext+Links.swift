internal import CPROJ
internal import Foundation
internal import OreGeometry

extension ReferencingContext {
    /// The transform between two CRSs through a datum link.
    ///
    /// - Returns: `nil` when the link does not lead between the datums of the two, in either direction: its source datum on one side (and, where the
    ///   link says which CRSs it is for, one of those), on the other a datum that PROJ reaches from the link's target without an unknown shift.
    /// - Throws: ``ReferencingError`` for a link whose CRSs PROJ does not know or whose grid it cannot open.
    public func transform(
        from source: CoordinateReferenceSystem, to target: CoordinateReferenceSystem, through link: DatumLink
    ) throws(ReferencingError) -> CoordinateTransform? {
        if let forward = try linked(from: source, to: target, link, isInverse: false) { return forward }
        return try linked(from: source, to: target, link, isInverse: true)
    }

    private func linked(
        from source: CoordinateReferenceSystem, to target: CoordinateReferenceSystem, _ link: DatumLink, isInverse: Bool
    ) throws(ReferencingError) -> CoordinateTransform? {
        let (old, new) = (isInverse ? target : source, isInverse ? source : target)
        let frames = try frames(of: link)
        guard old.datumName == frames.source.datumName, old.datumName != "unknown", !old.isBound, try link.isFor(old, self) else {
            return nil
        }
        let before = try transform(from: isInverse ? new : old, to: isInverse ? frames.target : frames.source)
        let after = try transform(from: isInverse ? frames.source : frames.target, to: isInverse ? old : new)
        guard !before.operation.isUnknownShift, !after.operation.isUnknownShift else { return nil }
        let own = try CoordinateTransform(link, between: frames, isInverse: isInverse, context: self)
        return CoordinateTransform(joining: [before, own, after], source: source, target: target)
    }

    /// The systems between which a link's own part works.
    private func frames(of link: DatumLink) throws(ReferencingError) -> LinkFrames {
        let (source, target) = (try crs(link.source), try crs(link.target))
        guard !link.method.usesPlanes else { return LinkFrames(source: source, target: target) }
        return LinkFrames(source: try geographic(of: source), target: try geographic(of: target))
    }

    /// The longitude/latitude CRS in degrees on the datum of `crs`.
    public func geographic(of crs: CoordinateReferenceSystem) throws(ReferencingError) -> CoordinateReferenceSystem {
        if crs.isGeographic, crs.degreesPerUnit.map({ ($0 - 1).magnitude < 1e-12 }) == true, !crs.isBound { return crs }
        guard let base = try object(of: crs).derived({ proj_crs_get_geodetic_crs($0, $1) }) else {
            throw .notHorizontal(name: crs.name, kind: "without longitude and latitude")
        }
        let described = describe(ReadCRS(object: base))
        guard described.isGeographic, !described.isBound else {
            throw .notHorizontal(name: crs.name, kind: "not based on longitude and latitude")
        }
        return described
    }

    /// What is wrong with a link, in words; `nil` when it can be used.
    ///
    /// Its systems must exist, lie on two datums, be projected metres for plane parameters, and lead to a datum that is known against WGS 84. Within its
    /// area it must move positions by less than two kilometres: more is a wrong unit, sign, convention or zone prefix.
    public func fault(of link: DatumLink) -> String? {
        do throws(ReferencingError) {
            let (source, target) = (try crs(link.source), try crs(link.target))
            if source.datumName == target.datumName { return "source and target are on the same datum (\(source.datumName))" }
            if link.method.usesPlanes, source.metresPerUnit != 1 || target.metresPerUnit != 1 {
                return "plane parameters need projected CRSs in metres as source and target, not \(source.label) and \(target.label)"
            }
            if try transform(from: target, to: crs("EPSG:4326")).operation.isUnknownShift {
                return "the target \(target.label) is not known against WGS 84; let the link lead to WGS 84 or CGCS2000"
            }
            for text in link.appliesTo where try crs(text).datumName != source.datumName {
                return "it applies to \(text), which is not on the datum of its source (\(source.datumName))"
            }
            if case .grid(let path) = link.method, (try? create("+proj=hgridshift +grids=\(path)")) == nil {
                return "the grid \(path) is missing, damaged, or neither NTv2 nor GeoTIFF"
            }
            let metres = try largestShift(of: link)
            if case .grid(let path) = link.method, !metres.isFinite {
                return "the grid \(path) gives no shift at some corner of the area \(link.area): it is damaged, or covers less"
            }
            guard metres < 2_000 else {
                let distance = metres.isFinite ? "\((metres / 100).rounded() / 10) km" : "an infinite distance"
                return "it moves positions in its area by \(distance); "
                    + "check units, signs and zone prefixes, and whether the area is the right one"
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The largest distance that a link moves a corner of its area, metres; infinite where it has no image.
    public func largestShift(of link: DatumLink) throws(ReferencingError) -> Double {
        let (source, target) = (try geographic(of: crs(link.source)), try geographic(of: crs(link.target)))
        var anywhere = link
        anywhere.appliesTo = []
        guard let transform = try linked(from: source, to: target, anywhere, isInverse: false) else { return .infinity }
        var moved = link.area.corners
        guard transform.run(&moved).isEmpty else { return .infinity }
        return zip(link.area.corners, moved).map { LocalMetric(.wgs84, latitude: $0.y).distance($0, $1) }.max() ?? 0
    }
}

extension DatumLink {
    /// True when the link names no CRSs or names this one.
    fileprivate func isFor(_ crs: CoordinateReferenceSystem, _ context: ReferencingContext) throws(ReferencingError) -> Bool {
        if appliesTo.isEmpty { return true }
        for text in appliesTo where try context.crs(text) == crs { return true }
        return false
    }
}

/// The systems between which a link's own part works: the planes of its parameters, or longitude and latitude in degrees.
struct LinkFrames {
    let source: CoordinateReferenceSystem
    let target: CoordinateReferenceSystem
}

extension CoordinateTransform {
    /// A link's own part, run by PROJ.
    fileprivate convenience init(
        _ link: DatumLink, between frames: LinkFrames, isInverse: Bool, context: ReferencingContext
    ) throws(ReferencingError) {
        let forward = LinkPipeline(link.method, source: frames.source.ellipsoid, target: frames.target.ellipsoid)
        let definition = (isInverse ? forward.inverse : forward).definition
        let (from, to) = isInverse ? (frames.target, frames.source) : (frames.source, frames.target)
        let operation = CoordinateOperation(
            name: link.description + (isInverse ? ", inverse" : ""), source: from.shortName, target: to.shortName,
            accuracyMetres: link.sigmaMetres, definition: definition, link: link)
        let step = ProjStep(try context.create(definition), definition: definition, source: from, target: to)
        self.init([step], operation, source: from, target: to)
    }
}
