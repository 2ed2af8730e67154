internal import OreDetection

/// The overview map as a document of its own (`--drawing x.svg`): title, notice, map, legend; no reference to anything outside.
public enum Drawing {
    /// - Returns: UTF-8 bytes of an SVG 1.1 document. Without findings the map shows the licences.
    public static func svg(_ content: ReportContent) -> [UInt8] {
        let ranked = FindingRanking.ranked(content.findings.filter { $0.verdict != .consistent })
        let map = OverviewMap(content, ranked: ranked).svg(isAlone: true)
        return Array(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + map.source + "\n").utf8)
    }
}
