internal import GRDB
internal import OreCases
internal import OreDetection

/// Tells from the facts of a run which of its rows a filter leaves out. The box is not asked.
struct FootprintSieve {
    enum Verdict: UInt8, Comparable {
        case fails
        /// Only the row can tell.
        case open
        case passes

        static func < (a: Verdict, b: Verdict) -> Bool { a.rawValue < b.rawValue }
    }

    private let filter: FootprintFilter
    private let scene: Int64?

    /// - Parameter scene: the number of the filter's scene.
    init(_ filter: FootprintFilter, scene: Int64?) { (self.filter, self.scene) = (filter, scene) }

    /// Whether any fact is asked for.
    var isNarrowing: Bool {
        scene != nil || filter.from != nil || filter.to != nil || filter.minimumConfidence != nil || filter.minimumArea != nil
            || filter.maximumArea != nil || hasTexts
    }

    private var hasTexts: Bool { !(filter.footprintClass ?? "").isEmpty || !(filter.source ?? "").isEmpty }

    /// One for each row; `nil` when the store has not all facts of the run.
    func verdicts(_ run: FootprintIndexCache.Run, _ db: Database) throws -> [Verdict]? {
        var verdicts = [Verdict](repeating: .passes, count: run.count)
        func narrow(_ fact: FootprintFact, _ judge: (FootprintFactColumn) -> (UInt64) -> Verdict) throws -> Bool {
            guard let column = try FootprintFactColumn(fact, of: run, db) else { return false }
            let verdict = judge(column)
            for i in verdicts.indices { verdicts[i] = min(verdicts[i], verdict(column.numbers[i])) }
            return true
        }
        func has(_ isWanted: Bool) -> Verdict { isWanted ? .passes : .fails }
        if let scene {
            guard try narrow(.scene, { _ in { has($0 >> 1 == UInt64(bitPattern: scene)) } }) else { return nil }
        }
        if hasTexts {
            let judge = { (column: FootprintFactColumn) in
                let verdicts = column.texts.map { has(filter.admits(footprintClass: $0.footprintClass, source: $0.source)) }
                return { (number: UInt64) in verdicts[Int(number) - 1] }
            }
            guard try narrow(.texts, judge) else { return nil }
        }
        if let from = filter.from {
            let least = UInt64(FootprintRowFacts.number(from))
            guard try narrow(.observedTo, { _ in { has($0 >= least) } }) else { return nil }
        }
        if let to = filter.to {
            let most = UInt64(FootprintRowFacts.number(to))
            guard try narrow(.observedFrom, { _ in { has($0 > 0 && $0 <= most) } }) else { return nil }
        }
        if let minimum = filter.minimumConfidence {
            let (least, none) = (FootprintRowFacts.number(minimum), FootprintRowFacts.number(-1.0))
            guard try narrow(.confidence, { _ in { has(($0 == 0 ? none : $0) >= least) } }) else { return nil }
        }
        if filter.minimumArea != nil || filter.maximumArea != nil {
            guard try narrow(.area, { _ in area }) else { return nil }
        }
        return verdicts
    }

    private func area(_ number: UInt64) -> Verdict {
        let own = number == 0 ? UInt64(FootprintRowFacts.number(area: 0.0)) : number
        var verdict = Verdict.passes
        if let minimum = filter.minimumArea {
            let least = UInt64(FootprintRowFacts.number(area: minimum))
            verdict = own < least ? .fails : own == least ? .open : .passes
        }
        if let maximum = filter.maximumArea {
            let most = UInt64(FootprintRowFacts.number(area: maximum))
            verdict = min(verdict, own > most ? .fails : own == most ? .open : .passes)
        }
        return verdict
    }
}

/// Finds the first footprints in an order from facts alone, but for equal numbers that stand for different values.
struct FootprintSorting {
    /// A row that comes early; smaller numbers come first.
    struct Candidate: Comparable {
        var number: UInt64
        var reference: Int64
        /// Whether the filter certainly admits it.
        var passes: Bool

        static func < (a: Candidate, b: Candidate) -> Bool { (a.number, a.reference) < (b.number, b.reference) }
    }

    private let order: Ordering<FootprintOrder>
    private let limit: Int?
    private var held: [Candidate] = []
    private var last: Candidate?

    init(_ order: Ordering<FootprintOrder>, limit: Int?) { (self.order, self.limit) = (order, limit) }

    private var fact: FootprintFact {
        switch order.key {
        case .footprint: .id
        case .scene: .scene
        case .observedFrom: .observedFrom
        case .observedTo: .observedTo
        case .footprintClass, .source: .texts
        case .confidence: .confidence
        case .area: .area
        }
    }

    /// Whether those of one number have one value: without a value they always do.
    func isOneValue(_ number: UInt64) -> Bool { fact.isExact || number == .max }

    /// The rows that may be among the first `limit`, in order; those behind the last of them are not. `nil` when the store has not all facts.
    /// - Parameter runs: each with the rows that no longer count, by block.
    mutating func candidates(
        _ runs: [FootprintIndexCache.Run], _ sieve: FootprintSieve, scenes: [Int64: SceneName], _ db: Database, ended: (Int64) -> UInt64
    ) throws -> [Candidate]? {
        var columns: [FootprintFactColumn] = []
        for run in runs {
            guard let column = try FootprintFactColumn(fact, of: run, db) else { return nil }
            columns.append(column)
        }
        guard let numbers = sortNumbers(columns, scenes) else { return nil }
        for (i, run) in runs.enumerated() {
            var verdicts: [FootprintSieve.Verdict]?
            if sieve.isNarrowing {
                guard let own = try sieve.verdicts(run, db) else { return nil }
                verdicts = own
            }
            add(run, numbers[i], verdicts, ended)
        }
        return held.sorted()
    }

    private mutating func add(
        _ run: FootprintIndexCache.Run, _ numbers: [UInt64], _ verdicts: [FootprintSieve.Verdict]?, _ ended: (Int64) -> UInt64
    ) {
        var place = 0
        for (i, count) in run.rows.enumerated() {
            let block = run.firstBlock + Int64(i)
            let gone = ended(block)
            for row in 0..<Int(count) {
                defer { place += 1 }
                let verdict = verdicts?[place] ?? .passes
                if verdict == .fails || numbers[place] > last?.number ?? .max || gone >> UInt64(row) & 1 == 1 { continue }
                let reference = FootprintBlock.Place(block: block, row: row).reference
                if let last, numbers[place] == last.number, isOneValue(last.number), reference > last.reference { continue }
                held.append(Candidate(number: numbers[place], reference: reference, passes: verdict == .passes))
                if let limit, held.count >= 2 * limit + 64 { cut(to: limit) }
            }
        }
    }

    /// Drops those behind the `limit`-th that passes.
    private mutating func cut(to limit: Int) {
        held.sort()
        var passed = 0
        let last = held.firstIndex { one in
            passed += one.passes ? 1 : 0
            return passed == limit
        }
        guard let at = last else { return }
        let bound = held[at]
        let isOneValue = isOneValue(bound.number)
        let end = held[at...].firstIndex { $0.number > bound.number || (isOneValue && bound < $0) } ?? held.endIndex
        held.removeSubrange(end...)
        self.last = bound
    }

    /// Of all rows numbers that sort as the list is asked for; none is ``UInt64/max``.
    private func sortNumbers(_ columns: [FootprintFactColumn], _ scenes: [Int64: SceneName]) -> [[UInt64]]? {
        func directed(_ number: UInt64) -> UInt64 { number == 0 ? .max : order.isDescending ? ~number : number }
        switch fact {
        case .id:
            guard let first = columns.first else { return [] }
            let length = columns.map { zip($0.prefix, first.prefix).prefix { $0 == $1 }.count }.min() ?? 0
            return columns.map { $0.ids(behind: length).map { directed(max(1, $0)) } }
        case .texts:
            let text = order.key == .source ? \FootprintTexts.source : \FootprintTexts.footprintClass
            let ranks = Self.ranks(columns.lazy.flatMap { $0.texts.compactMap { $0[keyPath: text] } })
            return columns.map { column in
                let own = column.texts.map { directed($0[keyPath: text].flatMap { ranks[$0] } ?? 0) }
                return column.numbers.map { own[Int($0) - 1] }
            }
        case .scene:
            let most = columns.lazy.compactMap { $0.numbers.max() }.max() ?? 0
            guard most < 1 << 24 else { return nil }
            let ranks = Self.ranks(scenes.values.map(\.name))
            let own = (0...most).map { number in
                directed(number & 1 == 0 ? 0 : scenes[Int64(number >> 1)].flatMap { ranks[$0.name] } ?? 0)
            }
            return columns.map { column in column.numbers.map { own[Int($0)] } }
        default: return columns.map { $0.numbers.map(directed) }
        }
    }

    /// Places from 1 in the order of texts.
    private static func ranks(_ texts: some Sequence<String>) -> [String: UInt64] {
        Dictionary(Set(texts).sorted().enumerated().map { ($1, UInt64($0) + 1) }, uniquingKeysWith: { first, _ in first })
    }
}
