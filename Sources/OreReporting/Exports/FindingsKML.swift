internal import OreFeatures
public import OreDetection
internal import OreGeometry

/// Findings for phones and globe viewers: KML 2.2, a folder per rule, coloured by rule, each with its table.
public enum FindingsKML {
    /// Writes the file whole, or nothing.
    /// - Parameters:
    ///   - batches: in input order; each rule's folder lists them in rank order. Positions are lon/lat.
    ///   - language: of names and headings; the values stay as they are.
    /// - Throws: `OutputError`.
    public static func write(_ batches: [FindingBatch], run: RunRecord, language words: Language, to path: String) throws {
        let note = words.sentences([words(.notALegalFinding), words.sentence(for: .unlicensed, in: run)])
        let writer = KMLWriter(try AtomicFile(path), title: words(.reportTitle), note: note, styles: RuleName.allCases.map(style(of:)))
        let places = batches.indices.flatMap { batch in batches[batch].findings.indices.map { (batch: batch, row: $0) } }
        let rounding = DecimalRounding(engine: TopologyEngine())
        for rule in RuleName.allCases {
            let own = places.filter { batches[$0.batch].findings[$0.row].rule == rule }
                .sorted { FindingRanking.precedes(batches[$0.batch].findings[$0.row], batches[$1.batch].findings[$1.row]) }
            guard !own.isEmpty else { continue }
            writer.beginFolder(words.heading(of: rule))
            for place in own {
                let finding = batches[place.batch].findings[place.row]
                let geometry = rounding.rounded(place.row, of: batches[place.batch].geometry)
                try writer.append(
                    geometry: 0, of: geometry, name: "\(finding.footprintID) (\(finding.severity))", fields: fields(finding, words),
                    style: rule.rawValue)
            }
        }
        try writer.finish()
    }

    private static func fields(_ finding: Finding, _ words: Language) -> [(name: String, value: String)] {
        let readable = [
            (name: words.heading(.verdict), value: words.name(of: finding.verdict)),
            (name: words.heading(.area), value: QuantityText.area(finding.area, words)),
        ]
        return readable + FindingField.allCases.map { (name: $0.rawValue, value: $0.value(of: finding).text) }.filter { !$0.value.isEmpty }
    }

    private static func style(of rule: RuleName) -> KMLWriter.Style {
        let colour = UInt32(rule.colours.light.description.dropFirst(), radix: 16) ?? 0
        return KMLWriter.Style(identifier: rule.rawValue, line: colour << 8 | 0xFF, fill: colour << 8 | 0x66)
    }
}
