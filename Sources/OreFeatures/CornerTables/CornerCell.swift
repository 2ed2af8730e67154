/// All corners of a licence in one cell: `1,2745123.45,38561234.56;2,…`.
///
/// Corners are separated by `;`, line ends or brackets; each is number, first and second coordinate, or the two coordinates alone, separated by
/// commas or blanks. `|` ends a ring; so does `*`, behind which the two elevation limits may stand, as in `(1,X,Y)(2,X,Y)(3,X,Y)*580,400`.
enum CornerCell {
    static func corners(
        _ cell: String, line: Int, heading: String, _ faults: CornerFaults
    ) throws(InputError) -> (rows: [CornerRow], elevation: String?) {
        var rows: [CornerRow] = []
        var elevation: String?
        var ring = 0
        for part in CornerText.plain(cell).split(separator: "|") {
            var pieces = part.split(separator: "*", omittingEmptySubsequences: false)[...]
            while let piece = pieces.popFirst() {
                let groups = piece.split { ";()\n\r".contains($0) }.map { CornerText.trimmed($0) }.filter {
                    $0.contains { $0 != "," && $0 != " " }
                }
                if groups.isEmpty { continue }
                // Behind an asterisk: elevation limits, not corners.
                if !rows.isEmpty, groups.count == 1, let range = ElevationText.range(groups[0]), range.low.magnitude < 9000,
                    range.high < 9000
                {
                    elevation = elevation ?? groups[0].replacing(",", with: "~")
                    continue
                }
                ring += 1
                for (i, group) in groups.enumerated() {
                    rows.append(try corner(group, number: i + 1, ring: ring, line: line, heading: heading, faults))
                    guard rows.count <= CornerLimits.rows else {
                        throw faults.refused(line, heading, "too many corners in one cell", "split it")
                    }
                }
            }
        }
        return (rows, elevation)
    }

    private static func corner(
        _ group: String, number: Int, ring: Int, line: Int, heading: String, _ faults: CornerFaults
    ) throws(InputError) -> CornerRow {
        var values = group.split(separator: ",", omittingEmptySubsequences: false).map { CornerText.trimmed($0) }
        while values.last?.isEmpty == true { values.removeLast() }
        if values.count == 1 { values = group.split(separator: " ").map(String.init) }
        switch values.count {
        case 2: return CornerRow(line: line, label: String(number), first: values[0], second: values[1], ring: String(ring))
        case 3: return CornerRow(line: line, label: values[0], first: values[1], second: values[2], ring: String(ring))
        default:
            throw faults.refused(
                line, heading, "\"\(group.prefix(40))\" is not a corner",
                "write number, first and second coordinate, and \";\" between corners")
        }
    }

    /// Whether a cell holds at least three corners.
    static func looksLikeCorners(_ cell: String) -> Bool {
        guard cell.utf8.count <= CornerLimits.cellLength,
            let found = try? corners(cell, line: 0, heading: "", CornerFaults(file: "")), found.rows.count >= 3
        else { return false }
        return found.rows.allSatisfy { (try? CoordinateText($0.first)) != nil && (try? CoordinateText($0.second)) != nil }
    }
}
