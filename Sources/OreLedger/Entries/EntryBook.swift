internal import OreFeatures

/// The entries that stand, as typed values: what rules and accounts read.
public struct EntryBook: Sendable {
    public private(set) var stock: [StockFigure] = []
    public private(set) var separation: [SeparationFigure] = []
    public private(set) var capacities: [CapacityFigure] = []
    public private(set) var reserves: [ReserveFigure] = []
    public private(set) var recoveries: [RecoveryFigure] = []
    public private(set) var facilities: [FacilityRecord] = []
    public private(set) var trade: [TradeFigure] = []
    public private(set) var exports: [ExportRecord] = []
    public private(set) var exportLicences: [ExportLicence] = []
    /// Empty: nobody said which goods need a licence.
    public private(set) var exportControls: [ExportControl] = []
    public private(set) var seizures: [Seizure] = []
    public private(set) var taxes: [TaxFigure] = []
    public private(set) var recycled: [RecycledFigure] = []
    public private(set) var permits: [Permit] = []
    public private(set) var deposits: [Deposit] = []
    public private(set) var obligations: [RestorationObligation] = []
    public private(set) var listings: [Listing] = []
    /// Of holders, not of districts.
    public private(set) var members: [Membership.Row] = []
    /// What surveys say of the ground, and the signs of processes that they saw.
    public private(set) var land: [LandObservation] = []
    public private(set) var sightings: [ProcessSighting] = []
    /// What trusted reports made of the documented yield: read where tonnes are told from land.
    public private(set) var yields: [YieldRecord] = []
    /// Who sold what to whom: beside invoices, which may tell of the same sales.
    public private(set) var flows: [ProductFlow] = []

    /// Nothing that a rule reads: memberships say only who belongs to whom, facilities where they are.
    public var isEmpty: Bool {
        stock.isEmpty && separation.isEmpty && capacities.isEmpty && reserves.isEmpty && recoveries.isEmpty && trade.isEmpty
            && exports.isEmpty && exportLicences.isEmpty && taxes.isEmpty && recycled.isEmpty && permits.isEmpty && deposits.isEmpty
            && obligations.isEmpty && listings.isEmpty && land.isEmpty && flows.isEmpty
    }

    /// Empty.
    public init() {}

    /// - Parameters:
    ///   - entries: those that stand; see `standing(asOf:on:)`. One without a required value is left out: readers set such rows aside.
    ///   - number: the ledger's number of a name.
    public init(_ entries: some Sequence<LedgerEntry>, number: (String, SubjectKind) -> SubjectID) {
        for entry in entries { take(entry, number) }
    }

    /// Leaves out figures of other subjects: stock, separation, recycled feed, exports, land; flows of which they are neither side.
    mutating func keep(_ isKept: (SubjectID) -> Bool) {
        stock.removeAll { !isKept($0.subject) }
        separation.removeAll { !isKept($0.facility) }
        recycled.removeAll { !isKept($0.facility) }
        exports.removeAll { !isKept($0.enterprise) }
        land.removeAll { !isKept($0.subject) }
        flows.removeAll { !isKept($0.seller) && !isKept($0.buyer) }
    }

    private mutating func take(_ e: LedgerEntry, _ number: (String, SubjectKind) -> SubjectID) {
        let source = EntrySource(file: e.file, row: e.row, commit: e.commit)
        func subject(_ name: String, _ kind: SubjectKind) -> SubjectID? { e.text(name).map { number($0, kind) } }
        let stage = e.text("stage").flatMap { name in Stage.allCases.first { "\($0)" == name } } ?? .mining
        // What separators have in stock is told under their own names.
        let licence = subject("licence_id", e.kind == .stock && stage == .separation ? .facility : .licence)
        let facility = subject("facility", .facility)
        let oreClass = e.text("ore_class").flatMap(Self.oreClass) ?? .any
        switch e.kind {
        case .stock:
            guard let licence, let day = e.day("date"), let tonnes = e.tonnes("tonnes") else { return }
            stock.append(.init(subject: licence, day: day, line: LedgerLine(stage, oreClass), tonnes: tonnes, source: source))
        case .separation:
            guard let facility, let month = e.month("month"), let tonnes = e.tonnes("tonnes"),
                let flow = e.text("flow").flatMap(SeparationFigure.Flow.init)
            else { return }
            separation.append(
                .init(
                    facility: facility, month: month, flow: flow, origin: e.text("source").flatMap(SeparationFigure.Origin.init),
                    oreClass: oreClass, tonnes: tonnes, source: source))
        case .capacities:
            guard let licence, let from = e.day("from"), let perYear = e.tonnes("tonnes_per_year") else { return }
            capacities.append(
                .init(subject: licence, from: from, perYear: perYear, material: e.text("material").flatMap(Self.material), source: source))
        case .reserves:
            guard let licence, let day = e.day("date"), let tonnes = e.tonnes("tonnes") else { return }
            reserves.append(
                .init(subject: licence, day: day, tonnes: tonnes, grade: e.share("grade"), recovery: e.share("recovery"), source: source))
        case .recoveries:
            guard let licence, let year = e.year("year") else { return }
            recoveries.append(
                .init(
                    subject: licence, year: year, grade: e.share("grade"), recovery: e.share("recovery"),
                    method: e.text("method").flatMap { MiningMethod(rawValue: $0) },
                    basis: e.text("basis").flatMap(RecoveryFigure.Basis.init),
                    source: source))
        case .facilities:
            guard let facility else { return }
            facilities.append(
                .init(
                    facility: facility, enterprise: subject("enterprise", .enterprise), longitude: e.degrees("longitude"),
                    latitude: e.degrees("latitude"), perYear: e.tonnes("tonnes_per_year"), from: e.day("from"), to: e.day("to"),
                    source: source))
        case .trade, .exports, .exportLicences, .seizures:
            takeTrade(e, source, subject("enterprise", .enterprise), district: subject("district", .district))
        case .exportControls:
            guard let code = e.text("hs_code") else { return }
            exportControls.append(ExportControl(code: code, from: e.day("from"), to: e.day("to"), source: source))
        case .recycled:
            guard let facility, let month = e.month("month"), let tonnes = e.tonnes("tonnes") else { return }
            recycled.append(.init(facility: facility, month: month, tonnes: tonnes, source: source))
        case .taxes, .permits, .deposits, .obligations: if let licence { takeDuty(e, source, licence) }
        case .listings:
            guard let list = e.text("list"), let name = subject("name", .enterprise) else { return }
            listings.append(.init(list: list, enterprise: name, from: e.day("from"), to: e.day("to"), source: source))
        case .land: if let licence { takeLand(e, source, licence, district: subject("district", .district)) }
        case .yields: takeYield(e, source, district: subject("district", .district))
        case .flows:
            guard let seller = subject("seller", .licence), let buyer = subject("buyer", .licence) else { return }
            takeFlow(e, source, from: seller, to: buyer, LedgerLine(stage, oreClass, e.text("material").flatMap(Self.material) ?? .oxide))
        case .members:
            // A district holds nobody.
            guard let member = e.text("member"), let parent = e.text("parent"), e.text("parent_kind") != "district" else { return }
            members.append(
                Membership.Row(
                    number(member, Self.subjectKind(e.text("member_kind")) ?? .licence),
                    in: number(parent, Self.subjectKind(e.text("parent_kind")) ?? .enterprise), from: e.day("from"), to: e.day("to")))
        // They yield to other records: see `QuotaLinks`.
        case .quotaMembers: break
        }
    }

    private mutating func takeLand(_ e: LedgerEntry, _ source: EntrySource, _ licence: SubjectID, district: SubjectID?) {
        guard let year = e.year("year"), let last = Day(lastOf: year) else { return }
        let method = e.text("method").flatMap { MiningMethod(rawValue: $0) }
        let deposit = e.text("deposit").flatMap { DepositType(rawValue: $0) } ?? (method == .hardRock ? .rock : .ionic)
        func squareMetres(_ name: String) -> Double? { e.amount(name).map { Double($0) / 1000 } }
        var seen = LandObservation(
            licence, year: year, method: method, deposit: deposit, district: district,
            // Nothing that was measured is no area of nothing.
            areaSquareMetres: squareMetres("area_m2") ?? .nan, sigmaSquareMetres: squareMetres("area_sigma_m2") ?? 0,
            clearViews: e.count("clear_views") ?? 0, workingSeen: e.flag("working_seen") ?? true,
            isBlockKnown: e.flag("block_known") ?? false,
            isUnderground: e.flag("underground") ?? false)
        seen.source = source
        land.append(seen)
        for word in e.text("signs")?.split(separator: ";") ?? [] {
            guard let sign = ProcessSighting.Sign(rawValue: String(word)) else { continue }
            sightings.append(ProcessSighting(licence, day: last, sign: sign, deposit: deposit, source: source))
        }
    }

    private mutating func takeYield(_ e: LedgerEntry, _ source: EntrySource, district: SubjectID?) {
        guard let method = e.text("method").flatMap({ MiningMethod(rawValue: $0) }),
            let deposit = e.text("deposit").flatMap({ DepositType(rawValue: $0) }), let perHectare = e.tonnes("tonnes_per_hectare"),
            let spread = e.share("spread")
        else { return }
        var record = YieldRecord(YieldKey(method, deposit), district: district, perHectare: perHectare, spread: spread)
        record.own = e.amount("own_spread").flatMap { YieldRecord.ownSpread(thousandths: $0) }
        (record.mines, record.source) = (e.count("mines"), source)
        yields.append(record)
    }

    private mutating func takeFlow(
        _ e: LedgerEntry, _ source: EntrySource, from seller: SubjectID, to buyer: SubjectID, _ line: LedgerLine
    ) {
        guard let day = e.day("date"), let tonnes = e.tonnes("tonnes") else { return }
        flows.append(
            .init(
                number: e.text("number"), day: day, seller: seller, buyer: buyer, product: e.text("product"), line: line, tonnes: tonnes,
                value: e.amount("value"), source: source))
    }

    private mutating func takeTrade(_ e: LedgerEntry, _ source: EntrySource, _ enterprise: SubjectID?, district: SubjectID?) {
        guard let tonnes = e.tonnes("tonnes") else { return }
        switch e.kind {
        case .trade:
            let month = e.month("month")
            guard let reporter = e.text("reporter"), let partner = e.text("partner"), let code = e.text("hs_code"),
                let direction = e.text("direction").flatMap(TradeFigure.Direction.init),
                let year = month.map({ Int32($0.year) }) ?? e.year("year")
            else { return }
            trade.append(
                .init(
                    reporter: reporter, partner: partner, code: code, month: month, year: year, direction: direction, tonnes: tonnes,
                    value: e.amount("value"), valuation: e.text("valuation").flatMap(TradeFigure.Valuation.init),
                    reExported: e.tonnes("re_export_tonnes"), source: source))
        case .exports:
            guard let number = e.text("number"), let enterprise, let day = e.day("date"), let code = e.text("hs_code") else { return }
            exports.append(
                .init(
                    number: number, enterprise: enterprise, day: day, code: code, partner: e.text("partner"),
                    licence: e.text("licence_number"), tonnes: tonnes, isReturned: e.flag("returned") ?? false, source: source))
        case .exportLicences:
            guard let number = e.text("number"), let enterprise, let from = e.day("from"), let code = e.text("hs_code") else { return }
            exportLicences.append(
                .init(number: number, enterprise: enterprise, code: code, from: from, to: e.day("to"), tonnes: tonnes, source: source))
        default:
            guard let number = e.text("number"), let day = e.day("date") else { return }
            seizures.append(
                .init(
                    number: number, day: day, code: e.text("hs_code"), tonnes: tonnes, place: e.text("place"), enterprise: enterprise,
                    district: district, source: source))
        }
    }

    private mutating func takeDuty(_ e: LedgerEntry, _ source: EntrySource, _ licence: SubjectID) {
        switch e.kind {
        case .taxes:
            guard let month = e.month("month"), let paid = e.amount("paid"), let rate = e.amount("rate") else { return }
            taxes.append(
                .init(
                    subject: licence, month: month, paid: paid, rate: rate, material: e.text("material").flatMap(Self.material),
                    source: source))
        case .permits:
            guard let kind = e.text("permit").flatMap(Permit.Kind.init), let from = e.day("from") else { return }
            permits.append(
                .init(subject: licence, kind: kind, number: e.text("number"), from: from, to: e.day("to"), source: source))
        case .deposits:
            guard let dueOn = e.day("due_on"), let due = e.amount("due") else { return }
            deposits.append(
                .init(subject: licence, dueOn: dueOn, due: due, paid: e.amount("paid"), paidOn: e.day("paid_on"), source: source))
        default:
            guard let number = e.text("number"), let dueOn = e.day("due_on") else { return }
            obligations.append(
                .init(
                    subject: licence, number: number, dueOn: dueOn, doneOn: e.day("done_on"), area: e.amount("area_m2"), source: source))
        }
    }

    private static func oreClass(_ word: String) -> OreClass? { OreClass.allCases.first { "\($0)" == word } }
    private static func material(_ word: String) -> MaterialKind? { MaterialKind.allCases.first { "\($0)" == word } }
    private static func subjectKind(_ word: String?) -> SubjectKind? { SubjectKind.allCases.first { "\($0)" == word } }
}
