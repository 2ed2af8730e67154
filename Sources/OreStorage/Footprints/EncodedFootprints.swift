internal import OreCases
public import OreDetection
internal import OreFeatures
public import OreGeometry

/// A batch of footprints as it was read, with what ingest knows of each row.
public struct FootprintDelivery: Sendable {
    public var batch: FootprintBatch
    /// False for rows that were quarantined or skipped: they are not stored.
    public var isUsable: [Bool]
    /// Rows that were repaired in any way.
    public var repairedRows: Set<Int> = []
    /// What was repaired, by row, where there is something to say.
    public var repairs: [Int: String] = [:]
    /// The geometry as the file states it, by row, where it was repaired.
    public var originals: [Int: Geometry] = [:]
    /// Further attributes as JSON text, by row; empty when the profile asks for none.
    public var extras: [String?] = []
    /// Names the scene of footprints that state neither a scene nor a source: the profile or the file.
    public var series: String
    /// The scene of footprints that state none themselves; `nil` derives one from source and period.
    public var scene: String?

    public init(batch: FootprintBatch, isUsable: [Bool], series: String) {
        (self.batch, self.isUsable, self.series) = (batch, isUsable, series)
    }
}

/// Footprints in the store's bytes: made on worker threads, so that the thread that writes only copies.
public struct EncodedFootprints: Sendable {
    struct SceneName: Hashable, Sendable {
        var name: String
        var isDerived: Bool
        var source: String?
        var period: ObservationPeriod?
    }

    var scenes: [SceneName] = []
    var rows: [Row] = []
    var bytes: [UInt8] = []
    /// Of which each row has one.
    var texts: [FootprintTexts] = []

    struct Row: Sendable {
        /// Among ``scenes``.
        var scene: Int32
        var key: UInt64
        var content: UInt64
        var start: UInt32
        var end: UInt32
        var box: Envelope
        var wasRepaired: Bool
        var facts: FootprintRowFacts
    }

    /// The number of footprints in it.
    public var count: Int { rows.count }

    /// - Complexity: one pass over the positions.
    public init(_ delivery: FootprintDelivery) {
        let batch = delivery.batch
        rows.reserveCapacity(batch.count)
        bytes.reserveCapacity(batch.geometry.coordinates.count * 5 + batch.count * 64)
        var scenes: [SceneName: Int32] = [:]
        var content = RecordWriter(capacity: 1024)
        var last: (name: SceneName, number: Int32)?
        var places: [FootprintTexts: Int] = [:]
        for row in 0..<batch.count where delivery.isUsable[row] && batch.isSpatial(row) {
            var footprint = batch.footprint(at: row)
            if footprint.sceneID?.isEmpty ?? true { footprint.sceneID = delivery.scene }
            let name = Self.sceneName(footprint, series: delivery.series)
            if last?.name != name {
                let number = scenes[name] ?? Int32(self.scenes.count)
                if scenes[name] == nil {
                    scenes[name] = number
                    self.scenes.append(name)
                }
                last = (name, number)
            }
            content.clear()
            var flags: FootprintRow.Flags = name.isDerived ? [] : .statedScene
            if batch.isBallpark(row) { flags.insert(.ballpark) }
            FootprintRow.appendContent(
                footprint, flags: flags, extra: delivery.extras.isEmpty ? nil : delivery.extras[row], to: &content)
            GeometryBytes.append(row, of: batch.geometry, to: &content)
            let facts = FootprintRowFacts(
                footprint, area: Self.area(of: row, batch.geometry),
                texts: place(of: FootprintTexts(footprintClass: footprint.footprintClass, source: footprint.source), &places))
            append(row, content.bytes, scene: last?.number ?? 0, facts, delivery)
        }
    }

    private mutating func place(of own: FootprintTexts, _ places: inout [FootprintTexts: Int]) -> Int {
        if let place = places[own] { return place }
        texts.append(own)
        places[own] = texts.count - 1
        return texts.count - 1
    }

    /// As lists state it.
    private static func area(of row: Int, _ columns: GeometryColumns) -> Double? {
        guard columns.kinds[row] == .polygon else { return StoredArea.of(columns.geometry(at: row)) }
        return measure.area(of: row, in: columns)
    }

    private static let measure = EllipsoidalArea(.wgs84)

    private mutating func append(
        _ row: Int, _ content: [UInt8], scene: Int32, _ facts: FootprintRowFacts, _ delivery: FootprintDelivery
    ) {
        let batch = delivery.batch
        let own = ContentHash.of(content)
        let id = Self.statedID(batch, row) ?? "#" + String(own & 0xFFFF_FFFF_FFFF, radix: 16)
        var tail = RecordWriter(capacity: 32)
        tail.count(batch.firstFeature + row)
        tail.text(delivery.repairs[row] ?? "")
        if let original = delivery.originals[row] {
            tail.byte(1)
            GeometryBytes.append(original, to: &tail)
        } else {
            tail.byte(0)
        }
        let start = UInt32(bytes.count)
        var head = RecordWriter(capacity: 32)
        head.text(id)
        bytes.append(contentsOf: head.bytes)
        bytes.append(contentsOf: content)
        bytes.append(contentsOf: tail.bytes)
        rows.append(
            Row(
                scene: scene, key: FootprintKey.of(id), content: ContentHash.of(id, seed: own), start: start,
                end: UInt32(bytes.count), box: batch.geometry.envelope(of: row), wasRepaired: delivery.repairedRows.contains(row),
                facts: facts))
    }

    /// A footprint without an id of its own is named by its content, because its place in a file is another in the next delivery.
    private static func statedID(_ batch: FootprintBatch, _ row: Int) -> String? {
        guard let id = batch.ids.string(at: row) else { return nil }
        return id.utf8.first == UInt8(ascii: "#") && id == "#\(batch.firstFeature + row)" ? nil : id
    }

    /// The id of a row.
    func id(of row: Row) throws(StoreError) -> String {
        let text = bytes.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes, at: Int(row.start))
            return try? reader.text()
        }
        guard let text else { throw .damagedRecord }
        return text
    }

    /// The scene that the footprint states; else its source (or the series) and its period, as one delivery of a detector.
    private static func sceneName(_ footprint: Footprint, series: String) -> SceneName {
        if let id = footprint.sceneID, !id.isEmpty {
            return SceneName(name: id, isDerived: false, source: footprint.source, period: footprint.observed)
        }
        let source = footprint.source ?? series
        return SceneName(
            name: source + "/" + (footprint.observed?.text.replacing("/", with: "..") ?? "undated"), isDerived: true,
            source: footprint.source, period: footprint.observed)
    }
}

/// Names a footprint within its scene.
enum FootprintKey {
    static func of(_ id: String) -> UInt64 { ContentHash.of(id) }

    /// The `n`-th further footprint of the same name in one delivery.
    static func repeated(_ key: UInt64, _ n: Int) -> UInt64 { n == 0 ? key : ContentHash.of("\(n)", seed: key) }
}
