internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// One footprint in a block: its scene, its number among those of one id there, its id; what it is (hashed as its content); where it came from.
enum FootprintRow {
    struct Flags: OptionSet {
        let rawValue: UInt64
        static let footprintClass = Flags(rawValue: 1)
        static let source = Flags(rawValue: 2)
        static let observed = Flags(rawValue: 4)
        static let singleDay = Flags(rawValue: 8)
        static let confidence = Flags(rawValue: 16)
        static let positionSigma = Flags(rawValue: 32)
        static let digitisingSigma = Flags(rawValue: 64)
        static let ballpark = Flags(rawValue: 128)
        static let extra = Flags(rawValue: 256)
        /// The scene's name was stated by the footprint, not derived.
        static let statedScene = Flags(rawValue: 512)
        static let refined = Flags(rawValue: 1024)
    }

    static func head(scene: Int64, ordinal: Int) -> [UInt8] {
        var writer = RecordWriter(capacity: 8)
        writer.unsigned(UInt64(scene))
        writer.count(ordinal)
        return writer.bytes
    }

    /// The number of the row's scene, and which footprint of its id there it is: 0 is the first.
    static func readHead(_ reader: inout RecordReader) throws(StoreError) -> (scene: Int64, ordinal: Int) {
        let (scene, ordinal) = (try reader.unsigned(), try reader.unsigned())
        guard scene <= UInt32.max, ordinal <= UInt32.max else { throw .damagedRecord }
        return (Int64(scene), Int(ordinal))
    }

    /// The content without the id: a footprint without an id of its own is named by this.
    static func appendContent(_ footprint: Footprint, flags more: Flags, extra: String?, to writer: inout RecordWriter) {
        var flags = more
        if footprint.footprintClass != nil { flags.insert(.footprintClass) }
        if footprint.source != nil { flags.insert(.source) }
        if let period = footprint.observed { flags.formUnion(period.isSingleDay ? [.observed, .singleDay] : .observed) }
        if footprint.confidence != nil { flags.insert(.confidence) }
        if footprint.positionSigma != nil { flags.insert(.positionSigma) }
        if footprint.digitisingSigma != nil { flags.insert(.digitisingSigma) }
        if extra != nil { flags.insert(.extra) }
        writer.unsigned(flags.rawValue)
        if let text = footprint.footprintClass { writer.text(text) }
        if let text = footprint.source { writer.text(text) }
        if let period = footprint.observed {
            writer.signed(Int64(period.from.daysSince1970))
            if !period.isSingleDay { writer.signed(Int64(period.to.daysSince1970)) }
        }
        for number in [footprint.confidence, footprint.positionSigma, footprint.digitisingSigma] {
            if let number { writer.double(number) }
        }
        if let extra { writer.text(extra) }
    }

    /// A footprint as it was read, its geometry appended to the columns that were given.
    struct Decoded {
        var footprint: Footprint
        var scene: Int64
        /// Of its id in its scene, from 0.
        var ordinal: Int
        var sceneName: SceneName
        var flags: Flags
        var extra: String?
        var row: Int
        var repair: String?
        var original: Geometry?
    }

    /// What stands before the geometry.
    struct Attributes {
        var footprint: Footprint
        var scene: Int64
        var ordinal: Int
        var sceneName: SceneName
        var flags: Flags
        var extra: String?
    }

    static func readAttributes(_ reader: inout RecordReader, scenes: [Int64: SceneName]) throws(StoreError) -> Attributes {
        let (scene, ordinal) = try readHead(&reader)
        let name = scenes[scene] ?? SceneName(name: "", series: nil)
        var footprint = Footprint(id: try reader.text())
        let flags = Flags(rawValue: try reader.unsigned())
        footprint.sceneID = flags.contains(.statedScene) ? name.name : nil
        if flags.contains(.footprintClass) { footprint.footprintClass = try reader.text() }
        if flags.contains(.source) { footprint.source = try reader.text() }
        if flags.contains(.observed) {
            let from = try day(&reader)
            footprint.observed = ObservationPeriod(from: from, to: flags.contains(.singleDay) ? from : try day(&reader))
        }
        if flags.contains(.confidence) { footprint.confidence = try reader.double() }
        if flags.contains(.positionSigma) { footprint.positionSigma = try reader.double() }
        if flags.contains(.digitisingSigma) { footprint.digitisingSigma = try reader.double() }
        let extra = flags.contains(.extra) ? try reader.text() : nil
        return Attributes(footprint: footprint, scene: scene, ordinal: ordinal, sceneName: name, flags: flags, extra: extra)
    }

    static func read(
        _ reader: inout RecordReader, scenes: [Int64: SceneName], into columns: inout GeometryColumns
    ) throws(StoreError) -> Decoded {
        let own = try readAttributes(&reader, scenes: scenes)
        try GeometryBytes.read(&reader, into: &columns)
        let row = Int(truncatingIfNeeded: try reader.unsigned())
        let repair = try reader.text()
        let hasOriginal = try reader.byte() == 1
        var original: Geometry?
        if hasOriginal {
            var one = GeometryColumns()
            try GeometryBytes.read(&reader, into: &one)
            original = one.geometry(at: 0)
        }
        return Decoded(
            footprint: own.footprint, scene: own.scene, ordinal: own.ordinal, sceneName: own.sceneName, flags: own.flags, extra: own.extra,
            row: row, repair: repair.isEmpty ? nil : repair, original: original)
    }

    private static func day(_ reader: inout RecordReader) throws(StoreError) -> Day {
        guard let day = Int32(exactly: try reader.signed()) else { throw .damagedRecord }
        return Day(daysSince1970: day)
    }

    /// Moves from behind the id to the geometry.
    static func skipToGeometry(_ reader: inout RecordReader) throws(StoreError) {
        let flags = Flags(rawValue: try reader.unsigned())
        if flags.contains(.footprintClass) { try reader.skip(try reader.count()) }
        if flags.contains(.source) { try reader.skip(try reader.count()) }
        if flags.contains(.observed) {
            _ = try reader.signed()
            if !flags.contains(.singleDay) { _ = try reader.signed() }
        }
        for flag in [Flags.confidence, .positionSigma, .digitisingSigma] where flags.contains(flag) { try reader.skip(8) }
        if flags.contains(.extra) { try reader.skip(try reader.count()) }
    }
}

/// A scene as footprints name it.
struct SceneName: Sendable, Hashable {
    var name: String
    /// What its footprints came as one of, when they state neither scene nor source.
    var series: String?
}

extension StoredFootprints {
    /// Adds one row as it was read, its geometry the only one of the columns.
    mutating func append(_ decoded: FootprintRow.Decoded, _ columns: GeometryColumns, _ reference: Int64) {
        batch.geometry.append(0, of: columns)
        append(decoded, reference)
    }

    /// Adds one row as it was read, its geometry having been read into the batch.
    mutating func append(_ decoded: FootprintRow.Decoded, _ reference: Int64) {
        let row = batch.count - 1
        batch.appendAttributes(decoded.footprint)
        if decoded.flags.contains(.ballpark) { batch.ballparkRows.insert(row) }
        if decoded.ordinal > 0 { batch.repeats[row] = decoded.ordinal }
        batch.series.append(decoded.sceneName.series)
        references.append(reference)
        scenes.append(decoded.sceneName.name)
        sceneNumbers.append(decoded.scene)
    }
}
