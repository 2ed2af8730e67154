internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger
internal import OreStorage

/// Signs of banned processes among a store's footprints: heaps and tanks, by their class, in licences that a register says are worked in situ.
///
/// Only there: on rock both are lawful, and where nobody says how a licence is worked they say nothing. A footprint counts where the greater part of it
/// lies in the licence; what a neighbour has at the edge is his. Footprints without a day are left out.
struct ProcessSigns {
    private let store: Store
    private let commit: Int
    private let scenes: [String: Scene]
    private let kernel = OverlayKernel(engine: TopologyEngine())
    private let measure = EllipsoidalArea(.wgs84)

    /// - Throws: `StoreError`.
    init(_ store: Store, asOf commit: Int) throws {
        (self.store, self.commit) = (store, commit)
        scenes = Dictionary(try store.scenes(asOf: commit).rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether signs are looked for in a licence.
    static func isOf(_ licence: Licence) -> Bool { licence.method.flatMap(MiningMethod.init(stated:)) == .inSitu }

    /// - Parameter subject: the ledger's number of the licence.
    /// - Throws: `StoreError`; ``OreGeometry/TopologyError``.
    /// - Complexity: O(footprints round the licence).
    func sightings(in row: Int, of licences: LicenceTable, subject: SubjectID) throws -> [ProcessSighting] {
        guard licences.isSpatial(row) else { return [] }
        let boundary = PreparedPolygon(licences.geometry, row)
        var found: [ProcessSighting] = []
        try store.forEachFootprint(meeting: boundary.envelope, scene: nil) { footprint in
            let value = footprint.value
            guard footprint.knownFrom <= commit, let sign = value.footprintClass.flatMap(ProcessSighting.Sign.init(classified:)),
                let day = (value.observed ?? value.sceneID.flatMap { scenes[$0]?.period })?.to,
                licences.rows[row].appliesFrom.map({ $0 <= day }) ?? true, licences.rows[row].appliesTo.map({ day <= $0 }) ?? true,
                try isMostlyInside(footprint.geometry, boundary)
            else { return }
            var sighting = ProcessSighting(subject, day: day, sign: sign)
            sighting.footprint = value.id
            found.append(sighting)
        }
        return found
    }

    private func isMostlyInside(_ shape: Geometry?, _ boundary: PreparedPolygon) throws -> Bool {
        var columns = GeometryColumns()
        columns.append(shape)
        switch try kernel.intersection(of: 0, in: columns, with: boundary) {
        case .whole: return true
        case .empty: return false
        case .part(let part): return measure.area(of: 0, in: part) > measure.area(of: 0, in: columns) / 2
        }
    }
}

extension ProcessSighting.Sign {
    /// By what a detector calls a place; `nil` for classes that are no sign of a banned process, pools among them.
    init?(classified words: String) {
        let words = words.lowercased()
        if ["heap leach", "heap_leach", "heap-leach", "leach heap", "堆浸"].contains(where: words.contains) || words == "heap" {
            self = .heap
        } else if ["leach tank", "leaching tank", "leach_tank", "leaching_tank", "vat leach", "池浸"].contains(where: words.contains)
            || words == "tank"
        {
            self = .tank
        } else {
            return nil
        }
    }
}
