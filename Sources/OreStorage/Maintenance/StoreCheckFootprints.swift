internal import Foundation
internal import GRDB
internal import OreGeometry

extension StoreCheck {
    /// Runs, their blocks and keys, and the ends of footprints: each agrees with the others.
    mutating func footprints(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        let scenes = Set(try Int64.fetchAll(db, sql: "SELECT id FROM scene_names"))
        var rows: [Int64: Int] = [:]
        try each("footprint_runs", db, "SELECT id, first_block, blocks, keys, known_from, scenes FROM footprint_runs") { check, id, row in
            guard let blocks = try check.data(row, 2), let keys = try check.data(row, 3), blocks.count % 24 == 0 else {
                throw StoreError.damagedRecord
            }
            if let from = try check.optionalNumber(row, 4) { check.versions("footprint_runs", id, from: from, to: nil, latest: latest) }
            let first = try check.number(row, 1)
            let width = FootprintKeys.rowBytes
            let facts = try check.facts(db, run: id, rows: keys.count / width)
            var offset = 0
            var counts: [Int64: Int] = [:]
            for i in 0..<blocks.count / 24 {
                let block = first + Int64(i)
                let (scene, count, box) = try blocks.withUnsafeBytes { bytes in
                    var reader = RecordReader(bytes, at: i * 24)
                    return (try reader.fixed(UInt32.self), Int(try reader.fixed(UInt32.self)), FloatBox(bytes, at: i * 24 + 8))
                }
                guard count <= FootprintBlock.maximumRows, offset + count * width <= keys.count else { throw StoreError.damagedRecord }
                if rows.updateValue(count, forKey: block) != nil { check.defect("footprint_blocks", block, "belongs to two runs") }
                let own = keys.dropFirst(offset).prefix(count * width)
                let named = check.scenes(own)
                if scene != FootprintIndexCache.mixed, named.keys.contains(where: { $0 != Int64(scene) }) {
                    check.defect("footprint_blocks", block, "is filed under scene \(scene) and holds another")
                }
                try check.block(db, block, rows: count, box: box, keys: own, facts: facts, first: offset / width)
                counts.merge(named, uniquingKeysWith: +)
                offset += count * width
            }
            for scene in counts.keys.sorted() where !scenes.contains(scene) {
                check.defect("footprint_runs", id, "names scene \(scene), which is not there")
            }
            if try FootprintIndexCache.Run.sceneCounts(check.data(row, 5) ?? Data()) != counts {
                check.defect("footprint_runs", id, "counts other footprints by scene than it has")
            }
            if offset != keys.count { check.defect("footprint_runs", id, "has keys for \(keys.count / width) rows of \(offset / width)") }
        }
        try each("footprint_blocks", db, "SELECT id FROM footprint_blocks") { check, id, _ in
            if rows[id] == nil { check.defect("footprint_blocks", id, "belongs to no run") }
        }
        try each("footprint_ends", db, "SELECT footprint, known_to FROM footprint_ends") { check, id, row in
            let place = FootprintBlock.Place(reference: id)
            if place.row >= rows[place.block] ?? 0 { check.defect("footprint_ends", id, "ends a footprint that is not there") }
            if let to = try check.optionalNumber(row, 1), to > latest {
                check.defect("footprint_ends", id, "ends at commit \(to), which was never made")
            }
        }
    }

    /// Rows by scene, as keys say.
    private func scenes(_ keys: Data) -> [Int64: Int] {
        Data(keys).withUnsafeBytes { bytes in
            stride(from: 16, to: bytes.count, by: FootprintKeys.rowBytes).reduce(into: [:]) { counts, offset in
                counts[Int64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))), default: 0] += 1
            }
        }
    }

    private mutating func block(
        _ db: Database, _ id: Int64, rows: Int, box: FloatBox, keys: Data, facts: RunFacts, first: Int
    ) throws {
        guard let data = try Data.fetchOne(db, sql: "SELECT data FROM footprint_blocks WHERE id = ?", arguments: [id]) else {
            return defect("footprint_blocks", id, "is missing")
        }
        let keys = Data(keys)
        do {
            try data.withUnsafeBytes { bytes in
                try keys.withUnsafeBytes { keys in
                    guard try FootprintBlock.rowCount(bytes) == rows else { throw StoreError.damagedRecord }
                    try FootprintBlock.forEach(in: bytes, meeting: nil, skipping: 0) { row, reader in
                        let whole = reader
                        try self.row(row, of: id, bytes, &reader, box, keys)
                        try self.facts(of: row, in: id, facts, first + row, whole)
                    }
                }
            }
        } catch is StoreError {
            defect("footprint_blocks", id, "its bytes are not what was written")
        }
    }

    private mutating func row(
        _ row: Int, of block: Int64, _ bytes: UnsafeRawBufferPointer, _ reader: inout RecordReader, _ box: FloatBox,
        _ keys: UnsafeRawBufferPointer
    ) throws {
        var whole = reader
        let head = try FootprintRow.readHead(&reader)
        let id = try reader.text()
        let start = reader.position
        try FootprintRow.skipToGeometry(&reader)
        var columns = GeometryColumns()
        try GeometryBytes.read(&reader, into: &columns)
        let content = ContentHash.of(UnsafeRawBufferPointer(rebasing: bytes[start..<reader.position]))
        func key(_ n: Int) -> UInt64 {
            UInt64(littleEndian: keys.loadUnaligned(fromByteOffset: row * FootprintKeys.rowBytes + n * 8, as: UInt64.self))
        }
        let place = FootprintBlock.Place(block: block, row: row).reference
        if key(0) != FootprintKey.of(id) { defect("footprint_blocks", block, "footprint \(place) is filed under another id") }
        if key(2) != UInt64(head.ordinal) << 32 | UInt64(head.scene) {
            defect("footprint_blocks", block, "footprint \(place) is filed under another scene")
        }
        if key(1) != ContentHash.of(id, seed: content) { defect("footprint_blocks", block, "the contents of footprint \(place) changed") }
        let own = FloatBox(columns.envelope(of: 0))
        if own != FloatBox(bytes, at: 4 + row * 16) || own.minX < box.minX || own.minY < box.minY || own.maxX > box.maxX
            || own.maxY > box.maxY
        {
            defect("footprint_blocks", block, "the box of footprint \(place) is not that of its geometry")
        }
        var ignored = GeometryColumns()
        _ = try FootprintRow.read(&whole, scenes: [:], into: &ignored)
        if whole.position != FootprintBlock.end(of: row, in: bytes) { throw StoreError.damagedRecord }
    }
}
