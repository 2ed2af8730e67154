import OreFeatures
import Testing

@testable import OreLedger

/// Short forms for records in tests.
enum Given {
    static func day(_ text: String) -> Day {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return Day(year: parts[0], month: parts[1], day: parts[2])!
    }

    static func month(_ text: String) -> CalendarMonth { CalendarMonth(day(text + "-01")) }
    static func tonnes(_ value: Double) -> Tonnes { Tonnes(thousandths: Int64((value * 1000).rounded())) }

    /// Reports by month: number of the subject, month, tonnes.
    static func reports(_ rows: [(UInt32, String, Double)]) throws -> FigureSeries {
        var records = LedgerRecords(.report)
        for (subject, text, value) in rows {
            records.append(
                LedgerRecord(SubjectID(subject), period: Int32(month(text).number), line: LedgerWorld.line, amount: tonnes(value)))
        }
        return try FigureSeries(records, of: LedgerWorld.lines)
    }

    static func quotas(_ rows: [(UInt32, Int32, Double)]) throws -> FigureSeries {
        var records = LedgerRecords(.quota)
        for (subject, year, value) in rows {
            records.append(LedgerRecord(SubjectID(subject), period: year, line: LedgerWorld.line, amount: tonnes(value)))
        }
        return try FigureSeries(records, of: LedgerWorld.lines)
    }

    static func sold(_ rows: [(UInt32, String, Double)]) throws -> FigureSeries {
        var records = LedgerRecords(.invoice)
        for (subject, text, value) in rows {
            records.append(
                LedgerRecord(SubjectID(subject), period: day(text).daysSince1970, line: LedgerWorld.line, amount: tonnes(value)))
        }
        return try FigureSeries(records, of: LedgerWorld.lines)
    }

    static func months(_ year: Int, _ values: [Double], of subject: UInt32 = 1) -> [(UInt32, String, Double)] {
        values.enumerated().map { (subject, "\(year)-" + ($0.offset < 9 ? "0" : "") + "\($0.offset + 1)", $0.element) }
    }
}

extension LedgerFinding {
    func value(_ kind: LedgerEvidence.Kind) -> LedgerEvidence.Value? { evidence.first { $0.kind == kind }?.value }
}
