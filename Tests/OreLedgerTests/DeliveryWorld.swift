import OreDetection
import OreFeatures
import TestSupport

@testable import OreLedger

/// Deliveries of figures one after another, as offices make them: mostly the next month, and then all that disturbs it.
struct DeliveryWorld {
    /// Subjects of a range that is not the first.
    static let range = SubjectRange(index: 3)
    var random: SplitMix
    var month: Int32 = 2020 * 12 + 9
    var commit: Int32 = 0
    let subjects: Int
    /// How often of a hundred something but the next month is delivered.
    let disturbance: Int
    /// What figures are multiples of, mostly.
    let unit: Int
    var everything: [FigureKind: LedgerRecords] = [
        .report: LedgerRecords(.report), .invoice: LedgerRecords(.invoice), .quota: LedgerRecords(.quota),
    ]

    init(seed: UInt64, subjects: Int = 9, disturbance: Int = 30) {
        (random, self.subjects, self.disturbance) = (SplitMix(seed: seed), subjects, disturbance)
        unit = [1, 10, 3000][Int(seed / 3 % 3)]
    }

    private mutating func subject() -> SubjectID { SubjectID(Self.range.numbers.lowerBound + UInt32(random.below(subjects))) }
    private mutating func amount() -> Tonnes {
        let amount = random.below(12) == 0 ? 0 : 8_000 + random.below(9_000)
        return Tonnes(thousandths: Int64(random.below(200) == 0 ? amount : amount / unit * unit))
    }
    private mutating func isDisturbed() -> Bool { random.below(100) < disturbance }

    private mutating func line() -> LedgerLine {
        guard isDisturbed() else { return LedgerLine(.mining) }
        return [LedgerLine(.mining, .light), LedgerLine(.mining, .ionic), LedgerLine(.separation), LedgerLine(.mining, .any, .ore)][
            random.below(4)]
    }

    /// What one commit brings; also added to ``everything``.
    mutating func deliver() -> [FigureKind: LedgerRecords] {
        commit += 1
        var delivery = [FigureKind.report: LedgerRecords(.report), .invoice: LedgerRecords(.invoice), .quota: LedgerRecords(.quota)]
        let kind = random.below(6)
        if kind < 4 { month += Int32(random.below(3) == 0 ? 1 : 0) }
        for _ in 0..<(1 + random.below(2 * subjects)) {
            if kind < 3 { delivery[.report]?.append(report()) }
            if kind == 3 || kind == 4 { delivery[.invoice]?.append(invoice()) }
            if kind == 5 { delivery[.quota]?.append(quota()) }
        }
        for kind in FigureKind.allCases { if let records = delivery[kind] { everything[kind]?.append(contentsOf: records) } }
        return delivery
    }

    private mutating func report() -> LedgerRecord {
        let own = isDisturbed() ? month - Int32(random.below(20)) : month
        var record = LedgerRecord(subject(), period: own, line: line(), amount: amount())
        if random.below(25) == 0 { record.amount = Tonnes(thousandths: record.amount.thousandths * 4) }
        if random.below(10) > 0 {
            let first = CalendarMonth(number: Int(own) + 1).firstDay?.daysSince1970 ?? 0
            record.stated = Day(daysSince1970: first + Int32(random.below(isDisturbed() ? 90 : 14)))
        }
        if isDisturbed(), random.below(4) == 0 { record.marks = .withdrawn }
        (record.commit, record.row) = (commit, UInt32(random.below(1000)))
        return record
    }

    private mutating func invoice() -> LedgerRecord {
        let own = isDisturbed() ? month - Int32(random.below(20)) : month + Int32(random.below(2))
        let day = (CalendarMonth(number: Int(own)).firstDay?.daysSince1970 ?? 0) + Int32(random.below(28))
        var record = LedgerRecord(subject(), period: day, line: line(), amount: amount())
        if random.below(2) == 0 { record.detail = UInt64(1 + random.below(isDisturbed() ? 4 : 100_000)) }
        if isDisturbed(), random.below(4) == 0 { record.marks = .withdrawn }
        (record.commit, record.row) = (commit, UInt32(random.below(1000)))
        return record
    }

    private mutating func quota() -> LedgerRecord {
        let year = month / 12 - Int32(isDisturbed() ? random.below(3) : 0)
        var record = LedgerRecord(subject(), period: year, line: line(), amount: Tonnes(thousandths: Int64(random.below(120_000))))
        record.detail = UInt64(1 + random.below(3))
        if random.below(6) == 0 { record.marks = .total }
        (record.commit, record.row) = (commit, UInt32(random.below(1000)))
        return record
    }

    /// A register, orders, capacities, a duty and a horizon, any of them missing.
    mutating func background(_ partition: LedgerPartition) -> LedgerBackground {
        var background = LedgerBackground(observing: [partition])
        // What other partitions show.
        if random.below(2) == 0 { background.months = Array(Set(background.months + [month - 30, month - 3, month + 2])).sorted() }
        if random.below(2) == 0 { background.quotaYears = Array(Set(background.quotaYears + [month / 12 - 1])).sorted() }
        if random.below(2) == 0 { background.horizon = CalendarMonth(number: Int(month) - random.below(4)) }
        guard random.below(3) > 0 else { return background }
        for number in 0..<(subjects + 2) where random.below(4) > 0 {
            let subject = SubjectID(Self.range.numbers.lowerBound + UInt32(number))
            let begin = Day(daysSince1970: 18_300 + Int32(random.below(500)))
            var events: [LicenceEvent] = []
            if random.below(3) == 0 { events.append(LicenceEvent(.stopped, on: Day(daysSince1970: 18_700 + Int32(random.below(300))))) }
            if random.below(3) == 0 { events.append(LicenceEvent(.resumed, on: Day(daysSince1970: 18_900 + Int32(random.below(300))))) }
            let spans = ForceSpans(
                validFrom: random.below(3) == 0 ? nil : begin, validTo: random.below(2) == 0 ? nil : Day(daysSince1970: 19_000),
                events: events, policy: LicencePolicy())
            background.licences[subject] = spans
            let orders = StopOrders(events, spans: spans)
            if !orders.isEmpty { background.orders[subject] = orders }
            if random.below(2) == 0 {
                background.capacities[subject] = LicensedCapacity([.init(from: begin, perYear: Tonnes(thousandths: 60_000))])
            }
        }
        if random.below(2) == 0, let low = background.months.first, let high = background.months.last {
            background.duty = ReportingDuty(
                of: background.licences, within: CalendarMonth(number: Int(low))...CalendarMonth(number: Int(high)))
        }
        return background
    }

    mutating func standing() -> LedgerStanding {
        var standing = LedgerStanding()
        if random.below(2) == 0 { standing.closedYear = month / 12 - 1 }
        standing.hasRegister = random.below(2) == 0
        if random.below(2) == 0 { standing.registerDate = Day(daysSince1970: 18_900) }
        if random.below(2) == 0 { standing.incomplete = [subject(), subject()] }
        standing.capacityMaterialIsUnknown = random.below(2) == 0
        return standing
    }
}
