import ArgumentParser
import Foundation
import OreDetection
import OreFeatures
import OreJobs
import OreReporting

/// `orewatch summarize`: footprints summed by area and period.
struct SummarizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summarize",
        abstract: "Sum footprints by area and period: count, ellipsoidal area inside, and a measure by share of area.",
        discussion: """
            Example:
              orewatch summarize --footprints mining_2024.geojson --map footprints=amazon-mining-watch \\
                --by indigenous_territories.geojson --key id --measure "Mined area (ha)" --format csv
            """)

    enum Format: String, ExpressibleByArgument { case table, csv, json }

    @Option(parsing: .upToNextOption, help: "Footprints seen by satellites.") var footprints: [String]
    @Option(name: .customLong("by"), help: "File with the areas to sum by.") var areas: String
    @Option(help: "Column that names an area; the identifier without it.") var key: String?
    @Option(help: "Numeric column, apportioned by the share of the footprint's area that lies inside.") var measure: String?
    @OptionGroup var input: InputOptions
    @Option(help: "table, csv or json.") var format = Format.table
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?

    func run() throws {
        var request = SummaryRequest(
            footprints: try input.input(.footprints, footprints), areas: try input.input(.districts, [areas]))
        request.key = key
        request.measure = measure
        request.invalid = input.invalid
        request.threads = input.threadCount
        request.isQuiet = input.quiet
        let result = try SummaryRun(request).execute()
        let file = try AtomicFile(output ?? "-")
        switch format {
        case .csv: try file.write(csv(result.rows))
        case .json: try file.write(json(result.rows))
        case .table: try file.write(table(result.rows).joined(separator: "\n") + "\n")
        }
        try file.commit()
        if !result.notes.isEmpty { StandardError.write(Array(result.notes.prefix(3))) }
        if !input.quiet { report(result) }
        if result.hasQuarantine { throw ExitCode(ExitStatus.quarantined.rawValue) }
    }

    private func report(_ result: SummaryResult) {
        var lines = result.inputs.map {
            "\($0.name): read \($0.read), stored \($0.stored), repaired \($0.repaired)"
                + ($0.directionOnly > 0 ? " (\($0.directionOnly) only in ring direction)" : "")
                + ", quarantined \($0.quarantined), skipped \($0.skipped)"
        }
        if result.failed > 0 { lines.append("\(result.failed) footprints could not be overlaid and are in no sum") }
        if result.withoutMeasure > 0 { lines.append("\(result.withoutMeasure) footprints have no value of the measure and count with 0") }
        FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    private func number(_ value: Double, decimals: Int) -> String {
        var text = JSONBytes(capacity: 32)
        text.append(value, decimals: decimals, trimmed: false)
        return text.text
    }

    private func csv(_ rows: [SummaryRow]) -> String {
        func field(_ text: String) -> String {
            text.contains(where: { ",\"\r\n".contains($0) }) ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
        }
        let lines = rows.map { row in
            [
                field(row.key), row.period?.label ?? "", String(row.count), number(row.intersection, decimals: 2),
                row.measure.map { number($0, decimals: 6) } ?? "",
            ].joined(separator: ",")
        }
        return (["key,period,count,intersection_m2,measure"] + lines).joined(separator: "\r\n") + "\r\n"
    }

    private func json(_ rows: [SummaryRow]) -> String {
        var json = JSONBytes()
        json.append("[")
        for (i, row) in rows.enumerated() {
            json.append(i == 0 ? "\n{\"key\":" : ",\n{\"key\":")
            json.append(string: row.key)
            json.append(",\"period\":")
            if let period = row.period { json.append(string: period.label) } else { json.append("null") }
            json.append(",\"count\":\(row.count),\"intersection_m2\":")
            json.append(row.intersection, decimals: 2)
            json.append(",\"measure\":")
            if let measure = row.measure { json.append(measure, decimals: 6) } else { json.append("null") }
            json.append("}")
        }
        json.append("\n]\n")
        return json.text
    }

    private func table(_ rows: [SummaryRow]) -> [String] {
        var table = TextTable([
            .init("key"), .init("period"), .init("count", .right), .init("intersection ha", .right), .init(measure ?? "measure", .right),
        ])
        for row in rows {
            table.append([
                row.key, row.period?.label ?? "", String(row.count), number(row.intersection / 10_000, decimals: 2),
                row.measure.map { number($0, decimals: 2) } ?? "",
            ])
        }
        return table.rendered(width: nil, colour: false).lines
    }
}

extension ObservationPeriod {
    /// `2018`, `2025-Q2`, `2025-06`, `2025-06-30`, or both ends when the period is none of these.
    var label: String {
        if isSingleDay { return from.description }
        let (start, end) = (from.yearMonthDay, to.yearMonthDay)
        guard start.day == 1, start.year == end.year, end.day == Day.length(ofMonth: end.month, year: end.year) else { return text }
        switch (start.month, end.month) {
        case (1, 12): return String(start.year)
        case (let a, let b) where a == b: return String(from.description.prefix(7))
        case (let a, let b) where b == a + 2 && a % 3 == 1: return "\(start.year)-Q\((a + 2) / 3)"
        default: return text
        }
    }
}
