internal import Foundation

/// Separators, exporters and trading partners of a district: what is planted behind the mines.
struct LedgerTrade {
    struct Separation {
        var facility: String, year: Int, month: Int
        var flow: String, source: String
        var kilograms: Int
    }
    struct Flow {
        var reporter: String, partner: String, year: Int, month: Int
        var direction: String
        var kilograms: Int
        /// Of them, sent on from elsewhere.
        var reExported: Int
    }
    struct Export {
        var number: String, enterprise: String, day: String, licence: String
        var kilograms: Int
    }
    struct ExportLicence {
        var number: String, enterprise: String, from: String, to: String
        var kilograms: Int
    }

    static let code = "284690"
    private(set) var facilities: [String] = []
    private(set) var separation: [Separation] = []
    private(set) var stock: [(facility: String, day: String, kilograms: Int)] = []
    private(set) var recycled: [(facility: String, year: Int, month: Int, kilograms: Int)] = []
    private(set) var flows: [Flow] = []
    private(set) var exports: [Export] = []
    private(set) var licences: [ExportLicence] = []
    private(set) var truth: [LedgerTruthRow] = []

    /// - Parameter count: separators; as many partners, and exporters.
    init(years: ClosedRange<Int>, count: Int, _ random: inout SeededGenerator) {
        for number in 0..<count {
            let planted = years.lowerBound + 1 + number % max(1, years.count - 1)
            separate(number, years, planted, &random)
            send(number, years, planted, &random)
            export(number, years, planted, &random)
        }
    }

    /// Stories take turns: out of balance, lawful with foreign feed, plain; then the same three where a stock was counted.
    private mutating func separate(_ number: Int, _ years: ClosedRange<Int>, _ planted: Int, _ random: inout SeededGenerator) {
        let name = "Separation Plant \(number + 1)"
        facilities.append(name)
        let story: LedgerStory = [.separator, .importedFeed, .plain, .countedSeparator, .importedFeed, .plain][number % 6]
        let isUnbalanced = story == .separator || story == .countedSeparator
        let base = random.uniform(80_000...250_000)
        if number % 6 >= 3 { stock.append((name, LedgerCalendar.day(years.lowerBound - 1, 12, 31), Int(base / 1000) * 400)) }
        let yield = random.uniform(0.93...0.975)
        for year in years {
            for month in 1...12 {
                let own = Int(base * exp(random.normal(sigma: 0.1)) / 100) * 100
                var feed = own
                separation.append(.init(facility: name, year: year, month: month, flow: "intake", source: "bought", kilograms: own))
                if story == .importedFeed {
                    let foreign = own * 3 / 5
                    let waste = own / 10
                    separation.append(
                        .init(facility: name, year: year, month: month, flow: "intake", source: "imported", kilograms: foreign))
                    recycled.append((name, year, month, waste))
                    feed += foreign + waste
                }
                var out = Double(feed) * yield
                if isUnbalanced, year == planted { out *= 1.35 }
                separation.append(
                    .init(facility: name, year: year, month: month, flow: "output", source: "", kilograms: Int(out / 10) * 10))
            }
        }
        guard story != .plain else { return }
        truth.append(.init(subject: name, year: planted, story: story))
        // A balance that was negative stays so.
        let later = isUnbalanced ? years.filter { $0 > planted } : []
        truth += later.map { .init(subject: name, year: $0, story: story, isAftermath: true) }
    }

    /// Stories take turns: a gap, goods under way and re-exports, plain.
    private mutating func send(_ number: Int, _ years: ClosedRange<Int>, _ planted: Int, _ random: inout SeededGenerator) {
        let (home, partner) = ("Exporting Country \(number + 1)", "Importing Country \(number + 1)")
        let story: LedgerStory = [.mirrorGap, .shippingLag, .plain][number % 3]
        let base = random.uniform(50_000...400_000)
        var before = Int(base)
        for year in years {
            for month in 1...12 {
                let sent = Int(base * exp(random.normal(sigma: 0.15)) / 10) * 10
                flows.append(
                    .init(
                        reporter: home, partner: partner, year: year, month: month, direction: "export", kilograms: sent, reExported: 0
                    ))
                // Ships take a month, but for those across the border; scales differ by one in a hundred.
                var seen = Double(story == .shippingLag ? before : sent) * (1 + random.normal(sigma: 0.01))
                if story == .mirrorGap, year == planted { seen *= 1.45 }
                let through = story == .shippingLag ? Int(seen * 0.3) : 0
                flows.append(
                    .init(
                        reporter: partner, partner: home, year: year, month: month, direction: "import",
                        kilograms: Int(seen) + through, reExported: through))
                before = sent
            }
        }
        if story != .plain { truth.append(.init(subject: "\(home) \(Self.code)", year: planted, story: story)) }
    }

    private mutating func export(_ number: Int, _ years: ClosedRange<Int>, _ planted: Int, _ random: inout SeededGenerator) {
        let name = "Trading Company \(number + 1)"
        let isOver = number % 3 == 0
        for year in years {
            let licence = "XL-\(year)-\(number + 1)"
            var sum = 0
            for month in stride(from: 1, through: 12, by: 2) {
                let kilograms = Int(random.uniform(5000...40_000) / 10) * 10
                sum += kilograms
                exports.append(
                    .init(
                        number: "E\(year)\(10 + month)\(100 + number)", enterprise: name, day: LedgerCalendar.day(year, month, 17),
                        licence: licence,
                        kilograms: kilograms))
            }
            let allowed = isOver && year == planted ? sum * 3 / 4 : sum * 11 / 10
            licences.append(
                .init(
                    number: licence, enterprise: name, from: LedgerCalendar.day(year, 1, 1), to: LedgerCalendar.day(year, 12, 31),
                    kilograms: allowed))
        }
        if isOver { truth.append(.init(subject: name, year: planted, story: .overExport)) }
    }
}
