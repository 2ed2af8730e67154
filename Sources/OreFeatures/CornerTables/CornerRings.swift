internal import OreGeometry

/// Cuts the corners of one licence into rings.
///
/// Where a column or title numbers the rings, that decides. Otherwise a ring ends when its first corner comes again (by number, or exactly by
/// position) and a new one begins when the numbering starts again. A last corner within a metre of the first closes the ring: the ingest policy
/// then repairs and reports the gap. A ring that is not closed in writing is closed by its first corner.
struct CornerRings {
    struct Ring {
        var positions: [Coordinate]
        var rows: [CornerRow]
        var isHole: Bool?
        var lines: String {
            rows.first?.line == rows.last?.line ? "line \(rows[0].line)" : "lines \(rows[0].line) to \(rows[rows.count - 1].line)"
        }
    }

    /// Metres within which a last corner is the first one again.
    static let closingGap = 1.0

    private(set) var rings: [Ring] = []
    private let rows: [CornerRow]
    private let positions: [Coordinate]
    private let isAngle: Bool
    private let faults: CornerFaults

    init(_ rows: [CornerRow], _ positions: [Coordinate], isAngle: Bool, _ faults: CornerFaults) throws(InputError) {
        (self.rows, self.positions, self.isAngle, self.faults) = (rows, positions, isAngle, faults)
        var start = 0
        var seen: [String: Int] = [:]
        while start < rows.count {
            var end = start + 1
            while end < rows.count, rows[end].ring == rows[start].ring { end += 1 }
            if let label = rows[start].ring {
                if let line = seen[label] {
                    throw faults.refused(
                        rows[start].line, nil, "ring \(label) is given twice, first in line \(line)",
                        "number the rings differently, or leave one")
                }
                seen[label] = rows[start].line
                try takeNamed(start..<end, label)
            } else {
                try takeUnnamed(start..<end)
            }
            start = end
            guard rings.count <= CornerLimits.ringsOfLicence else {
                throw faults.refused(rows[start - 1].line, nil, "more than \(CornerLimits.ringsOfLicence) rings in one licence", "split it")
            }
        }
        try refuseTwins()
    }

    private mutating func takeNamed(_ range: Range<Int>, _ label: String) throws(InputError) {
        let first = range.lowerBound
        for i in range.dropFirst(3) where i < range.upperBound - 1 && positions[i] == positions[first] {
            throw faults.refused(
                rows[i + 1].line, nil, "ring \(label) comes back to its first corner in line \(rows[i].line) and goes on",
                "give the corners behind it another ring number")
        }
        try requireOrder(range)
        add(range)
    }

    private mutating func takeUnnamed(_ range: Range<Int>) throws(InputError) {
        var start = range.lowerBound
        var i = start + 1
        while i < range.upperBound {
            let isFirstAgain = !rows[i].label.isEmpty && rows[i].label == rows[start].label
            if i - start >= 3, positions[i] == positions[start] || isFirstAgain && gap(i, start) <= Self.closingGap {
                add(start..<i + 1)
                start = i + 1
                i += 1
            } else if isFirstAgain || isRestart(i) {
                // A lone last row with the first number is the closing corner, far off: the gap is reported.
                if isFirstAgain, i == range.upperBound - 1, i - start >= 3 { break }
                try requireOrder(start..<i)
                add(start..<i)
                start = i
            }
            i += 1
        }
        if start < range.upperBound {
            try requireOrder(start..<range.upperBound)
            add(start..<range.upperBound)
        }
    }

    /// The numbering begins again at 1.
    private func isRestart(_ i: Int) -> Bool {
        guard let number = Self.number(rows[i].label), let previous = Self.number(rows[i - 1].label) else { return false }
        return number == 1 && previous > 1
    }

    /// Corners that stand in another order than their numbers: which of the two is meant cannot be known.
    private func requireOrder(_ range: Range<Int>) throws(InputError) {
        for i in range.dropFirst() {
            guard let number = Self.number(rows[i].label), let previous = Self.number(rows[i - 1].label), number < previous else {
                continue
            }
            if i == range.upperBound - 1, rows[i].label == rows[range.lowerBound].label { continue }
            throw faults.refused(
                rows[i].line, nil, "corner \(rows[i].label) stands behind corner \(rows[i - 1].label)",
                "put the corners in the order of the boundary"
            )
        }
    }

    /// The digits at the end of `J12`, `K-3`, `12`; `nil` for other labels.
    static func number(_ label: String) -> Int? {
        let digits = String(label.reversed().prefix { $0.isASCIIDigit }.reversed())
        return digits.count <= 9 ? Int(digits) : nil
    }

    private mutating func add(_ range: Range<Int>) {
        var ring = Ring(positions: Array(positions[range]), rows: Array(rows[range]), isHole: rows[range].lazy.compactMap(\.isHole).first)
        let last = range.upperBound - 1
        let closes = range.count > 3 && gap(last, range.lowerBound) <= Self.closingGap
        let saysFirst = range.count > 3 && !rows[last].label.isEmpty && rows[last].label == rows[range.lowerBound].label
        if !closes && !saysFirst, let first = ring.positions.first { ring.positions.append(first) }
        rings.append(ring)
    }

    /// Metres between two corners; on a sphere for angles, which is near enough to tell a slip from a side.
    private func gap(_ i: Int, _ j: Int) -> Double {
        let (a, b) = (positions[i], positions[j])
        guard isAngle else { return Self.length(a.x - b.x, a.y - b.y) }
        return Self.length((a.x - b.x) * LocalMetric(.wgs84, latitude: b.y).metresPerUnitX, (a.y - b.y) * 111_000)
    }

    private static func length(_ dx: Double, _ dy: Double) -> Double { (dx * dx + dy * dy).squareRoot() }

    // MARK: Twins

    private func refuseTwins() throws(InputError) {
        var seen: [[Coordinate]: Int] = [:]
        for (i, ring) in rings.enumerated() where ring.positions.count > 3 {
            let form = Self.canonical(ring.positions)
            if let twin = seen[form] {
                throw faults.refused(
                    ring.rows[0].line, nil, "the ring in \(ring.lines) is the one in \(rings[twin].lines) again", "leave one of the two")
            }
            seen[form] = i
        }
    }

    /// The same for every start and direction of a ring.
    private static func canonical(_ ring: [Coordinate]) -> [Coordinate] {
        let open = ring.first == ring.last ? Array(ring.dropLast()) : ring
        var low = 0
        for i in open.indices where Coordinate.lexicographicallyPrecedes(open[i], open[low]) { low = i }
        let forward = Array(open[low...] + open[..<low])
        let backward = [forward[0]] + forward.dropFirst().reversed()
        guard forward.count > 1 else { return forward }
        return Coordinate.lexicographicallyPrecedes(forward[1], backward[1]) ? forward : backward
    }
}
