import OreFeatures
import OreLedger

/// The five tests as a plain query would do them, with dictionaries over rows and no code of the ledger: the oracle.
///
/// 1. overrun: sum of a licence-year's reports above the sum of its batches, nothing where there are none.
/// 2. late: received after the 10th of the month that follows.
/// 3. missing: every licence with a report, every month with a report, no report of both.
/// 4. short: running sum of reports less invoices over months with either, below 0.
/// 5. jump: above twice the median of the up to 12 rows before, the mean of two middle ones rounded down.
struct PlainQueries {
    struct Key: Hashable, Comparable {
        var subject: UInt32
        var time: Int
        static func < (a: Key, b: Key) -> Bool { (a.subject, a.time) < (b.subject, b.time) }
    }

    var overrun: [Key: [Int64]] = [:]
    var late: Set<Key> = []
    var missing: Set<Key> = []
    var short: [Key: Int64] = [:]
    var jump: [Key: [Int64]] = [:]

    init(_ world: LedgerWorld) {
        findOverruns(world)
        findTimes(world)
        findShort(world)
        findJumps(world)
    }

    private static func month(_ day: Int32) -> Int {
        let parts = Day(daysSince1970: day).yearMonthDay
        return parts.year * 12 + parts.month - 1
    }

    private mutating func findOverruns(_ world: LedgerWorld) {
        var (produced, allowed) = ([Key: Int64](), [Key: Int64]())
        for row in world.reports {
            produced[Key(subject: row.subject.number, time: Int(row.period) / 12), default: 0] += row.amount.thousandths
        }
        for row in world.quotas { allowed[Key(subject: row.subject.number, time: Int(row.period)), default: 0] += row.amount.thousandths }
        for (key, sum) in produced where sum > allowed[key] ?? 0 { overrun[key] = [sum, allowed[key] ?? 0] }
    }

    private mutating func findTimes(_ world: LedgerWorld) {
        var (subjects, months, there) = (Set<UInt32>(), Set<Int>(), Set<Key>())
        for row in world.reports {
            let month = Int(row.period)
            subjects.insert(row.subject.number)
            months.insert(month)
            there.insert(Key(subject: row.subject.number, time: month))
            guard let stated = row.stated else { continue }
            let received = stated.yearMonthDay
            let next = month + 1
            if (received.year, received.month, received.day) > (next / 12, next % 12 + 1, 10) {
                late.insert(Key(subject: row.subject.number, time: month))
            }
        }
        for subject in subjects {
            for month in months where !there.contains(Key(subject: subject, time: month)) {
                missing.insert(Key(subject: subject, time: month))
            }
        }
    }

    private mutating func findShort(_ world: LedgerWorld) {
        var change: [Key: Int64] = [:]
        for row in world.reports { change[Key(subject: row.subject.number, time: Int(row.period)), default: 0] += row.amount.thousandths }
        for row in world.invoices {
            change[Key(subject: row.subject.number, time: Self.month(row.period)), default: 0] -= row.amount.thousandths
        }
        var stock: [UInt32: Int64] = [:]
        for key in change.keys.sorted() {
            stock[key.subject, default: 0] += change[key] ?? 0
            if let value = stock[key.subject], value < 0 { short[key] = value }
        }
    }

    private mutating func findJumps(_ world: LedgerWorld) {
        var before: [UInt32: [Int64]] = [:]
        for row in world.reports.sorted(by: { ($0.subject, $0.period) < ($1.subject, $1.period) }) {
            let past = (before[row.subject.number] ?? []).suffix(12).sorted()
            if !past.isEmpty {
                let (low, high) = (past[(past.count - 1) / 2], past[past.count / 2])
                let median = low + (high - low) / 2
                if row.amount.thousandths > 2 * median {
                    jump[Key(subject: row.subject.number, time: Int(row.period))] = [row.amount.thousandths, median]
                }
            }
            before[row.subject.number, default: []].append(row.amount.thousandths)
        }
    }
}
