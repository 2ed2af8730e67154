import ArgumentParser
import Foundation
import OreFeatures
import OreLedger
import OreReporting

/// Writes findings over figures as a table, JSON, CSV or a workbook.
struct LedgerReportWriter {
    var format: LedgerCheckCommand.Format?
    var output: String?
    var language: Language

    func chosenFormat() throws -> LedgerCheckCommand.Format {
        if let format {
            guard format != .xlsx || output != nil else { throw ValidationError("--format xlsx needs --output") }
            return format
        }
        guard let output, output != "-" else { return .table }
        let suffix = URL(filePath: output).pathExtension.lowercased()
        if let format = suffix == "txt" ? .table : LedgerCheckCommand.Format(rawValue: suffix) { return format }
        throw ValidationError("\(output): no known extension; say the form with --format")
    }

    func write(_ report: LedgerReport, _ format: LedgerCheckCommand.Format, limit: Int = 100) throws {
        switch format {
        case .table:
            let lines = LedgerTable.lines(report, style: style, limit: limit)
            try put(Array((lines.joined(separator: "\n") + "\n").utf8), output ?? "-")
        case .json: try put(LedgerJSON.bytes(report), output ?? "-")
        case .csv: try put(LedgerExports.csv(report, language: language), output ?? "-")
        case .xlsx: try LedgerExports.writeWorkbook(report, language: language, to: output ?? "-")
        }
    }

    func put(_ bytes: [UInt8], _ path: String) throws {
        let file = try AtomicFile(path)
        try file.write(bytes)
        try file.commit()
    }

    private var style: TextStyle {
        let toTerminal = output == nil && isatty(1) == 1
        var size = winsize()
        let width = toTerminal ? (ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 100) : nil
        return TextStyle(
            language: language, width: width,
            colour: toTerminal && TextStyle.usesColour(isTerminal: true, environment: ProcessInfo.processInfo.environment))
    }
}
