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
    /// Longitude/latitude rather than metres: decides how gaps and areas are measured before the transform.
    public var isGeographic: Bool
    public var metresPerUnit: Double

    /// - Parameters:
    ///   - info: what the file says of itself.
    ///   - override: `--crs`; wins over file and profile.
    ///   - decided: what the evidence left for a file that states nothing (`--crs auto`); wins like an override, and its evidence is kept.
    ///   - profile: the profile's CRS; must not contradict what the file states explicitly.
    /// - Throws: ``InputError/refused`` when nothing states a CRS, when profile and file contradict each other, or when PROJ does not know it.
    public init(
        info: SourceInfo, override: String?, profile: DeclaredCRS?, side: Side?, decided: DeclaredCRS? = nil,
        target: String = MonitoringReference.monitoringCRS
    ) throws {
        self.target = target
        let override = decided?.definition ?? override
        let option = "--crs " + (side.map { $0.rawValue + "=" } ?? "") + "EPSG:CODE"
        let stated = info.declaredCRS.flatMap { $0.evidence.hasPrefix("RFC 7946") && (override ?? profile?.definition) != nil ? nil : $0 }
        if let override {
            declared = decided ?? DeclaredCRS(definition: override, evidence: "--crs" + Self.contradicted(stated, override))
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
            operation = try context.transform(from: source, to: context.crs(target), area: nil).operation
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
        guard let stated, stated.definition != override, !(isWGS84(stated.definition) && isWGS84(override)) else { return "" }
        let context = ReferencingContext()
        if let a = try? context.crs(override), let b = try? context.crs(stated.definition), a == b { return "" }
        return "; \(stated.evidence) says \(stated.definition.prefix(80))"
    }

    private static func requireSame(_ profile: DeclaredCRS, _ stated: DeclaredCRS, file: String) throws {
        let context = ReferencingContext()
        if let a = try? context.crs(profile.definition), let b = try? context.crs(stated.definition), a == b { return }
        throw InputError.refused(
            file: file, place: InputPlace(),
            what: "\(profile.evidence) says \(profile.definition), but \(stated.evidence) says \(stated.definition.prefix(80))",
            next: "decide with --crs, or correct one of them")
    }

    private static func isWGS84(_ definition: String) -> Bool {
        let names = [
            "EPSG:4326", "4326", "OGC:CRS84", "CRS84", "URN:OGC:DEF:CRS:OGC:1.3:CRS84", "URN:OGC:DEF:CRS:OGC::CRS84",
            "URN:OGC:DEF:CRS:EPSG::4326",
        ]
        return names.contains(definition.uppercased())
    }

    /// The positions come through a datum shift of unknown size that was taken as zero.
    public var isBallpark: Bool { operation?.isUnknownShift ?? false }

    /// The step from the source into the target for one worker; `nil` where positions stay as they are.
    func makeTransform() throws(ReferencingError) -> CoordinateTransform? {
        guard !isMonitoringCRS, operation != nil else { return nil }
        let context = ReferencingContext()
        return try context.transform(from: context.crs(declared.definition), to: context.crs(target), area: nil)
    }

    /// What positions of the source can be.
    func limits() throws -> CoordinateLimits {
        let context = ReferencingContext()
        return try context.limits(of: context.crs(declared.definition))
    }

    /// The step as a report cites it; `nil` when there is none.
    func runOperation(side: Side) -> RunOperation? {
        operation.map {
            RunOperation(
                side: side.rawValue, from: label, to: $0.target, name: $0.name + ($0.remark.map { " (\($0))" } ?? ""),
                accuracyMetres: $0.accuracyMetres, isBallpark: $0.isBallpark, acceptedNull: $0.acceptedNull?.description)
        }
    }
}
