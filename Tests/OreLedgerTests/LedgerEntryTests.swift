import OreFeatures
import Testing

@testable import OreLedger

@Suite("Entries of the ledger")
struct LedgerEntryTests {
    private static func day(_ text: String) -> Day {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return Day(year: parts[0], month: parts[1], day: parts[2])!
    }

    @Test("Every kind has a key, distinct column names, and an example for what it must have", arguments: EntryKind.allCases)
    func fieldsAreSound(kind: EntryKind) {
        let fields = kind.fields
        #expect(fields.contains { $0.isKey })
        #expect(Set(fields.map(\.name)).count == fields.count && Set(fields.map(\.chinese)).count == fields.count)
        for field in fields where field.isRequired { #expect(!field.example.isEmpty, "\(kind.rawValue).\(field.name)") }
    }

    private static func stock(_ tonnes: Int64, _ commit: Int32, received: String? = nil, row: UInt32 = 1) -> LedgerEntry {
        var entry = LedgerEntry(.stock, ["licence_id": .text("A"), "tonnes": .tonnes(Tonnes(thousandths: tonnes))])
        entry["date"] = .day(Self.day("2023-12-31"))
        if let received { entry["received_at"] = .day(Self.day(received)) }
        (entry.commit, entry.row) = (commit, row)
        return entry
    }

    @Test("Of one key the entry received last stands, whatever the order of arrival; a later commit decides among equals")
    func theLastReceivedStands() {
        let corrected = Self.stock(5, 1, received: "2024-03-01")
        let first = Self.stock(7, 2, received: "2024-01-10")
        #expect([corrected, first].standing() == [corrected])
        #expect([first, corrected].standing() == [corrected])
        #expect([corrected, first].standing(on: Self.day("2024-02-01")) == [first])
        let later = Self.stock(9, 3, received: "2024-03-01")
        #expect([later, corrected, first].standing() == [later])
        #expect([later, corrected, first].standing(asOf: 2) == [corrected])
    }

    @Test("A withdrawal takes the key back, and a later entry gives it again")
    func withdrawal() {
        var gone = Self.stock(5, 2)
        gone.isWithdrawn = true
        #expect([Self.stock(5, 1), gone].standing().isEmpty)
        #expect([Self.stock(5, 1), gone, Self.stock(6, 3)].standing() == [Self.stock(6, 3)])
        #expect([Self.stock(5, 1), gone].standing(asOf: 1) == [Self.stock(5, 1)])
    }

    @Test("Every kind becomes a typed value with its source", arguments: EntryKind.allCases)
    func examplesBecomeValues(kind: EntryKind) {
        let month = CalendarMonth(Self.day("2024-03-01"))
        var entry = LedgerEntry(kind)
        for field in kind.fields {
            entry[field.name] =
                switch field.form {
                case .subject, .text: .text(field.example.isEmpty ? "x" : field.example)
                case .word(let words), .words(let words): .text(words[0])
                case .count: .count(4)
                case .day: .day(Self.day("2024-03-01"))
                case .month: .month(month)
                case .year: .year(2024)
                case .tonnes: .tonnes(Tonnes(thousandths: 1500))
                case .share: .share(.percent(84))
                case .amount: .amount(3000)
                case .degrees: .degrees(25)
                case .flag: .flag(false)
                }
        }
        (entry.row, entry.file) = (7, 2)
        var names = SubjectNames()
        let book = EntryBook([entry]) { names.number(of: $0, kind: $1) }
        #expect(Self.counts(book) == EntryKind.allCases.map { $0 == kind ? 1 : 0 })
        // Without a required value nothing comes of it.
        for field in kind.fields where field.isRequired {
            var poor = entry
            poor[field.name] = nil
            #expect(poor.missing == [field.name])
        }
    }

    /// In the order of the kinds.
    private static func counts(_ book: EntryBook) -> [Int] {
        var counts = [book.stock.count, book.separation.count, book.capacities.count, book.reserves.count, book.recoveries.count]
        counts += [book.facilities.count, book.trade.count, book.exports.count, book.exportLicences.count]
        counts += [book.exportControls.count, book.seizures.count]
        counts += [book.taxes.count, book.recycled.count, book.permits.count, book.deposits.count, book.obligations.count]
        return counts + [book.listings.count, book.members.count, book.land.count, book.yields.count, book.flows.count]
    }
}
