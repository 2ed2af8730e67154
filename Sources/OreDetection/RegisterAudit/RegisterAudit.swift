/// What a register is held against beside itself; `nil` where nothing was given.
public struct AuditComparisons: Sendable {
    public var zones: ZoneTable?
    public var enterprises: EnterpriseList?
    /// Corner tables read as licences.
    public var tables: AuditRegister?

    public init() {}
}

/// The defects of a register and the account of every check.
public struct AuditOutcome: Sendable {
    /// In order of rank.
    public var defects: DefectBatch
    /// One for each check, in their order.
    public var accounts: [AuditAccount]

    /// How many defects are of one kind.
    public func count(of kind: DefectKind) -> Int { defects.defects.count { $0.kind == kind } }
}

/// Audits a register: licences against each other, against their own statements, and against zones, lists and tables.
///
/// Licences that share a plane are compared in it with the tolerances of ``AuditSettings`` and no position budget, because an error common to a
/// register moves both alike. Against zones, which come from another source, the budget of both sides applies.
/// The result does not depend on the number of threads.
public struct RegisterAudit: Sendable {
    public let register: AuditRegister
    public let settings: AuditSettings
    public var comparisons = AuditComparisons()

    public init(_ register: AuditRegister, settings: AuditSettings = AuditSettings()) {
        self.register = register
        self.settings = settings
    }

    /// - Parameter makeTransforms: for each worker, the step of each plane of the register into the monitoring CRS.
    /// - Throws: what `makeTransforms` throws.
    /// - Complexity: O(n log n + k) for k pairs of neighbours; up to 0.1 ms a pair whose boundaries run together.
    public func run(
        threads: Int = 1, makeTransforms: @escaping @Sendable () throws -> [PlaneTransform?] = { [] }
    ) throws -> AuditOutcome {
        let crew = AuditCrew(threads: threads, makeTransforms: makeTransforms)
        let statements = StatementChecks(register: register, settings: settings, crew: crew)
        let areas = try statements.areas()
        let zones = ZoneChecks(statements: statements, zones: comparisons.zones)
        let pairs = try PairChecks(register: register, settings: settings, crew: crew).run()
        let results = [
            (pairs.defects, pairs.overlaps), (DefectBatch(), pairs.gaps), try statements.identifiers(), statements.statedAreas(areas),
            statements.dates(), statements.freeze(), try zones.planned(areas), try zones.forbidden(areas),
            EnterpriseCheck(statements: statements, list: comparisons.enterprises).run(),
            try TableChecks(statements: statements, tables: comparisons.tables).run(), statements.geometry(), statements.completeness(),
        ]
        var all = DefectBatch()
        for result in results { all.append(result.0) }
        let ranked = all.ranked()
        let counts = Dictionary(grouping: ranked.defects, by: \.kind.check).mapValues(\.count)
        let accounts = results.map { result in
            var account = result.1
            account.defects = counts[account.check] ?? 0
            return account
        }
        return AuditOutcome(defects: ranked, accounts: accounts)
    }
}
