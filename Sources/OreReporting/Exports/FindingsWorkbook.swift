public import OreDetection
internal import OreFeatures

/// Findings for the office: a workbook with the ranked findings, the inputs and the account of the run.
public enum FindingsWorkbook {
    /// Writes the file whole, or nothing.
    /// - Parameters:
    ///   - batches: in input order; the sheet lists them in rank order.
    ///   - language: of names and headings of the account; column names stay the published ones, so that lists can be brought back.
    /// - Throws: `OutputError`, also for more findings than a sheet holds.
    public static func write(_ batches: [FindingBatch], run: RunRecord, language words: Language, to path: String) throws {
        let ranked = FindingRanking.ranked(batches.flatMap(\.findings))
        let findings = XLSXWriter.Sheet(name: "findings", columns: FindingField.allCases.map(column)) { append in
            for finding in ranked { try append(FindingField.allCases.map { cell($0, finding) }) }
        }
        try XLSXWriter.write([findings, inputs(run), account(run, FindingTally(ranked), words)], to: path)
    }

    private static func column(_ field: FindingField) -> XLSXWriter.Column {
        switch field {
        case .area, .footprintArea, .outsideArea, .outsideAreaBeyondTolerance: .init(field.rawValue, width: 18, format: .whole)
        case .nearestLicenceMetres, .maximumDepth, .tolerance: .init(field.rawValue, width: 14, format: .twoDecimals)
        case .id, .labelPoint: .init(field.rawValue, width: 26)
        default: .init(field.rawValue)
        }
    }

    private static func cell(_ field: FindingField, _ finding: Finding) -> XLSXWriter.Value {
        switch field {
        case .observedAt: return finding.observedAt.map { .date($0) } ?? .empty
        case .observedFrom: return finding.observedFrom.map { .date($0) } ?? .empty
        case .observedTo: return finding.observedTo.map { .date($0) } ?? .empty
        default: break
        }
        let value = field.value(of: finding)
        switch value {
        case .none: return .empty
        case .text(let text): return .text(text)
        case .integer(let number): return .integer(number)
        case .number(let number, _): return .number(number)
        case .texts, .numbers: return value.joined.map { .text($0) } ?? .empty
        }
    }

    private static func inputs(_ run: RunRecord) -> XLSXWriter.Sheet {
        let titles = [
            "side", "name", "sha256", "format", "encoding", "crs", "profile", "attribution", "licence", "read", "stored", "repaired",
            "quarantined", "skipped",
        ]
        return XLSXWriter.Sheet(name: "inputs", columns: titles.map { .init($0) }) { append in
            for i in run.inputs {
                let texts = [i.side, i.name, i.sha256, i.format, i.encoding, i.crs, i.profile ?? "", i.attribution ?? "", i.licence ?? ""]
                let counts = [i.read, i.stored, i.repaired, i.quarantined, i.skipped]
                try append(texts.map { .text($0) } + counts.map { .integer($0) })
            }
        }
    }

    private static func account(_ run: RunRecord, _ tally: FindingTally, _ words: Language) -> XLSXWriter.Sheet {
        XLSXWriter.Sheet(name: "run", columns: [.init("account", width: 120)]) { append in
            for line in RunAccount.lines(run, tally: tally, language: words) { try append([.text(line)]) }
        }
    }
}
