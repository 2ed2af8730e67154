internal import CPROJ
public import OreGeometry

/// The door to coordinate reference systems and transforms: one PROJ context with everything it has made so far.
///
/// Make one per worker and keep it: the first CRS pair of a fresh context costs tens of milliseconds (it opens PROJ's database), later pairs a
/// few, known pairs nothing. Not `Sendable`: PROJ contexts are confined to one thread at a time. The network is never used: grids that
/// are not installed are not available.
///
/// ```swift
/// let context = ReferencingContext()
/// let zone = try context.crs("EPSG:4526")
/// let toDegrees = try context.transform(from: zone, to: context.crs("EPSG:4490"), area: nil)
/// try toDegrees.apply(to: &corners)
/// ```
public final class ReferencingContext {
    /// The longest CRS definition that is read. Real WKT2 of compound CRSs stays below 12,000 bytes.
    public static let maximumDefinitionBytes = 65_536

    /// The version of the PROJ library in use, such as `9.1.1`.
    public static var projVersion: String {
        let info = proj_info()
        return "\(info.major).\(info.minor).\(info.patch)"
    }

    let session = ProjSession()
    private var objects: [String: ProjObject] = [:]
    private var systems: [String: CoordinateReferenceSystem] = [:]
    private var transforms: [TransformKey: CoordinateTransform] = [:]
    var extents: [String: Envelope?] = [:]

    public init() {}

    /// The CRS that a definition names.
    ///
    /// - Parameter definition: an EPSG code (`EPSG:4490`, `4490`), a URN (`urn:ogc:def:crs:EPSG::4326`, `urn:ogc:def:crs:OGC:1.3:CRS84`), a URL
    ///   (`http://www.opengis.net/def/crs/EPSG/0/4326`), WKT 1 (OGC or ESRI) or WKT 2, a PROJ string, PROJJSON, or the exact name of a CRS;
    ///   `GCJ-02` and `BD-09` name the coordinates of web maps (``WebMapOffset``).
    ///   A compound or three-dimensional CRS is reduced to its horizontal part. WKT without authority is identified against the EPSG
    ///   database; ``CoordinateReferenceSystem/identification`` says so.
    /// - Throws: ``ReferencingError`` for a definition that is empty, too long, too deep, unknown, or has no horizontal part.
    /// - Complexity: a database query of 0.3 to 15 ms for a new definition, a dictionary lookup for a known one.
    public func crs(_ definition: String) throws(ReferencingError) -> CoordinateReferenceSystem {
        if let known = systems[definition] { return known }
        let parsed = try CRSDefinition(definition)
        if let webMap = parsed.webMap { return CoordinateReferenceSystem(webMap) }
        let read = try readHorizontalCRS(parsed)
        let system = describe(read)
        if systems.count >= 1_000 { systems.removeAll() }
        systems[definition] = system
        if objects[system.key] == nil { objects[system.key] = read.object }
        return system
    }

    /// The transform between two CRSs, with the one operation it will run.
    ///
    /// - Parameter area: where the data lies, in lon/lat degrees; it decides which of several operations is used: the best one that covers all of
    ///   it. Without it the operation must cover the common area of use of both CRSs.
    /// - Throws: ``ReferencingError/noOperation(from:to:message:)``.
    /// - Complexity: 0.3 to 15 ms for a new pair, a dictionary lookup for a known one.
    public func transform(
        from source: CoordinateReferenceSystem, to target: CoordinateReferenceSystem, area: Envelope? = nil
    ) throws(ReferencingError) -> CoordinateTransform {
        let key = TransformKey(source: source.key, target: target.key, area: area)
        if let known = transforms[key] { return known }
        let transform = try makeTransform(from: source, to: target, area: area)
        if transforms.count >= 1_000 { transforms.removeAll() }
        transforms[key] = transform
        return transform
    }

    /// A web map's coordinates come from, and go to, WGS 84; the rest of the way is PROJ's.
    private func makeTransform(
        from source: CoordinateReferenceSystem, to target: CoordinateReferenceSystem, area: Envelope?
    ) throws(ReferencingError) -> CoordinateTransform {
        guard source.webMap != nil || target.webMap != nil else {
            let chooser = OperationChooser(session: session, source: source, target: target)
            return try chooser.transform(from: object(of: source), to: object(of: target), area: area)
        }
        let wgs84 = try crs("EPSG:4326")
        var parts: [CoordinateTransform] = []
        let (start, end) = (source.webMap == nil ? source : wgs84, target.webMap == nil ? target : wgs84)
        if source == target { return CoordinateTransform(joining: [try transform(from: wgs84, to: wgs84)], source: source, target: target) }
        if let offset = source.webMap { parts.append(CoordinateTransform(offset, isForward: false, source, wgs84)) }
        if start != end { parts.append(try transform(from: start, to: end, area: area)) }
        if let offset = target.webMap { parts.append(CoordinateTransform(offset, isForward: true, wgs84, target)) }
        return CoordinateTransform(joining: parts, source: source, target: target)
    }

    /// The PROJ object of a CRS that may have been described by another context.
    func object(of crs: CoordinateReferenceSystem) throws(ReferencingError) -> ProjObject {
        if let known = objects[crs.key] { return known }
        let object = try create(crs.key)
        objects[crs.key] = object
        return object
    }

    /// PROJ's reading of a definition that has passed ``CRSDefinition``.
    func create(_ canonical: String) throws(ReferencingError) -> ProjObject {
        let context = try session.context()
        guard let object = ProjObject(proj_create(context, canonical), of: session) else {
            let message = session.takeMessage(number: proj_context_errno(context), otherwise: "PROJ gives no reason")
            throw .unknownCRS(definition: excerpt(canonical), message: message)
        }
        _ = session.takeMessage(otherwise: "")
        return object
    }

    private struct TransformKey: Hashable {
        var source: String
        var target: String
        var area: Envelope?
    }
}

/// The beginning of a definition, short enough for a one-line message.
func excerpt(_ definition: String) -> String {
    definition.utf8.count <= 80 ? definition : String(definition.prefix(77)) + "..."
}
