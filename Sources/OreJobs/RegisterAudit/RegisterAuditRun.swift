public import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing
internal import Synchronization

/// What `orewatch register audit` is told.
public struct RegisterAuditRequest: Sendable {
    public var licences: SideInput
    public var zones: SideInput?
    /// Corner tables, to be held against the register: read as licences.
    public var tables: SideInput?
    /// Path of a list of legitimate enterprises.
    public var enterprises: String?
    public var settings = AuditSettings()
    public var invalid = InvalidPolicy.repair
    public var threads = 1
    public var isQuiet = false

    public init(licences: SideInput) {
        self.licences = licences
    }

    /// The request with the coordinate systems that `--crs auto` asks for decided.
    func resolved() throws -> RegisterAuditRequest {
        let sides = try AutomaticCRS.resolved([licences] + [zones, tables].compactMap(\.self), threads: threads)
        var request = self
        request.licences = sides[0]
        if zones != nil { request.zones = sides[1] }
        if tables != nil { request.tables = sides[sides.count - 1] }
        return request
    }
}

/// The defects of a register and the record of the audit.
public struct RegisterAuditResult: Sendable {
    /// In order of rank.
    public var defects: DefectBatch
    public var record: AuditRecord
    /// What a person should hear before trusting the result.
    public var notes: [String] = []

    /// Something was set aside: exit code 3.
    public var hasQuarantine: Bool { record.inputs.contains { $0.quarantined > 0 } }
}

/// One audit, from files to defects.
public struct RegisterAuditRun: Sendable {
    private let request: RegisterAuditRequest

    public init(_ request: RegisterAuditRequest) {
        self.request = request
    }

    /// - Throws: `InputError` for inputs that cannot be used. A cell that cannot be read is a defect of its licence, not a refusal.
    public func execute() throws -> RegisterAuditResult {
        let request = try request.resolved()
        let register = try AuditReading(request: request).read(request.licences, label: "reading licences")
        var account = register.account
        var audit = RegisterAudit(register.table, settings: request.settings)
        if let zones = request.zones {
            let (table, more) = try readZones(zones)
            audit.comparisons.zones = table
            account.add(more)
        }
        if let tables = request.tables {
            let read = try AuditReading(request: request).read(tables, label: "reading tables")
            audit.comparisons.tables = read.table
            account.add(read.account.renamed("tables"))
        }
        if let path = request.enterprises {
            let (list, input) = try EnterpriseFile.read(path, encoding: request.licences.encoding)
            audit.comparisons.enterprises = list
            account.inputs.append(input)
        }
        let references = register.references
        let outcome = try audit.run(threads: request.threads) { try references.map { try $0.planeTransform() } }
        var record = AuditRecord(settings: request.settings)
        record.accounts = outcome.accounts
        record.licences = register.table.count
        record.inputs = account.inputs
        record.operations = account.operations
        record.monitoringCRS = MonitoringReference.monitoringCRS
        record.projVersion = ReferencingContext.projVersion
        record.geosVersion = TopologyEngine.geosVersion
        return RegisterAuditResult(defects: outcome.defects, record: record, notes: account.closingNotes)
    }

    private func readZones(_ input: SideInput) throws -> (ZoneTable, SideReader.Account) {
        let table = Mutex(ZoneTable())
        let reader = SideReader(input: input, policy: request.invalid, threads: request.threads)
        let progress = ProgressMeter(label: "reading zones", total: 0, isQuiet: request.isQuiet)
        let account = try reader.read(
            progress: progress, makeWorker: {}, map: { (_: inout Void, batch, context) in (batch, context) },
            consume: { batch, context in try table.withLock { try $0.append(batch, context) } })
        progress.finish()
        return (table.withLock { $0 }, account)
    }
}

extension SideReader.Account {
    /// The same account of inputs under another name of their side.
    fileprivate func renamed(_ side: String) -> Self {
        var account = self
        for i in account.inputs.indices { account.inputs[i].side = side }
        for i in account.operations.indices { account.operations[i].side = side }
        for i in account.defects.indices { account.defects[i].side = side }
        return account
    }
}

extension MonitoringReference {
    /// The step of one worker from this file's plane into the monitoring CRS; `nil` where positions stay as they are.
    func planeTransform() throws -> PlaneTransform? {
        if let router = try makeRouter() {
            return { columns in
                guard let failed = router.apply(to: &columns, routes: router.routes(of: columns)).first else { return }
                throw InputError.refused(
                    file: label, place: InputPlace(), what: "a defect has no image in WGS 84: \(failed.reason)",
                    next: "check the datum link")
            }
        }
        guard let transform = try makeTransform(), !transform.isIdentity else { return nil }
        return { try transform.apply(to: &$0, maximumDeviationMetres: 0.01) }
    }

    /// The plane in which the file states its corners.
    var plane: AuditPlane {
        AuditPlane(name: label, isGeographic: isGeographic, metresPerUnit: metresPerUnit, isBallpark: isBallpark)
    }
}
