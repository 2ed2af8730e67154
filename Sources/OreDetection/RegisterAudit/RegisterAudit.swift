/// What a register is held against beside itself.
public struct AuditComparisons: Sendable {
    /// `nil` when none were given.
    public var zones: ZoneTable?
    public init() {}
}

/// The defects of a register and the account of every check.
public struct AuditOutcome: Sendable {
    /// In order of rank.
    public var defects: DefectBatch
    /// One for each check, in their order.
    public var accounts: [AuditAccount]

    /// - Returns: how many defects are of one kind.
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
        var (defects, overlaps, gaps) = try PairChecks(register: register, settings: settings, crew: crew).run()
        var accounts = [overlaps, gaps]
        defects = defects.ranked()
        for i in accounts.indices { accounts[i].defects = defects.defects.count { $0.kind.check == accounts[i].check } }
        return AuditOutcome(defects: defects, accounts: accounts)
    }
}
