public import OreDetection
public import OreFeatures
internal import OreGeometry

/// One scene's view of an incident, with the rows of its findings.
struct SceneView {
    var sighting: Incident.Sighting
    /// Rows of the findings, in canonical order; empty unless seen.
    var rows: [Int]
    /// Rows that cover all others of the scene; what parts and places are made of. `nil` until they are asked for.
    var outlines: [Int]?
    /// Part of what is suspected now: the last sighting, or all since the last complete one where they show changes.
    var isStanding = false

    /// Nothing is there any more: a clear view of everything, on a day on which no other scene shows the place.
    func isEmptied(among views: [SceneView]) -> Bool {
        guard sighting.kind == .clear, sighting.content == .state, let day = sighting.period?.to else { return false }
        return !views.contains { $0.sighting.kind == .seen && $0.sighting.period?.to == day }
    }
}

/// What every scene says of an incident, in order of time.
struct SightingSurvey {
    let measure: ContactMeasure
    let scenes: SceneViews
    let outlined: ((String, Envelope) throws -> Bool)?
    /// Scenes that need not be measured again.
    var remembered = RememberedFacts()

    init(measure: ContactMeasure, scenes: SceneViews, outlined: ((String, Envelope) throws -> Bool)?) {
        (self.measure, self.scenes, self.outlined) = (measure, scenes, outlined)
    }

    /// - Parameter rows: the incident's findings in canonical order.
    func views(of rows: [Int], in envelope: Envelope) throws -> [SceneView] {
        var result = try grouped(rows).map(seen)
        try addSilent(to: &result, envelope)
        if result.count > 1 { result.sort { Self.precedes($0.sighting, $1.sighting) } }
        try addUp(&result)
        return result
    }

    /// Follows the ground that stands through the views: a complete one replaces it, one of changes adds what it has outside of it, and a
    /// clear view of everything leaves none.
    private func addUp(_ views: inout [SceneView]) throws {
        // The first view that stands, and the rows that it and those after it outline once they are asked for.
        var base: Int?
        var ground: [Int]?
        var area = 0.0
        var isReplaced = false
        for i in views.indices {
            guard views[i].sighting.kind == .seen else {
                if views[i].isEmptied(among: views) { isReplaced = true }
                continue
            }
            if let base, views[i].sighting.content != .state, !isReplaced {
                var known = try ground ?? outlines(of: views[base])
                for row in try byArea(outlines(of: views[i])) {
                    area += try measure.area(of: row, outside: known)
                    known.append(row)
                }
                ground = known
            } else {
                for earlier in views[..<i].indices { views[earlier].isStanding = false }
                (base, ground, area, isReplaced) = (i, nil, views[i].sighting.area, false)
            }
            views[i].isStanding = true
            views[i].sighting.standingArea = area
        }
    }

    /// By last day, first day, name; undated ones last.
    static func precedes(_ a: Incident.Sighting, _ b: Incident.Sighting) -> Bool {
        switch (a.period, b.period) {
        case (let first?, let second?) where first != second: (first.to, first.from) < (second.to, second.from)
        case (_?, nil): true
        case (nil, _?): false
        default: a.scene < b.scene
        }
    }

    private func grouped(_ rows: [Int]) -> [[Int]] {
        if rows.count == 1 { return [rows] }
        var numbers: [String: Int] = [:]
        var groups: [[Int]] = []
        for row in rows {
            let scene = measure.rows[row].scene
            if let number = numbers[scene] {
                groups[number].append(row)
            } else {
                numbers[scene] = groups.count
                groups.append([row])
            }
        }
        return groups
    }

    // MARK: Seen

    private func seen(_ rows: [Int]) throws -> SceneView {
        let name = measure.rows[rows[0]].scene
        let scene = scenes.scene(name)
        let known = remembered.sighting(in: name)
        let outlines = known == nil ? try outlines(of: rows) : nil
        var sighting = Incident.Sighting(
            scene: name, period: scene?.period ?? period(of: rows), sensor: scene?.sensor, kind: .seen,
            area: try known?.area ?? unionArea(of: outlines ?? []), parts: try known?.parts ?? parts(of: outlines ?? []))
        sighting.content = scene?.content ?? .state
        return SceneView(sighting: sighting, rows: rows, outlines: outlines)
    }

    /// From the earliest first day to the latest last day of the findings; `nil` when all are undated.
    private func period(of rows: [Int]) -> ObservationPeriod? {
        var result: ObservationPeriod?
        for row in rows {
            guard let period = measure.rows[row].observed else { continue }
            result = ObservationPeriod(
                from: min(result?.from ?? period.from, period.from), to: max(result?.to ?? period.to, period.to))
        }
        return result
    }

    /// Of a view that was made here.
    func outlines(of view: SceneView) throws -> [Int] { try view.outlines ?? outlines(of: view.rows) }

    /// The findings without those that lie in another one: findings of several rules over one footprint are parts of it, and the largest is
    /// often all of it.
    private func outlines(of rows: [Int]) throws -> [Int] {
        guard rows.count > 1 else { return rows }
        var whole: [CaseFinding.FootprintName: Int] = [:]
        var names: [CaseFinding.FootprintName] = []
        for row in rows {
            let found = try measure.finding(row)
            names.append(found.footprintName)
            guard found.finding.area >= found.finding.footprintArea * (1 - 1e-9), whole[found.footprintName] == nil else { continue }
            whole[found.footprintName] = row
        }
        var result: [Int] = []
        for (row, name) in zip(rows, names) {
            if let other = whole[name], other != row { continue }
            if try result.contains(where: { try measure.isSameOutline($0, row) }) { continue }
            result.append(row)
        }
        return result
    }

    /// Each outline adds what it has outside the larger ones before it.
    private func unionArea(of rows: [Int]) throws -> Double {
        guard rows.count > 1 else { return try measure.area(of: rows[0]) }
        let sorted = try byArea(rows)
        var total = 0.0
        for (index, row) in sorted.enumerated() { total += try measure.area(of: row, outside: Array(sorted[..<index])) }
        return total
    }

    private func byArea(_ rows: [Int]) throws -> [Int] {
        guard rows.count > 1 else { return rows }
        let areas = try rows.map(measure.area)
        return rows.indices.sorted { a, b in
            areas[a] != areas[b] ? areas[a] > areas[b] : measure.rows[rows[a]].id < measure.rows[rows[b]].id
        }.map { rows[$0] }
    }

    /// Polygons that do not touch each other.
    private func parts(of rows: [Int]) throws -> Int {
        let places = try rows.map(measure.place)
        let columns = measure.columns
        if places.count == 1 { return columns.parts(of: places[0]).count }
        var pieces = GeometryColumns()
        for place in places {
            if columns.parts(of: place).count == 1 {
                pieces.append(place, of: columns)
            } else {
                for polygon in columns.polygons(at: place) { pieces.append(.polygon(polygon)) }
            }
        }
        return PartCount.touching(pieces)
    }

    // MARK: Not seen

    /// Adds what the other scenes say: those whose coverage holds more than half of the place. See ``Incident/Sighting/Kind``.
    private func addSilent(to views: inout [SceneView], _ envelope: Envelope) throws {
        let others = scenes.views(meeting: envelope)
        guard !others.isEmpty else { return }
        let names = Set(views.map(\.sighting.scene))
        let largest = views.max { ($0.sighting.area, $1.sighting.scene) < ($1.sighting.area, $0.sighting.scene) }
        let place = try largest.map(outlines) ?? []
        for view in others {
            let scene = scenes.scenes[view.row]
            guard !names.contains(scene.id) else { continue }
            let covered = try share(of: place, in: view.coverage)
            guard covered > 0.5 else { continue }
            let hidden = try view.clouds.map { try share(of: place, in: $0) } ?? 0
            guard hidden > 0.5 || covered - hidden > 0.5 else { continue }
            var kind = hidden > 0.5 ? Incident.Sighting.Kind.cloudy : .clear
            if kind == .clear, try isOutlined(place, by: scene.id) { kind = .unsuspected }
            var sighting = Incident.Sighting(
                scene: scene.id, period: scene.period, sensor: scene.sensor, kind: kind, area: 0, parts: 0)
            sighting.content = scene.content
            views.append(SceneView(sighting: sighting, rows: [], outlines: []))
        }
    }

    private func isOutlined(_ place: [Int], by scene: String) throws -> Bool {
        guard let outlined else { return false }
        return try place.contains { try outlined(scene, measure.envelopes[$0]) }
    }

    /// The share of the outlines' areas that lies in a mask.
    private func share(of rows: [Int], in mask: PreparedPolygon) throws -> Double {
        var (inside, total) = (0.0, 0.0)
        for row in rows {
            let area = try measure.area(of: row)
            total += area
            if mask.envelope.intersects(measure.envelopes[row]) { inside += area * (try measure.share(of: row, in: mask)) }
        }
        return total > 0 ? inside / total : 0
    }
}

/// How many groups of touching polygons there are.
enum PartCount {
    static func touching(_ pieces: GeometryColumns) -> Int {
        guard pieces.count > 1 else { return pieces.count }
        let kernel = OverlayKernel(engine: TopologyEngine())
        let proof = SimplicityProof()
        let boxes = (0..<pieces.count).map(pieces.envelope)
        let tree = PackedRTree(boxes)
        var sets = DisjointSets(count: pieces.count)
        for piece in boxes.indices {
            let near = tree.query(boxes[piece]).filter { $0 > piece }
            guard !near.isEmpty else { continue }
            let polygon = PreparedPolygon(pieces, piece, proof: proof)
            for other in near where sets.root(of: other) != sets.root(of: piece) {
                if kernel.intersects(other, in: pieces, polygon) { sets.join(piece, other) }
            }
        }
        return sets.members().count
    }
}

extension Finding {
    /// When its footprint was seen; `nil` for undated ones.
    public var observed: ObservationPeriod? {
        if let observedAt { return ObservationPeriod(observedAt) }
        guard let last = observedTo ?? observedFrom else { return nil }
        return ObservationPeriod(from: observedFrom ?? last, to: last)
    }
}
