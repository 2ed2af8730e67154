import Foundation
import OreDetection
import OreFeatures
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
        case .gpkg, .xlsx, .kml: break
        }
    }

    private func writeTable() throws {
        let path = command.output ?? "-"
        let toTerminal = path == "-" && isatty(1) == 1
        let style = TextStyle(
            language: command.lang, width: toTerminal ? terminalWidth : nil,
            colour: toTerminal && TextStyle.usesColour(isTerminal: true, environment: ProcessInfo.processInfo.environment))
        let ranked = FindingRanking.ranked(outputs.collection.findings.findings)
        let file = try AtomicFile(path)
        try file.write(FindingTable.lines(ranked, style: style).joined(separator: "\n") + "\n")
        try file.commit()
    }

    private var terminalWidth: Int {
        var size = winsize()
        return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 100
    }
}
