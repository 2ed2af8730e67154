internal import Foundation
internal import GRDB
public import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Lists of footprints: the blocks are read one by one, of each row no more than its attributes where those or its box leave it out.
extension Store {
    /// - Complexity: reads the facts of all rows that the filter or the order asks for, and of the blocks only those that hold what is listed;
    ///   with a box those that meet it.
    public func forEachFootprint(
        _ filter: FootprintFilter, sortedBy order: Ordering<FootprintOrder>?, limit: Int?, _ body: (Stored<Footprint>) throws -> Void
    ) throws {
        try read { db in
            let list = FootprintList(
                filter: filter, index: try self.footprintIndex(db), scenes: try Store.sceneNames(db), imports: try Store.imports(db),
                commit: try Store.latestCommit(db))
            guard let order else { return try list.forEach(db, self) { try body(list.stored($0, $1, $2)) } }
            if filter.box == nil, try list.forEachSorted(limit, by: order, db, self, { try body(list.stored($0, $1, $2)) }) { return }
            for kept in try list.first(limit, by: order, db, self) {
                try self.withBlock(db, kept.place.block) { bytes in
                    try FootprintBlock.forEach(in: bytes, meeting: nil, skipping: ~(1 << UInt64(kept.place.row))) { _, reader in
                        var columns = GeometryColumns()
                        let decoded = try FootprintRow.read(&reader, scenes: list.scenes, into: &columns)
                        try body(list.stored(kept.place, decoded, columns))
                    }
                }
            }
        }
    }
}

/// One reading of a list.
private final class FootprintList {
    /// A footprint among those that come first.
    struct Kept {
        var key: Key
        var place: FootprintBlock.Place
    }

    enum Key {
        case none
        case number(Double)
        case text(String)

        init(_ text: String?) { self = text.map { .text($0) } ?? .none }
        init(_ number: Double?) { self = number.map { .number($0) } ?? .none }
        init(_ day: Day?) { self = day.map { .number(Double($0.daysSince1970)) } ?? .none }

        /// What has no value comes last, whichever end is first.
        func precedes(_ other: Key, _ isDescending: Bool) -> Bool {
            switch (self, other) {
            case (.none, _): false
            case (_, .none): true
            case (.number(let x), .number(let y)): isDescending ? x > y : x < y
            case (.text(let x), .text(let y)): isDescending ? x > y : x < y
            default: false
            }
        }
    }

    let filter: FootprintFilter
    let index: FootprintIndexCache
    let scenes: [Int64: SceneName]
    private let imports: [Int64: ImportRecord]
    private let commit: Int
    private let scene: Int64?
    private var run: FootprintIndexCache.Run?
    private var admitted: [FootprintTexts: Bool] = [:]
    /// Rows whose boxes allow no larger area are passed over.
    private var leastArea: Double

    init(filter: FootprintFilter, index: FootprintIndexCache, scenes: [Int64: SceneName], imports: [Int64: ImportRecord], commit: Int) {
        (self.filter, self.index, self.scenes, self.imports, self.commit) = (filter, index, scenes, imports, commit)
        scene = filter.scene.map { name in scenes.first { $0.value.name == name }?.key ?? -1 }
        leastArea = filter.minimumArea ?? -.infinity
    }

    /// All that pass, in the order of the store.
    func forEach(
        _ db: Database, _ store: Store, _ body: (FootprintBlock.Place, FootprintRow.Decoded, GeometryColumns) throws -> Void
    ) throws {
        let query = filter.box.map { FloatBox($0) }
        let parts = filter.boxes.map { FloatBox($0) }
        func isNear(_ box: FloatBox) -> Bool { parts.isEmpty || parts.contains { $0.meets(box) } }
        let sieve = FootprintSieve(filter, scene: scene)
        for run in index.runs where run.knownFrom <= commit {
            if let scene, run.sceneCounts[scene] == nil { continue }
            let blocks = (filter.box.map { run.tree.query($0) } ?? Array(run.rows.indices)).filter { isNear(run.boxes[$0]) }
            let failing = sieve.isNarrowing && !blocks.isEmpty ? try sieve.verdicts(run, db).map { run.rows(failing: $0) } : nil
            for i in blocks where scene.map({ run.mayHold($0, inBlock: i) }) ?? true {
                let block = run.firstBlock + Int64(i)
                let skipped = index.ended(block, asOf: commit) | (failing?[i] ?? 0)
                if skipped | ~0 << UInt64(run.rows[i]) == ~0 { continue }
                try store.withBlock(db, block) { bytes in
                    try FootprintBlock.forEach(in: bytes, meeting: query, skipping: skipped) { row, reader in
                        let box = FootprintBlock.box(of: row, in: bytes)
                        if !isNear(box) || (leastArea > 0 && box.largestArea < leastArea) { return }
                        guard let (decoded, columns) = try read(&reader) else { return }
                        try body(FootprintBlock.Place(block: block, row: row), decoded, columns)
                    }
                }
            }
        }
    }

    /// A row that passes.
    private func read(_ reader: inout RecordReader) throws -> (FootprintRow.Decoded, GeometryColumns)? {
        var head = reader
        let attributes = try FootprintRow.readAttributes(&head, scenes: scenes)
        if let scene, attributes.scene != scene { return nil }
        guard filter.admitsNumbers(of: attributes.footprint), admitsTexts(of: attributes.footprint) else { return nil }
        var columns = GeometryColumns()
        let decoded = try FootprintRow.read(&reader, scenes: scenes, into: &columns)
        if let box = filter.box {
            let own = columns.envelope(of: 0)
            guard own.intersects(box), filter.boxes.isEmpty || filter.boxes.contains(where: own.intersects) else { return nil }
        }
        guard filter.admits(area: { StoredArea.of(columns.geometry(at: 0)) }) else { return nil }
        return (decoded, columns)
    }

    /// The first that pass, in order, found by their facts.
    /// - Returns: false when the store has not all facts, and nothing was done.
    func forEachSorted(
        _ limit: Int?, by order: Ordering<FootprintOrder>, _ db: Database, _ store: Store,
        _ body: (FootprintBlock.Place, FootprintRow.Decoded, GeometryColumns) throws -> Void
    ) throws -> Bool {
        var sorting = FootprintSorting(order, limit: limit)
        let runs = index.runs.filter { run in run.knownFrom <= commit && scene.map { run.sceneCounts[$0] != nil } ?? true }
        let found = try sorting.candidates(runs, FootprintSieve(filter, scene: scene), scenes: scenes, db) { [index, commit] in
            index.ended($0, asOf: commit)
        }
        guard let found else { return false }
        var left = limit ?? .max
        var next = found[...]
        while left > 0, let first = next.first {
            let same = sorting.isOneValue(first.number) ? next.prefix(1) : next.prefix { $0.number == first.number }
            next = next.dropFirst(same.count)
            var group: [(key: Key, place: FootprintBlock.Place, decoded: FootprintRow.Decoded, columns: GeometryColumns)] = []
            for candidate in same {
                let place = FootprintBlock.Place(reference: candidate.reference)
                try store.withBlock(db, place.block) { bytes in
                    try FootprintBlock.forEach(in: bytes, meeting: nil, skipping: ~(1 << UInt64(place.row))) { _, reader in
                        guard let (decoded, columns) = try read(&reader) else { return }
                        group.append((same.count > 1 ? Self.key(order.key, decoded.footprint, columns) : .none, place, decoded, columns))
                    }
                }
            }
            if group.count > 1 {
                group = group.enumerated().sorted { a, b in
                    if a.element.key.precedes(b.element.key, order.isDescending) { return true }
                    return !b.element.key.precedes(a.element.key, order.isDescending) && a.offset < b.offset
                }.map(\.element)
            }
            for one in group.prefix(left) { try body(one.place, one.decoded, one.columns) }
            left -= min(left, group.count)
        }
        return true
    }

    /// A store has few classes and sources, and each footprint one of them.
    private func admitsTexts(of footprint: Footprint) -> Bool {
        let texts = FootprintTexts(footprintClass: footprint.footprintClass, source: footprint.source)
        if let known = admitted[texts] { return known }
        if admitted.count > 4096 { admitted = [:] }
        let isAdmitted = filter.admits(footprintClass: texts.footprintClass, source: texts.source)
        admitted[texts] = isAdmitted
        return isAdmitted
    }

    /// The first of all that pass, sorted.
    func first(_ limit: Int?, by order: Ordering<FootprintOrder>, _ db: Database, _ store: Store) throws -> [Kept] {
        var kept: [Kept] = []
        func sort() {
            kept = kept.sorted { a, b in
                if a.key.precedes(b.key, order.isDescending) { return true }
                return !b.key.precedes(a.key, order.isDescending) && a.place.reference < b.place.reference
            }
            guard let limit, kept.count >= limit else { return }
            kept.removeLast(kept.count - limit)
            if order.key == .area, order.isDescending, case .number(let area)? = kept.last?.key { leastArea = max(leastArea, area) }
        }
        try forEach(db, store) { place, decoded, columns in
            kept.append(Kept(key: Self.key(order.key, decoded.footprint, columns), place: place))
            if let limit, kept.count >= 2 * limit + 64 { sort() }
        }
        sort()
        return kept
    }

    private static func key(_ order: FootprintOrder, _ footprint: Footprint, _ columns: GeometryColumns) -> Key {
        switch order {
        case .footprint: Key(footprint.id)
        case .scene: Key(footprint.sceneID)
        case .observedFrom: Key(footprint.observed?.from)
        case .observedTo: Key(footprint.observed?.to)
        case .footprintClass: Key(footprint.footprintClass)
        case .confidence: Key(footprint.confidence)
        case .source: Key(footprint.source)
        case .area: Key(StoredArea.of(columns.geometry(at: 0)))
        }
    }

    func stored(_ place: FootprintBlock.Place, _ decoded: FootprintRow.Decoded, _ columns: GeometryColumns) throws -> Stored<Footprint> {
        if run?.holds(place.block) != true { run = index.run(of: place.block) }
        guard let run else { throw StoreError.damagedRecord }
        return Store.stored(decoded, columns, run, imports, until: nil)
    }
}

extension FootprintIndexCache.Run {
    /// The rows of each block that fail, as bits.
    fileprivate func rows(failing verdicts: [FootprintSieve.Verdict]) -> [UInt64] {
        var place = 0
        return rows.map { count in
            defer { place += Int(count) }
            return (0..<Int(count)).reduce(UInt64(0)) { verdicts[place + $1] == .fails ? $0 | 1 << UInt64($1) : $0 }
        }
    }
}

extension FloatBox {
    /// Square metres on the ellipsoid that nothing with this box exceeds; infinite for boxes that are wide or near a pole.
    ///
    /// No degree is longer than 111.7 km. Edges are geodesics: they leave the box by no more than their sagitta, `d^2 tan(latitude) / 8 R`; twice
    /// that is allowed on both sides.
    var largestArea: Double {
        let (width, height) = (Double(maxX) - Double(minX), Double(maxY) - Double(minY))
        let farthest = Double(max(abs(minY), abs(maxY)))
        guard width < 1, height < 1, farthest < 80 else { return .infinity }
        let nearest = minY <= 0 && maxY >= 0 ? 0 : Double(min(abs(minY), abs(maxY)))
        let (x, y) = (width * 111_700 * cos(nearest * .pi / 180), height * 111_700)
        let sagitta = (x * x + y * y) * tan(farthest * .pi / 180) / (8 * 6_350_000)
        return x * (y + 4 * sagitta) * 1.001
    }
}
