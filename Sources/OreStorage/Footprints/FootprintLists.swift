internal import Foundation
internal import GRDB
public import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Lists of footprints: the blocks are read one by one, of each row no more than its attributes where those or its box leave it out.
extension Store {
    /// - Complexity: reads the blocks that the filter's box meets, all of them without one. Geometries are read of the rows that pass by their
    ///   attributes; of those sorted by area, the largest first, only of rows with boxes as large as the last one kept.
    public func forEachFootprint(
        _ filter: FootprintFilter, sortedBy order: Ordering<FootprintOrder>?, limit: Int?, _ body: (Stored<Footprint>) throws -> Void
    ) throws {
        try read { db in
            let list = FootprintList(
                filter: filter, index: try self.footprintIndex(db), scenes: try Store.sceneNames(db), imports: try Store.imports(db),
                commit: try Store.latestCommit(db))
            guard let order else { return try list.forEach(db, self) { try body(list.stored($0, $1, $2)) } }
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

    private struct Texts: Hashable {
        var footprintClass: String?
        var source: String?
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
    private var admitted: [Texts: Bool] = [:]
    /// Rows whose boxes allow no larger area are passed over.
    private var leastArea: Double

    init(filter: FootprintFilter, index: FootprintIndexCache, scenes: [Int64: SceneName], imports: [Int64: ImportRecord], commit: Int) {
        (self.filter, self.index, self.scenes, self.imports, self.commit) = (filter, index, scenes, imports, commit)
        scene = filter.scene.map { name in scenes.first { $0.value.name == name }?.key ?? -1 }
        leastArea = filter.minimumArea ?? -.infinity
    }

    func forEach(
        _ db: Database, _ store: Store, _ body: (FootprintBlock.Place, FootprintRow.Decoded, GeometryColumns) throws -> Void
    ) throws {
        let query = filter.box.map { FloatBox($0) }
        try store.forEachBlock(db, index, box: filter.box, scene: scene, commit: commit) { block, bytes in
            try FootprintBlock.forEach(in: bytes, meeting: query, skipping: index.ended(block, asOf: commit)) { row, reader in
                if leastArea > 0, FootprintBlock.box(of: row, in: bytes).largestArea < leastArea { return }
                var head = reader
                let attributes = try FootprintRow.readAttributes(&head, scenes: scenes)
                if let scene, attributes.scene != scene { return }
                guard filter.admitsNumbers(of: attributes.footprint), admitsTexts(of: attributes.footprint) else { return }
                var columns = GeometryColumns()
                let decoded = try FootprintRow.read(&reader, scenes: scenes, into: &columns)
                if let box = filter.box, !columns.envelope(of: 0).intersects(box) { return }
                guard filter.admits(area: { StoredArea.of(columns.geometry(at: 0)) }) else { return }
                try body(FootprintBlock.Place(block: block, row: row), decoded, columns)
            }
        }
    }

    /// A store has few classes and sources, and each footprint one of them.
    private func admitsTexts(of footprint: Footprint) -> Bool {
        let texts = Texts(footprintClass: footprint.footprintClass, source: footprint.source)
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
