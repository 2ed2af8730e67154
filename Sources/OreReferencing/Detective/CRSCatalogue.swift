internal import CPROJ
internal import Dispatch
internal import OreGeometry
internal import Synchronization

/// Every horizontal CRS of the EPSG database that is not deprecated: some 5,700 entries in PROJ 9.1.
///
/// Listed with `proj_get_crs_info_list_from_database`; the projection of each projected CRS is read from PROJ's own export of its conversion, so
/// that trying positions on all of them needs no further database access. Made once a process.
struct CRSCatalogue: Sendable {
    let entries: [CatalogueEntry]

    /// More entries than any database has; the rest would be left out.
    static let maximumEntries = 20_000
    private static let made = Mutex<CRSCatalogue?>(nil)

    /// The catalogue of the installed database. Cost: 0.3 to 0.8 s the first time, then nothing.
    static func installed() throws(ReferencingError) -> CRSCatalogue {
        try made.withLock { (known: inout CRSCatalogue?) throws(ReferencingError) -> CRSCatalogue in
            if let known { return known }
            let catalogue = CRSCatalogue(entries: try read())
            known = catalogue
            return catalogue
        }
    }

    /// A row of PROJ's listing.
    private struct Row: Sendable {
        var code: String
        var name: String
        var area: Envelope
        var areaName: String
        var isGeographic: Bool
    }

    private static func read() throws(ReferencingError) -> [CatalogueEntry] {
        let rows = try list()
        let ellipsoids = namedEllipsoids()
        let workers = 4
        let parts = Mutex([Int: [CatalogueEntry]]())
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            let share = rows.indices.filter { $0 % workers == worker }
            let found = describe(share.map { rows[$0] }, ellipsoids)
            parts.withLock { $0[worker] = found }
        }
        let entries = parts.withLock { parts in parts.values.flatMap { $0 } }
        guard !entries.isEmpty else { throw .contextUnavailable }
        return entries.sorted { ($0.code.utf8.count, $0.code) < ($1.code.utf8.count, $1.code) }
    }

    private static func list() throws(ReferencingError) -> [Row] {
        let session = ProjSession()
        let context = try session.context()
        guard let parameters = proj_get_crs_list_parameters_create() else { throw .contextUnavailable }
        defer { proj_get_crs_list_parameters_destroy(parameters) }
        let types = [PJ_TYPE_PROJECTED_CRS, PJ_TYPE_GEOGRAPHIC_2D_CRS]
        return types.withUnsafeBufferPointer { types in
            parameters.pointee.types = types.baseAddress
            parameters.pointee.typesCount = types.count
            parameters.pointee.allow_deprecated = 0
            var count: Int32 = 0
            guard let list = proj_get_crs_info_list_from_database(context, "EPSG", parameters, &count) else { return [] }
            defer { proj_crs_info_list_destroy(list) }
            return (0..<min(Int(count), maximumEntries)).compactMap { index in
                guard let info = list[index]?.pointee, info.bbox_valid != 0, let code = text(info.code), let name = text(info.name)
                else { return nil }
                let (west, east) = (info.west_lon_degree, info.east_lon_degree)
                let area = Envelope(
                    minX: west, minY: info.south_lat_degree, maxX: east < west ? east + 360 : east, maxY: info.north_lat_degree)
                return Row(
                    code: code, name: name, area: area, areaName: text(info.area_name) ?? "",
                    isGeographic: info.type == PJ_TYPE_GEOGRAPHIC_2D_CRS)
            }
        }
    }

    private static func describe(_ rows: [Row], _ ellipsoids: [String: Ellipsoid]) -> [CatalogueEntry] {
        let session = ProjSession()
        return rows.compactMap { row in
            guard
                let crs = ProjObject(
                    proj_create_from_database(session.pointer, "EPSG", row.code, PJ_CATEGORY_CRS, 0, nil), of: session)
            else { return nil }
            var projection: CatalogueProjection?
            if !row.isGeographic {
                guard let conversion = crs.derived({ proj_crs_get_coordoperation($0, $1) }),
                    let pipeline = text(proj_as_proj_string(session.pointer, conversion.pointer, PJ_PROJ_5, nil)),
                    let read = CatalogueProjection(pipeline: pipeline, ellipsoids: ellipsoids, width: row.area.width)
                else {
                    _ = session.takeMessage(otherwise: "")
                    return nil
                }
                projection = read
            }
            return CatalogueEntry(
                code: "EPSG:\(row.code)", name: row.name, area: row.area, areaName: row.areaName, projection: projection,
                isGeocentric: isGeocentric(crs))
        }
    }

    private static func isGeocentric(_ crs: ProjObject) -> Bool {
        guard let ellipsoid = crs.derived({ proj_get_ellipsoid($0, $1) }) else { return false }
        var (major, inverse) = (0.0, 0.0)
        guard proj_ellipsoid_get_parameters(crs.session.pointer, ellipsoid.pointer, &major, nil, nil, &inverse) != 0 else { return false }
        return abs(major - 6_378_137) < 0.5 && abs(inverse - 298.2572) < 0.001
    }

    /// PROJ's ellipsoids by the name that `+ellps` uses.
    private static func namedEllipsoids() -> [String: Ellipsoid] {
        var result: [String: Ellipsoid] = [:]
        guard var next = proj_list_ellps() else { return [:] }
        while let name = text(next.pointee.id) {
            let major = text(next.pointee.major).flatMap(value)
            let other = text(next.pointee.ell)
            if let major, let other, let number = value(other) {
                if other.hasPrefix("rf=") { result[name] = Ellipsoid(semiMajorAxis: major, inverseFlattening: number) }
                if other.hasPrefix("b="), number < major {
                    result[name] = Ellipsoid(semiMajorAxis: major, inverseFlattening: major / (major - number))
                }
            }
            next += 1
        }
        return result
    }

    private static func value(_ assignment: String) -> Double? {
        assignment.split(separator: "=").last.flatMap { Double($0) }
    }
}
