public import OreDetection
internal import OreFeatures

/// How a text for a terminal is laid out.
public struct TextStyle: Sendable, Hashable {
    public var language: Language
    /// Columns of the terminal; `nil` when the output is no terminal.
    public var width: Int?
    public var colour: Bool

    public init(language: Language = .english, width: Int? = nil, colour: Bool = false) {
        self.language = language
        self.width = width
        self.colour = colour
    }

    /// Colour only on a terminal, and never when `NO_COLOR` is set and not empty (no-color.org) or the terminal is `dumb`.
    /// - Parameter environment: of the process.
    public static func usesColour(isTerminal: Bool, environment: [String: String]) -> Bool {
        isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
}

/// Findings as a table, in rank order.
public enum FindingTable {
    /// - Parameters:
    ///   - findings: in any order.
    ///   - limit: rows at most; a line under the table says when it cuts.
    /// - Returns: the lines of the table with its notes; one line that says so when there are no findings.
    public static func lines(_ findings: [Finding], style: TextStyle, limit: Int = 100) -> [String] {
        let words = style.language
        guard !findings.isEmpty else { return [words(.noFindings)] }
        var table = TextTable(columns(words))
        for (place, index) in FindingRanking.top(limit, of: findings).enumerated() {
            table.append(cells(findings[index], rank: place + 1, words), style: colour(of: findings[index].verdict))
        }
        let rendering = table.rendered(width: style.width, colour: style.colour)
        var lines = rendering.lines
        if findings.count > limit { lines.append(words(.accountRowsCut, QuantityText.count(limit), QuantityText.count(findings.count))) }
        if !rendering.hidden.isEmpty { lines.append(words(.accountColumnsHidden, words.list(rendering.hidden))) }
        return lines
    }

    private static func columns(_ words: Language) -> [TextTable.Column] {
        [
            .init("#", .right),
            .init(words(.severity), .right),
            .init(words(.rule), minimumWidth: 14),
            .init(words(.verdict), expendability: 1),
            .init(words(.footprint), minimumWidth: 10),
            .init(words(.observed), expendability: 2),
            .init(words(.squareMetres), .right),
            .init(words(.hectares), .right, expendability: 5),
            .init(words(.mu), .right, expendability: 6),
            .init(words(.licences), minimumWidth: 8, expendability: 4),
            .init(words(.holder), minimumWidth: 8, expendability: 7),
            .init(words(.zone), minimumWidth: 6, expendability: 8),
            .init(words(.district), minimumWidth: 6, expendability: 9),
            .init(words(.labelPoint), expendability: 3),
        ]
    }

    private static func cells(_ finding: Finding, rank: Int, _ words: Language) -> [String] {
        [
            String(rank), String(finding.severity), words.name(of: finding.rule), words.name(of: finding.verdict), finding.footprintID,
            FindingText.observation(finding) ?? "–", QuantityText.squareMetres(finding.area), QuantityText.hectares(finding.area),
            QuantityText.mu(finding.area), FindingText.licences(finding, words), finding.holder ?? "", finding.zoneID ?? "",
            finding.district ?? "", finding.labelPoint.map(PositionText.decimal) ?? "",
        ]
    }

    private static func colour(of verdict: Verdict) -> String {
        switch verdict {
        case .strong: "31"
        case .possible: "33"
        case .undecidable: "35"
        case .consistent: "2"
        }
    }
}

/// Short texts about one finding that tables, drawings and reports share.
enum FindingText {
    /// The day; or the period: as 2018, 2025-Q2 or 2025-06 when it is just that, else as "from – to".
    static func observation(_ finding: Finding) -> String? {
        if let day = finding.observedAt { return day.description }
        guard let from = finding.observedFrom, let to = finding.observedTo else { return nil }
        return period(from: from, to: to)
    }

    static func period(from: Day, to: Day) -> String {
        if from == to { return from.description }
        let (first, last) = (from.yearMonthDay, to.yearMonthDay)
        let isWhole = first.day == 1 && first.year == last.year && last.day == Day.length(ofMonth: last.month, year: last.year)
        switch last.month - first.month {
        case 0 where isWhole: return String(from.description.prefix(7))
        case 2 where isWhole && first.month % 3 == 1: return "\(from.description.prefix(4))-Q\(last.month / 3)"
        case 11 where isWhole: return String(from.description.prefix(4))
        default: return "\(from) – \(to)"
        }
    }

    /// The licences that matter most: in force and touching, else touching, else the nearest with its distance.
    static func licences(_ finding: Finding, _ words: Language) -> String {
        if !finding.licenceIDs.isEmpty { return finding.licenceIDs.joined(separator: "; ") }
        if !finding.otherLicenceIDs.isEmpty { return finding.otherLicenceIDs.map { "(\($0))" }.joined(separator: "; ") }
        return nearest(finding, words) ?? ""
    }

    static func nearest(_ finding: Finding, _ words: Language) -> String? {
        guard let id = finding.nearestLicenceID else { return nil }
        guard let metres = finding.nearestLicenceMetres, metres > 0 else { return id }
        return words(.away, id, QuantityText.distance(metres, words))
    }
}
