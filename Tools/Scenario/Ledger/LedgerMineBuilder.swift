internal import Foundation

/// Writes the books of one mine as its story has them.
struct LedgerMineBuilder {
    private var mine: LedgerMine
    private let years: ClosedRange<Int>
    /// Factor on the yield of land that all mines of the district share.
    private let sharedYield: Double
    /// The mine's own, in every year the same.
    private let ownYield: Double
    /// What was really dug, a year's months.
    private var dug: [Int: [Int]] = [:]
    private var reported: [Int: [Int]] = [:]

    private static let seasons = [0.75, 0.6, 0.9, 1.05, 1.1, 1.05, 1, 1.05, 1.1, 1.1, 1.15, 1.15]
    /// Spread of the logarithm of tonnes of oxide a hectare: 22 to 123 for the middle 90 % about a median of 52.
    static let yieldSpread = 0.523
    /// The part of the variance of a yield that the mines of a district share.
    static let sharedShare = 0.5

    init(number: Int, story: LedgerStory, years: ClosedRange<Int>, sharedYield: Double, _ random: inout SeededGenerator) {
        // The first year is told as it was: rules look back from it.
        let later = Int(random.uniform(1...Double(years.count)).rounded(.down))
        mine = LedgerMine(number: number, story: story, year: min(years.upperBound, years.lowerBound + later))
        (self.years, self.sharedYield) = (years, sharedYield)
        ownYield = exp(random.normal(sigma: Self.yieldSpread * (1 - Self.sharedShare).squareRoot()))
    }

    mutating func build(_ random: inout SeededGenerator) -> LedgerMine {
        chooseMethod(&random)
        dig(&random)
        report(&random)
        sell(&random)
        grantQuota(&random)
        order()
        mine.land = years.map { land($0, &random) }
        return mine
    }

    private mutating func chooseMethod(_ random: inout SeededGenerator) {
        let draw = random.uniform(0...1)
        mine.method = draw < 0.7 ? .inSitu : draw < 0.85 ? .pool : .hardRock
        mine.isBlockKnown = mine.method != .inSitu || random.uniform(0...1) < 0.7
        switch mine.story {
        case .inSituUnseen: (mine.method, mine.isBlockKnown) = (.inSitu, false)
        case .ghost: (mine.method, mine.isBlockKnown) = (random.uniform(0...1) < 0.5 ? .pool : .hardRock, true)
        case .launderedReports: (mine.method, mine.isBlockKnown) = (.inSitu, true)
        default: break
        }
    }

    /// Tonnes of oxide that a hectare really gives.
    private var hectareYield: Double { mine.method.medianYield * sharedYield * ownYield }

    // MARK: Digging and reporting

    private mutating func dig(_ random: inout SeededGenerator) {
        // The ground is chosen, its yield is what it is: a model of yields by area asks for that order.
        // Hardly worked itself: what a neighbour's title is worth to who has none.
        let size = mine.story == .launderedReports ? 0.06 : mine.method == .hardRock ? 0.1 : 1
        let perYear = 1.15 * exp(random.uniform(0...2)) * size * hectareYield * 1000
        let step = [10.0, 100, 100, 1000][Int(random.uniform(0...3.999))]
        for year in years {
            let total = perYear * random.uniform(0.92...1.08) / 12
            dug[year] = (1...12).map { month in
                guard isWorking(year, month) else { return 0 }
                return Int((total * Self.seasons[month - 1] * exp(random.normal(sigma: 0.08)) / step).rounded() * step)
            }
        }
    }

    private func isWorking(_ year: Int, _ month: Int) -> Bool {
        switch mine.story {
        case .seasonal: (4...11).contains(month)
        case .restart: year != mine.year || !(4...7).contains(month)
        case .expired: year <= mine.year
        default: true
        }
    }

    /// What is told of a month's tonnes, beside what was dug.
    private func told(_ kilograms: Int, _ year: Int, factor: Double) -> Int {
        guard year == mine.year else { return kilograms }
        switch mine.story {
        case .underReportedSales, .underReportedTax, .launderedReports: return Int((Double(kilograms) * factor / 10).rounded()) * 10
        default: return kilograms
        }
    }

    private mutating func report(_ random: inout SeededGenerator) {
        let factor = mine.story == .launderedReports ? random.uniform(16...30) : random.uniform(0.55...0.75)
        let first = Int(random.uniform(2...7.999))
        let irregular = [first, first + 2, first + 4].prefix(2 + Int(random.uniform(0...1.999)))
        for year in years {
            let months = dug[year] ?? []
            reported[year] = months.map { told($0, year, factor: factor) }
            if mine.story == .ghost, year == mine.year { dug[year] = months.map { _ in 0 } }
            if mine.story == .expired, year > mine.year { continue }
            for month in 1...12 {
                let isTold = year == mine.year && irregular.contains(month)
                if isTold, mine.story == .missingReports {
                    reported[year]?[month - 1] = 0
                    continue
                }
                let kilograms = reported[year]?[month - 1] ?? 0
                let days = isTold && mine.story == .lateReports ? random.uniform(10...50) : random.uniform(1...9.999)
                let received = LedgerCalendar.after(year, month + 1, days: Int(days))
                if isTold, mine.story == .correctedReport {
                    // Counted twice, mended two months later: for a while the year is above its quota.
                    mine.reports.append(.init(year: year, month: month, kilograms: kilograms * 2, received: received))
                    let mended = LedgerCalendar.after(year, month + 3, days: 4)
                    mine.reports.append(.init(year: year, month: month, kilograms: kilograms, received: mended))
                } else if kilograms > 0, random.uniform(0...1) < 0.02 {
                    mine.reports.append(.init(year: year, month: month, kilograms: kilograms + kilograms / 50, received: received))
                    let mended = LedgerCalendar.after(year, month + 2, days: 12)
                    mine.reports.append(.init(year: year, month: month, kilograms: kilograms, received: mended))
                } else {
                    mine.reports.append(.init(year: year, month: month, kilograms: kilograms, received: received))
                }
            }
        }
    }

    // MARK: Sales and taxes

    private mutating func sell(_ random: inout SeededGenerator) {
        let opening = openingStock()
        var stock = opening
        mine.stock = [(LedgerCalendar.day(years.lowerBound - 1, 12, 31), opening)]
        for year in years {
            for month in 1...12 {
                let known = reported[year]?[month - 1] ?? 0
                let isKept = mine.story == .stockSoldLate && (year < mine.year || year == mine.year && month < 5)
                let hoard = isKept ? opening - opening / 20 : 0
                let ready = max(0, stock - hoard)
                var sale = Int(Double(ready) * random.uniform(0.85...1) / 10) * 10
                sale = min(sale, ready)
                stock += known - sale
                sale += hidden(year, month)
                sign(sale, year, month, &random)
                mine.taxes.append((year, month, mine.story == .underReportedTax ? dug[year]?[month - 1] ?? 0 : known))
            }
            mine.stock.append((LedgerCalendar.day(year, 12, 31), stock))
        }
    }

    private func openingStock() -> Int {
        let year = reported[years.lowerBound]?.reduce(0, +) ?? 0
        // Of eight months, beside the ordinary half a month.
        return mine.story == .stockSoldLate ? year * 2 / 3 : year / 24
    }

    /// Sold beside what was reported.
    private func hidden(_ year: Int, _ month: Int) -> Int {
        guard year == mine.year else { return 0 }
        let (true_, told) = (dug[year]?[month - 1] ?? 0, reported[year]?[month - 1] ?? 0)
        return switch mine.story {
        case .launderedSales: month >= 4 ? told * 4 / 5 / 10 * 10 : 0
        case .underReportedSales: true_ - told
        default: 0
        }
    }

    private mutating func sign(_ sale: Int, _ year: Int, _ month: Int, _ random: inout SeededGenerator) {
        guard sale > 0 else { return }
        let parts = sale > 20_000 && random.uniform(0...1) < 0.5 ? [sale / 2, sale - sale / 2] : [sale]
        for (place, part) in parts.enumerated() {
            let day = Int(random.uniform(1...Double(LedgerCalendar.length(year, month)) + 0.999))
            let number = "36\(year)\(LedgerCalendar.month(year, month).suffix(2))\(10_000 + mine.number)\(place)"
            mine.invoices.append(.init(number: number, day: LedgerCalendar.day(year, month, day), kilograms: part))
        }
    }

    // MARK: Quotas, orders, land

    private mutating func grantQuota(_ random: inout SeededGenerator) {
        var most = 0
        for year in years {
            let told = reported[year]?.reduce(0, +) ?? 0
            if mine.story == .expired, year > mine.year { continue }
            most = max(most, told)
            let isOver = mine.story == .overQuota && year == mine.year
            let share = isOver ? 1 / random.uniform(1.01...1.3) : random.uniform(1.01...1.15)
            let quota = max(1, Int((Double(told) * share / 1000).rounded(isOver ? .down : .up))) * 1000
            let first = quota * 3 / 5000 * 1000
            mine.batches.append(.init(year: year, batch: "1", kilograms: first, issued: LedgerCalendar.day(year, 2, 20)))
            if mine.story == .laterBatch, year == mine.year {
                let second = (quota - first) / 2000 * 1000
                mine.batches.append(.init(year: year, batch: "2", kilograms: second, issued: LedgerCalendar.day(year, 8, 25)))
                mine.batches.append(
                    .init(year: year, batch: "3", kilograms: quota - first - second, issued: LedgerCalendar.day(year, 12, 18)))
            } else if random.uniform(0...1) < 0.1 {
                // A deduction after a larger second batch.
                mine.batches.append(.init(year: year, batch: "2", kilograms: quota - first + 5000, issued: LedgerCalendar.day(year, 8, 25)))
                mine.batches.append(.init(year: year, batch: "3", kilograms: -5000, issued: LedgerCalendar.day(year, 10, 9)))
            } else {
                mine.batches.append(.init(year: year, batch: "2", kilograms: quota - first, issued: LedgerCalendar.day(year, 8, 25)))
            }
        }
        let told = reported[mine.year]?.reduce(0, +) ?? 0
        mine.capacity = mine.story == .overCapacity ? told * 10 / 13 / 1000 * 1000 : (most * 7 / 5 / 10_000 + 1) * 10_000
    }

    private mutating func order() {
        let year = mine.year
        switch mine.story {
        case .afterStopOrder:
            mine.events = [("stopped", LedgerCalendar.day(year, 5, 15), ""), ("resumed", LedgerCalendar.day(year + 1, 1, 1), "")]
        case .restart:
            mine.events = [("stopped", LedgerCalendar.day(year, 3, 20), ""), ("resumed", LedgerCalendar.day(year, 8, 1), "")]
        case .expired: mine.validTo = LedgerCalendar.day(year, 6, 30)
        case .renewed:
            mine.validTo = LedgerCalendar.day(year, 6, 30)
            mine.events = [("renewed", LedgerCalendar.day(year, 6, 12), LedgerCalendar.day(year + 10, 6, 30))]
        default: break
        }
    }

    private func land(_ year: Int, _ random: inout SeededGenerator) -> LedgerMine.Land {
        let kilograms = dug[year]?.reduce(0, +) ?? 0
        let area = Double(kilograms) / 1000 / hectareYield * 10_000
        let views = 4 + Int(random.uniform(0...5.999))
        let isHidden = mine.method == .inSitu && !mine.isBlockKnown
        let seen = kilograms == 0 ? 0 : isHidden ? (mine.story == .inSituUnseen ? 0 : 1) : max(1, views - Int(random.uniform(0...2.999)))
        let measured = area * (1 + random.normal(sigma: 0.05))
        return LedgerMine.Land(
            year: year, area: isHidden ? nil : max(0, measured), sigma: isHidden ? 0 : area * 0.05, clearViews: views, workingSeen: seen,
            trueKilograms: kilograms)
    }
}
