internal import OreDetection
public import OreFeatures
internal import OreGeometry
public import OreReferencing

/// How one file's coordinates come into the monitoring CRS (WGS 84 lon/lat): decided once per file, then carried out by every worker.
public struct MonitoringReference: Sendable, Hashable {
    public static let monitoringCRS = "EPSG:4326"

    /// Where the coordinates go; the monitoring CRS unless a conversion wants another.
    public var target: String
    /// The source CRS as stated, and who stated it.
    public var declared: DeclaredCRS
    /// The source is the monitoring CRS itself: no transform, and PROJ is not even opened.
    public var isMonitoringCRS: Bool
    /// The source's name as PROJ knows it.
    public var label: String
    public var operation: CoordinateOperation?
    /// The datum links that lead from the source to the target, where ``operation`` does not know the shift; in the order given.
    public var links: [DatumLink] = []
    /// What each of ``links`` runs.
    public var linkOperations: [CoordinateOperation] = []
    /// Features outside the area of every link are set aside, not moved by an unknown shift.
    public var quarantinesOutsideLinks = false
    /// What a person should hear before trusting the result: an override that contradicts what the file says.
    public var notes: [String] = []
    /// Longitude/latitude rather than metres: decides how gaps and areas are measured before the transform.
    public var isGeographic: Bool
    public var metresPerUnit: Double

    /// - Parameters:
    ///   - info: what the file says of itself.
    ///   - override: `--crs`; wins over file and profile.
    ///   - decided: what the evidence left for a file that states nothing (`--crs auto`); wins like an override, and its evidence is kept.
    ///   - profile: the profile's CRS; must not contradict what the file states explicitly.
    ///   - links: what is known of datum shifts that PROJ does not know; those for other datums are left alone.
    /// - Throws: ``InputError/refused`` when nothing states a CRS, when profile and file contradict each other, or when PROJ does not know it.
    public init(
        info: SourceInfo, override: String?, profile: DeclaredCRS?, side: Side?, decided: DeclaredCRS? = nil,
        target: String = MonitoringReference.monitoringCRS, links: [DatumLink] = []
    ) throws {
        self.target = target
        let override = decided?.definition ?? override
        let option = "--crs " + (side.map { $0.rawValue + "=" } ?? "") + "EPSG:CODE"
        let stated = info.declaredCRS.flatMap { $0.evidence.hasPrefix("RFC 7946") && (override ?? profile?.definition) != nil ? nil : $0 }
        if let override {
            declared = decided ?? DeclaredCRS(definition: override, evidence: "--crs" + Self.contradicted(stated, override))
            let others = [stated, profile].compactMap(\.self).filter { !Self.areSame($0.definition, override) }
            let words = others.map { "\($0.definition.prefix(80)), stated by \($0.evidence)" }.joined(separator: ", and ")
            if !words.isEmpty { notes.append("\(info.path): read as \(override) because of --crs, against \(words)") }
        } else if let chosen = profile ?? stated {
            declared = chosen
        } else {
            throw InputError.refused(
                file: info.path, place: InputPlace(),
                what: "the file does not say which coordinate reference system its coordinates are in",
                next: "state it with \(option) or in a profile; \"orewatch inspect\" lists what is known")
        }
        isMonitoringCRS = Self.isWGS84(declared.definition) && Self.isWGS84(target)
        isGeographic = true
        metresPerUnit = 1
        label = "EPSG:4326 (WGS 84)"
        if override == nil, let profile, let stated, !Self.isWGS84(stated.definition) || !isMonitoringCRS {
            try Self.requireSame(profile, stated, file: info.path)
        }
        guard !isMonitoringCRS else { return }
        let context = ReferencingContext()
        do {
            let source = try context.crs(declared.definition)
            let end = try context.crs(target)
            operation = try context.transform(from: source, to: end, area: nil).operation
            if isUnknownShift, !links.isEmpty {
                let router = try LinkRouter(links, from: source, to: end, context: context)
                (self.links, linkOperations) = (router.links, router.ways.map(\.operation))
            }
            label = source.label
            isGeographic = source.isGeographic
            metresPerUnit = source.metresPerUnit ?? 1
        } catch {
            throw InputError.refused(
                file: info.path, place: InputPlace(), what: "\(error)", next: "state the CRS with \(option)")
        }
    }

    /// `; the crs member says EPSG:4490` for the record, when an option overrides what a file states; empty otherwise.
    private static func contradicted(_ stated: DeclaredCRS?, _ override: String) -> String {
        guard let stated, !areSame(stated.definition, override) else { return "" }
        return "; \(stated.evidence) says \(stated.definition.prefix(80))"
    }

    private static func requireSame(_ profile: DeclaredCRS, _ stated: DeclaredCRS, file: String) throws {
        if areSame(profile.definition, stated.definition) { return }
        throw InputError.refused(
            file: file, place: InputPlace(),
            what: "\(profile.evidence) says \(profile.definition), but \(stated.evidence) says \(stated.definition.prefix(80))",
            next: "decide with --crs, or correct one of them")
    }

    private static func areSame(_ one: String, _ other: String) -> Bool {
        if one == other || isWGS84(one) && isWGS84(other) { return true }
        let context = ReferencingContext()
        guard let a = try? context.crs(one), let b = try? context.crs(other) else { return false }
        return a == b
    }

    private static func isWGS84(_ definition: String) -> Bool {
        let names = [
            "EPSG:4326", "4326", "OGC:CRS84", "CRS84", "URN:OGC:DEF:CRS:OGC:1.3:CRS84", "URN:OGC:DEF:CRS:OGC::CRS84",
            "URN:OGC:DEF:CRS:EPSG::4326",
        ]
        return names.contains(definition.uppercased())
    }

    private var isUnknownShift: Bool { operation?.isUnknownShift ?? false }

    /// All positions come through a datum shift of unknown size that was taken as zero; with ``links``, only those outside their areas do.
    public var isBallpark: Bool { isUnknownShift && links.isEmpty }

    /// The step from the source into the target for one worker; `nil` where positions stay as they are.
    func makeTransform() throws(ReferencingError) -> CoordinateTransform? {
        guard !isMonitoringCRS, operation != nil else { return nil }
        let context = ReferencingContext()
        return try context.transform(from: context.crs(declared.definition), to: context.crs(target), area: nil)
    }

    /// The way of each feature through ``links``, for one worker; `nil` without links.
    func makeRouter() throws(ReferencingError) -> LinkRouter? {
        guard !links.isEmpty else { return nil }
        let context = ReferencingContext()
        return try LinkRouter(links, from: context.crs(declared.definition), to: context.crs(target), context: context)
    }

    /// What positions of the source can be.
    func limits() throws -> CoordinateLimits {
        let context = ReferencingContext()
        return try context.limits(of: context.crs(declared.definition))
    }

    /// The steps that were taken.
    func operations(_ tally: LinkTally) -> [CoordinateOperation] {
        guard let operation else { return [] }
        if links.isEmpty { return [operation] }
        return linkOperations.indices.filter { tally.rows[$0] != nil }.map { linkOperations[$0] } + (tally.outside > 0 ? [operation] : [])
    }

    /// The steps as a report cites them.
    func runOperations(side: Side, _ tally: LinkTally) -> [RunOperation] {
        operations(tally).map {
            RunOperation(
                side: side.rawValue, from: label, to: $0.target, name: $0.name + ($0.remark.map { " (\($0))" } ?? ""),
                accuracyMetres: $0.accuracyMetres, isBallpark: $0.isBallpark, acceptedNull: $0.acceptedNull?.description)
        }
    }
}
