import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("Licences shared out among exports")
struct LicenceSharingTests {
    private let trader = SubjectID(1)
    private let controls = [ExportControl(code: "28", from: Given.day("2010-01-01"))]

    private func sent(_ number: Int, _ day: Day, _ code: String, _ tonnes: Int) -> ExportRecord {
        ExportRecord(
            number: "\(number)", enterprise: trader, day: day, code: code, partner: nil, licence: nil, tonnes: Given.tonnes(Double(tonnes)),
            isReturned: false)
    }

    private func licence(_ number: Int, _ code: String, _ from: Day, _ to: Day, _ tonnes: Int) -> ExportLicence {
        ExportLicence(
            number: "L\(number)", enterprise: trader, code: code, from: from, to: to, tonnes: Given.tonnes(Double(tonnes)))
    }

    private func uncovered(_ exports: [ExportRecord], _ licences: [ExportLicence]) -> [Int32: Int64] {
        let found = ExportWithoutLicence().findings(exports, licences: licences, controls: controls).findings
        return Dictionary(
            uniqueKeysWithValues: found.map { finding -> (Int32, Int64) in
                guard case .tonnes(let excess)? = finding.value(.excess) else { return (finding.year, Int64(-1)) }
                return (finding.year, excess.thousandths)
            })
    }

    /// What no way of sharing covers: of any set of exports, what they are beyond all the licences that cover one of them.
    private func naive(_ exports: [ExportRecord], _ licences: [ExportLicence]) -> Int64 {
        var most: Int64 = 0
        for set in 0..<(1 << exports.count) {
            let chosen = exports.indices.filter { set & (1 << $0) != 0 }.map { exports[$0] }
            let own = licences.filter { licence in
                chosen.contains { row in
                    (row.code.hasPrefix(licence.code) || licence.code.hasPrefix(row.code)) && licence.from <= row.day
                        && licence.to.map { row.day <= $0 } ?? true
                }
            }
            let sent = chosen.reduce(Int64(0)) { $0 + $1.tonnes.thousandths }
            most = max(most, sent - own.reduce(Int64(0)) { $0 + $1.tonnes.thousandths })
        }
        return most
    }

    @Test("What is left over is what no way of sharing covers, until the end of any year", arguments: [1, 2, 3, 4] as [UInt64])
    func maximum(seed: UInt64) {
        var random = SplitMix(seed)
        let codes = ["2846", "284610", "280530"]
        func day() -> Day { Day(daysSince1970: Given.day("2022-01-01").daysSince1970 + Int32(random.below(1_000))) }
        for world in 0..<60 {
            let exports = (0..<random.below(8)).map { sent($0, day(), codes[random.below(3)], 1 + random.below(9)) }
            let licences = (0..<random.below(5)).map { number in
                let (a, b) = (day(), day())
                return licence(number, codes[random.below(3)], min(a, b), max(a, b), random.below(16))
            }
            let found = uncovered(exports, licences)
            for year: Int32 in 2022...2024 {
                let until = exports.filter { Int32($0.day.yearMonthDay.year) <= year }
                let sum = found.filter { $0.key <= year }.reduce(Int64(0)) { $0 + $1.value }
                #expect(sum == naive(until, licences), "seed \(seed), world \(world), \(year)")
            }
        }
    }

    @Test("Ten thousand exports beyond a licence that ten thousand others have used up are told of at once", .timeLimit(.minutes(1)))
    func usedUp() {
        let (first, last) = (Given.day("2023-01-01"), Given.day("2023-12-31"))
        let exports = (0..<20_000).map { sent($0, Given.day("2023-05-01"), "284690", 1) }
        #expect(uncovered(exports, [licence(1, "2846", first, last, 10_000)]) == [2023: 10_000_000])
    }
}
