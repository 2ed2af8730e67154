internal import OreDetection
internal import OreFeatures

/// By the last day of observation, undated ones last; then by id.
enum CanonicalOrder {
    static func sorted(_ rows: [Int], _ findings: [CaseFinding]) -> [Int] {
        guard rows.count > 1 else { return rows }
        return rows.sorted { a, b in
            precedes(
                findings[a].finding.observed?.to, findings[a].finding.id, findings[b].finding.observed?.to, findings[b].finding.id)
        }
    }

    static func precedes(_ day: Day?, _ id: String, _ otherDay: Day?, _ otherID: String) -> Bool {
        switch (day, otherDay) {
        case (let day?, let otherDay?) where day != otherDay: day < otherDay
        case (_?, nil): true
        case (nil, _?): false
        default: id < otherID
        }
    }
}
