import Foundation
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreReporting

/// What is written once all findings are known: tables, office formats, the page and the drawing.
struct DetectReports {
    let command: DetectCommand
    let outputs: DetectOutputs
    let result: DetectionResult

    func write() throws {
        switch outputs.format {
        case .geojson, .geojsonseq, .csv: break
        case .table: try writeTable()
        case .kml: try FindingsKML.write([findings], run: result.record, language: command.lang, to: path)
        case .gpkg: try FindingsGeoPackage.write([findings], run: result.record, to: path)
        case .xlsx: try FindingsWorkbook.write([findings], run: result.record, language: command.lang, to: path)
        }
        guard command.report != nil || command.drawing != nil else { return }
        let content = content()
        if let page = command.report { try put(HTMLReport.page(content), page) }
        if let drawing = command.drawing { try put(Drawing.svg(content), drawing) }
    }

    private var path: String { command.output ?? "-" }

    private var findings: FindingBatch { outputs.collection.findings }

    private func put(_ bytes: [UInt8], _ path: String) throws {
        let file = try AtomicFile(path)
        try file.write(bytes)
        try file.commit()
    }

    private func writeTable() throws {
        let toTerminal = path == "-" && isatty(1) == 1
        let style = TextStyle(
            language: command.lang, width: toTerminal ? terminalWidth : nil,
            colour: toTerminal && TextStyle.usesColour(isTerminal: true, environment: ProcessInfo.processInfo.environment))
        let ranked = FindingRanking.ranked(findings.findings)
        try put(Array((FindingTable.lines(ranked, style: style).joined(separator: "\n") + "\n").utf8), path)
    }

    private var terminalWidth: Int {
        var size = winsize()
        return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 100
    }

    private func content() -> ReportContent {
        let collection = outputs.collection
        var content = ReportContent(run: result.record, findings: collection.findings.findings, language: command.lang)
        let cards = FindingCards(result, showsHolders: !outputs.redaction.fields.contains(.holder))
        content.cards = FindingRanking.top(content.maximumCards, of: collection.findings.findings).compactMap { row in
            guard let geometry = collection.findings.geometry.geometry(at: row) else { return nil }
            let footprint = collection.footprintOfFinding[row]
            return cards.card(
                collection.findings.findings[row], geometry: geometry, footprint: collection.footprints.geometry(at: footprint))
        }
        content.licences = result.licences.geometry
        content.zones = result.zones.geometry
        return content
    }
}
